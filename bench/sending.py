"""Comments and articles under load: processor time a request, all processes, beside the bare loop's.

The load comes in slices, and after each the bare loop runs in as many processes as there are cores, so that both are
measured on the same machine in the same minute, as busy. A page of the bare loop holds as many comments as a page of
ours held on average while it was written.
"""

import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bench.bare import loop
from bench.load import post
from bench.site import Running, folder, running

SECONDS, SLICES, CONNECTIONS = 10.0, 5, 8
COMMENT, ARTICLE = 60, 300
"""Words."""
FULL = 100
"""Comments on a page at the most."""
LIMIT, VISIBLE = 2.5, 1.0
ROUNDS = 60


@dataclass
class Tally:
    """What the slices came to."""

    ours: list[float] = field(default_factory=list)  # ms a request, a slice each
    bare: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)  # seconds until the last one of a slice was public
    count: int = 0
    statuses: dict[str, int] = field(default_factory=dict)


def send(
    run: Running, paths: list[str], fields: dict[str, str], words: int, seconds: float
) -> dict[str, object]:
    """Send forms, in a process of its own."""
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


def until_public(run: Running, number: int, *, comment: bool) -> float:
    """Give the seconds until an item is public; infinity where it takes longer than `VISIBLE`."""
    began = time.monotonic()
    public = run.folder / "public"
    while time.monotonic() < began + VISIBLE:
        if (
            any(f'"number":{number},' in file.read_text() for file in public.glob("2*/**/*.json"))
            if comment
            else any(public.glob(f"2*/*/{number}.html"))
        ):
            return time.monotonic() - began
        time.sleep(0.02)
    return float("inf")


def bare_loop(comments: int, words: int, pages: int) -> float:
    """Give the milliseconds of processor time of one round, on all cores at once."""
    with (
        ProcessPoolExecutor(2) as pool,
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as two,
    ):
        done = [pool.submit(loop, Path(top), comments, words, pages, ROUNDS) for top in (one, two)]
        return statistics.mean(each.result() for each in done) * 1000


def measure(kind: str, articles: int) -> bool:
    """Measure comments on so many articles, or articles; say whether it holds its limits."""
    told = Tally()
    comments = kind == "comments"
    with folder() as site, running(site) as run:
        link = http.client.HTTPConnection("127.0.0.1", run.port)
        for _ in range(max(articles, 10)):  # ten warm the app up
            post(
                link,
                "/publish/",
                {"title": "The weir leaks", "genre": "reporting", "body": "Rain. " * ARTICLE},
            )
        time.sleep(1)
        paths = [f"/comment/{number}/" for number in range(1, articles + 1)] if comments else ["/publish/"]
        fields = {"title": "Rain"} if comments else {"title": "The weir leaks again", "genre": "reporting"}
        shares, sent = run.shares(), 0
        for _ in range(SLICES):
            before, made = run.cpu(), told.count
            answer = send(run, paths, fields, COMMENT if comments else ARTICLE, SECONDS / SLICES)
            last = max(answer["numbers"])  # type: ignore[call-overload]
            told.late.append(until_public(run, last, comment=comments))
            time.sleep(0.7)  # lists follow
            told.count += int(str(answer["count"]))
            told.ours.append((run.cpu() - before) / (told.count - made) * 1000)
            for status, times in answer["statuses"].items():  # type: ignore[attr-defined]
                told.statuses[status] = told.statuses.get(status, 0) + times
            sent += told.count - made
            held = _held(made / articles, told.count / articles) if comments else 0
            told.bare.append(bare_loop(held, COMMENT if comments else ARTICLE, 1 if comments else 5))
        parts = {name: (now - shares.get(name, 0)) / sent * 1000 for name, now in run.shares().items()}
    return _report(f"comments on {articles}" if comments else "articles", told, parts)


def _held(before: float, after: float) -> int:
    """Give how many comments the page that is being written holds on average, while an article's grow from … to …"""
    steps = [before + (after - before) * part / 50 for part in range(51)]
    return round(statistics.mean(step % FULL for step in steps))


def _report(name: str, told: Tally, parts: dict[str, float]) -> bool:
    ratios = [ours / bare for ours, bare in zip(told.ours, told.bare, strict=True)]
    ratio = statistics.median(ratios)
    late = max(told.late)
    good = ratio <= LIMIT and late <= VISIBLE and set(told.statuses) == {"201"}
    shares = ", ".join(f"{part} {ms:.2f}" for part, ms in parts.items())
    print(
        f"{name}: {statistics.median(told.ours):.2f} ms of processor time a request ({shares}), bare loop"
        f" {statistics.median(told.bare):.2f} ms: {ratio:.2f} times (at most {LIMIT});"
        f" {told.count / SECONDS:.0f}/s, answers {told.statuses}; public {late:.2f} s after the last answer (at most {VISIBLE:g})"
        f"{'' if good else '  MISSED'}",
        flush=True,
    )
    return good


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["comments:1", "comments:10", "comments:50", "articles"]
    held = [measure(one.partition(":")[0], int(one.partition(":")[2] or 1)) for one in wanted]
    sys.exit(0 if all(held) else 1)
