"""Comments and articles under load: processor time a request, all processes, beside the bare loop's."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.bare import loop
from bench.site import Running, folder, running

SECONDS, CONNECTIONS, ARTICLES, WORDS = 10.0, 8, 50, 60
LIMIT = 2.5
VISIBLE = 1.0


def send(
    run: Running, paths: list[str], fields: dict[str, str], words: int, seconds: float
) -> dict[str, object]:
    order = {
        "port": run.port,
        "paths": paths,
        "fields": fields,
        "words": words,
        "seconds": seconds,
        "connections": CONNECTIONS,
    }
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(command, input=json.dumps(order), capture_output=True, text=True, check=True)
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def last_is_there(run: Running, what: str, seconds: float) -> bool:
    """Is `what` in a public file of articles within some seconds?"""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if any(what in file.read_text() for file in (run.folder / "public").glob("2*/*/*.json")):
            return True
        time.sleep(0.05)
    return False


def measure(kind: str) -> bool:
    """Measure one kind; say whether it holds its limits."""
    with folder() as site, running(site) as run, tempfile.TemporaryDirectory() as bare:
        made = 0
        while made < ARTICLES:
            made += int(
                str(
                    send(run, ["/publish/"], {"title": "The weir leaks", "genre": "reporting"}, 300, 0.5)[
                        "count"
                    ]
                )
            )
        time.sleep(1)
        before, shares = run.cpu(), run.shares()
        fields = (
            {"title": "Rain"}
            if kind == "comments"
            else {"title": "The weir leaks again", "genre": "reporting"}
        )
        paths = (
            [f"/comment/{number}/" for number in range(1, ARTICLES + 1)]
            if kind == "comments"
            else ["/publish/"]
        )
        words = WORDS if kind == "comments" else 300
        answer = send(run, paths, fields, words, SECONDS)
        began = time.monotonic()
        last = max(answer["numbers"])  # type: ignore[call-overload]
        seen = last_is_there(run, f'"number":{last}', VISIBLE)
        visible = time.monotonic() - began
        time.sleep(0.7)  # lists follow
        count = int(str(answer["count"]))
        ours = (run.cpu() - before) / count
        parts = ", ".join(
            f"{name} {(now - shares.get(name, 0)) / count * 1000:.2f}" for name, now in run.shares().items()
        )
        per_page = count // ARTICLES // 2 if kind == "comments" else 0
        least = loop(Path(bare), per_page, words, 1 if kind == "comments" else 5, 200)
    ratio = ours / least
    good = ratio <= LIMIT and seen and set(answer["statuses"]) == {"201"}  # type: ignore[call-overload]
    print(
        f"{kind}: {count / SECONDS:.0f}/s, answers {answer['statuses']}, median {float(str(answer['median'])) * 1000:.0f} ms"
    )
    print(
        f"{kind}: {ours * 1000:.2f} ms processor a request; bare loop with {per_page} comments a page {least * 1000:.2f} ms; ratio {ratio:.2f} (at most {LIMIT})"
    )
    print(f"{kind}: of it, in ms: {parts}")
    print(
        f"{kind}: the last one was public {visible:.2f} s after its answer (at most {VISIBLE}): {'yes' if seen else 'NO'}"
    )
    return good


if __name__ == "__main__":
    held = [measure(kind) for kind in sys.argv[1:] or ("comments", "articles")]
    sys.exit(0 if all(held) else 1)
