"""All pages anew: articles a second, beside a plain loop that renders, compresses and writes as many."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.bare import pages
from bench.site import HANDBILL, folder

ARTICLES, DAYS, WORDS = 10_000, 365, 300
LIMIT = 1000


def once(site: Path) -> tuple[float, float]:
    """Give the seconds of one rebuild, and of processor time."""
    before, began = os.times(), time.monotonic()
    subprocess.run([*HANDBILL, "rebuild", str(site)], check=True, capture_output=True)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.monotonic() - began, used


def plain(top: str, count: int) -> float:
    """Give the articles a second of the plain loop on two cores."""
    began = time.monotonic()
    with ProcessPoolExecutor(2) as pool:
        for part in range(2):
            place = Path(top, str(part))
            place.mkdir()
            pool.submit(pages, place, count // 2, WORDS)
    return count / (time.monotonic() - began)


def main(articles: int) -> bool:
    with folder() as site, tempfile.TemporaryDirectory() as top:
        fill = [sys.executable, "-m", "bench.fill", str(site), str(articles), str(DAYS)]
        subprocess.run(fill, check=True)
        once(site)  # seals, and makes all for the first time
        told = {}
        (site / "public").rename(
            site / "before"
        )  # not deleted: ext4 is slow to use what was deleted just now
        shutil.copytree(site / "before" / "record" / "tile", site / "public" / "record" / "tile")
        shutil.copy(site / "before" / "record" / "checkpoint", site / "public" / "record")
        told["pages written"] = once(site)
        told["nothing changed"] = once(site)
        loop = plain(top, articles)
    good = True
    for name, (seconds, used) in told.items():
        rate = articles / seconds
        good &= rate >= LIMIT
        print(
            f"rebuild of {articles} articles, {name}: {rate:.0f} articles/s (at least {LIMIT}), all other pages in it;"
            f" {used / articles * 1000:.2f} ms of processor time each; a plain loop writes {loop:.0f}/s{'' if rate >= LIMIT else '  MISSED'}",
            flush=True,
        )
    return good


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES) else 1)
