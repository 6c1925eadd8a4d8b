"""Verification of a large site by a stranger: seconds for 100,000 entries with their pages, in a folder."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from bench.site import HANDBILL, Running, folder

ARTICLES, COMMENTS, DAYS = 20_000, 4, 3650
LIMIT = 30.0
"""Seconds for 100,000 entries; as much less for fewer."""


def verified(public: Path) -> tuple[float, float, float]:
    """Give the seconds of one verification, those of processor time, and the most MB held: shared pages shared out."""
    before, began, most = os.times(), time.monotonic(), 0
    command = [*HANDBILL, "verify", str(public), "--no-memory"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        run = Running(public, 0, process)
        done = threading.Event()

        def watch() -> None:
            nonlocal most
            while not done.wait(0.2):
                most = max(most, run.memory())

        watcher = threading.Thread(target=watch)
        watcher.start()
        said, _errors = process.communicate()
        done.set()
        watcher.join()
    took, after = time.monotonic() - began, os.times()
    assert process.returncode == 0, said
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return took, used, most / 2**20


def main(articles: int, comments: int) -> bool:
    entries = articles * (1 + comments)
    limit = LIMIT * entries / 100_000
    with folder() as site:
        numbers = [str(one) for one in (articles, DAYS, comments)]
        subprocess.run([sys.executable, "-m", "bench.fill", str(site), *numbers], check=True)
        subprocess.run([*HANDBILL, "rebuild", str(site)], check=True, capture_output=True)
        took, used, most = min(verified(site / "public") for _ in range(2))
    good = took <= limit
    print(
        f"verify of {articles} articles with {comments} comments each, {entries} entries: {took:.1f} s"
        f" (at most {limit:.0f}), {used:.1f} s of processor time, {most:.0f} MB at most{'' if good else '  MISSED'}"
    )
    return good


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(0 if main(*(given or [ARTICLES, COMMENTS])) else 1)
