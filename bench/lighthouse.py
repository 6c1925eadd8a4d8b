"""An article with nine pictures on a phone with a slow line, as Lighthouse sees it: how accessible it is, and how soon it is there.

Lighthouse is fetched by npx where it is not on PATH; it needs a Chromium (`CHROME_PATH`). It simulates the line and the phone, so the
figures hardly hang on the machine.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import uuid
from pathlib import Path
from typing import Final

from PIL import Image

from bench.pictures import photo
from bench.site import folder, running

VERSION: Final = "12.8.2"
LIMITS: Final = {"accessibility": 100, "performance": 95}
PICTURES: Final = 9
ROUNDS: Final = 3
"""The middle one counts."""


def sent(url: str, title: str, media: list[tuple[bytes, str]]) -> str:
    """Publish an article with files, each with its text for who does not see it; give the address of its page."""
    mark = uuid.uuid4().hex
    parts = [("title", "", title.encode()), ("body", "", b"The rain came early. " * 100)]
    for data, text in media:
        parts += [("media", '; filename="a"', data), ("media_alt", "", text.encode())]
    body = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + data + b"\r\n"
        for name, more, data in parts
    )
    request = urllib.request.Request(
        f"{url}/api/v1/articles",
        body + f"--{mark}--\r\n".encode(),
        {"Content-Type": f"multipart/form-data; boundary={mark}"},
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        made = json.load(answer)
    return f"{url}/{made['url'].split('/', 3)[3]}"


def published(url: str, into: Path) -> str:
    """Publish an article with nine pictures; give the address of its page."""
    whole = into / "photo.jpg"
    photo(whole)
    views = []
    with Image.open(whole) as opened:
        for number in range(PICTURES):
            one = into / f"{number}.jpg"
            opened.resize((1600 + number, 1200)).rotate(number * 3).save(one, quality=88)
            views.append((one.read_bytes(), f"The quay, view {number + 1}"))
    return sent(url, "Nine views of the quay", views)


def scores(address: str, into: Path) -> dict[str, int]:
    """Give what Lighthouse says of a page, of 100."""
    program = [found] if (found := shutil.which("lighthouse")) else ["npx", "--yes", f"lighthouse@{VERSION}"]
    report = into / "report.json"
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
    subprocess.run(
        [
            *program,
            address,
            f"--only-categories={','.join(LIMITS)}",
            "--output=json",
            f"--output-path={report}",
            "--quiet",
            "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
        ],
        check=True,
        env={"CHROME_PATH": chromium, **os.environ},
    )
    told = json.loads(report.read_text())
    return {name: round(100 * told["categories"][name]["score"]) for name in LIMITS}


def main() -> bool:
    with tempfile.TemporaryDirectory() as top, folder() as site, running(site) as run:
        address = published(run.url, Path(top))
        rounds = [scores(address, Path(top)) for _ in range(ROUNDS)]
    found = {name: sorted(one[name] for one in rounds)[ROUNDS // 2] for name in LIMITS}
    good = all(found[name] >= least for name, least in LIMITS.items())
    said = ", ".join(f"{name} {found[name]} (at least {least})" for name, least in LIMITS.items())
    print(
        f"an article with {PICTURES} pictures in Lighthouse {VERSION}, on a phone: {said}{'' if good else '  MISSED'}"
    )
    return good


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
