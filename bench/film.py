"""While films are prepared, how soon a comment stands on its page: the worker's other half must not delay a text.

Films of 40 s are sent, one after the other is prepared; a comment is sent every second until the last of them is ready.
"""

import http.client
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

from bench.lighthouse import sent
from bench.load import post
from bench.site import folder, running
from handbill.cleaning.media import ffmpeg

FILMS, SECONDS, SIZE = 4, 40, "1280x720"
LIMIT = 1.0
PATIENCE = 60.0
_PREPARED: Final = b"is being prepared"


def film(file: Path, number: int) -> bytes:
    """Make a film that moves, and hums."""
    inputs = [
        *("-f", "lavfi", "-i", f"testsrc2=size={SIZE}:rate=25:duration={SECONDS}"),
        *("-f", "lavfi", "-i", f"sine=frequency={220 + number}:duration={SECONDS}"),
    ]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    command = [str(ffmpeg.find()), "-v", "error", "-y", *inputs, *coded, str(file)]
    subprocess.run(command, check=True)
    return file.read_bytes()


def page(link: http.client.HTTPConnection, path: str) -> bytes:
    """Ask for a page."""
    link.request("GET", path)
    return link.getresponse().read()


def main() -> bool:
    took: list[float] = []
    with tempfile.TemporaryDirectory() as top, folder() as site, running(site) as run:
        link = http.client.HTTPConnection("127.0.0.1", run.port)
        paths = [
            sent(
                run.url,
                f"The weir, film {number}",
                [(film(Path(top, f"{number}.mp4"), number), "The weir, from the bridge")],
            )
            for number in range(FILMS)
        ]
        paths = [one.removeprefix(run.url) for one in paths]
        began = time.monotonic()
        while any(_PREPARED in page(link, path) for path in paths):
            path = paths[len(took) % FILMS]
            start = time.monotonic()
            number = post(
                link,
                f"/comment/{path.split('/')[-1].removesuffix('.html')}/",
                {"body": "It rained here. " * 10},
            )
            while f'id="comment-{number}"'.encode() not in page(link, path):
                if time.monotonic() > start + PATIENCE:
                    raise TimeoutError(f"comment {number} is not on {path}")
                time.sleep(0.005)
            took.append(time.monotonic() - start)
            time.sleep(1)
        seconds = time.monotonic() - began
    good = len(took) > FILMS and max(took) <= LIMIT
    print(
        f"{len(took)} comments while {FILMS} films of {SECONDS} s at {SIZE} were prepared, in {seconds:.0f} s: on their pages after"
        f" {median(took) * 1000:.0f} ms in the middle, {max(took) * 1000:.0f} ms at most (at most {LIMIT * 1000:.0f}){'' if good else '  MISSED'}"
    )
    return good


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
