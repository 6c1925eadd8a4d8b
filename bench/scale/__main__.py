"""A town of N articles (100,000; give N up to 1,000,000): how fast it comes in and is made anew, and what it costs to live in.

python -m bench.scale [N] [--few N]. Everything that must not grow is measured beside a town of 1,000 in the same run.
"""

import argparse
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

from bench.scale import flat
from bench.scale.town import write
from bench.site import HANDBILL, folder, running

IMPORT, REBUILD, OF_PLAIN, MEMORY, START, FILES = 800.0, 1000.0, 0.5, 400.0, 5.0, 4.0
INCREMENTAL, WHOLE = 10.0, 30.0  # seconds to verify: what is new; each 100,000 entries
PLAIN: Final = 2_000
"""Articles of each core's share of the plain loop: all their pages are in memory."""
CORES: Final = 2
SAME = 1.3  # times: words are longer here and shorter there


class Said:
    """Prints each figure beside its limit, and remembers whether one was missed."""

    missed = False

    def least(self, what: str, found: float, limit: float, unit: str = "") -> None:
        """Say a figure that must not be below its limit."""
        self._say(what, found, f"at least {limit:g}", unit, held=found >= limit)

    def most(self, what: str, found: float, limit: float, unit: str = "") -> None:
        """Say a figure that must not be above its limit."""
        self._say(what, found, f"at most {limit:g}", unit, held=found <= limit)

    def _say(self, what: str, found: float, limit: str, unit: str, *, held: bool) -> None:
        self.missed |= not held
        print(f"{what}: {found:.4g}{unit} ({limit}){'' if held else '  MISSED'}", flush=True)


def timed(*words: str | Path) -> tuple[float, float]:
    """Run a command of Handbill; give its seconds, and the most MB that one of its processes held."""
    began = time.monotonic()
    command = [*HANDBILL, *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as done:
        assert done.stdout is not None
        told = done.stdout.read()
        _pid, status, used = os.wait4(done.pid, 0)
        done.returncode = os.waitstatus_to_exitcode(status)
    if done.returncode:
        raise RuntimeError(f"{words}: {told[-2500:]}")
    return time.monotonic() - began, used.ru_maxrss / 1024


@contextmanager
def town(count: int, said: Said | None = None) -> Iterator[Path]:
    """Make a town: an archive, imported, its pages made."""
    with folder() as site:
        archive = site.parent / "town.jsonl"
        write(count, archive)
        seconds, most = timed("import", site, archive, "--json")
        archive.unlink()
        if said:
            said.least(
                f"import of {count} articles with their comments", count / seconds, IMPORT, " articles/s"
            )
            said.most("memory of the import", most, MEMORY, " MB")
        seconds, most = timed("rebuild", site)
        if said:
            said.least("rebuild", count / seconds, REBUILD, " articles/s")
            said.most("memory of the rebuild, its largest process", most, MEMORY, " MB")
            loop = plain(site, count)
            said.least(
                f"rebuild, of the {loop:.0f} articles/s of a plain loop", count / seconds / loop, OF_PLAIN
            )
        yield site


def plain(site: Path, count: int) -> float:
    """Give the articles a second of a loop on two cores that renders, packs and writes a share of the same pages, and does nothing else."""
    shares = max(count // PLAIN, CORES)
    command = [sys.executable, "-m", "bench.scale.plain", str(site), str(shares)]
    loops = [
        subprocess.Popen([*command, str(share)], stdout=subprocess.PIPE, text=True) for share in range(CORES)
    ]
    told = [json.loads(loop.communicate()[0]) for loop in loops]
    return float(sum(articles / seconds for articles, seconds in told))


def size(site: Path, count: int, said: Said) -> None:
    """Say what it takes on the disc."""
    files = folders = taken = items = largest = 0
    for top, below, names in os.walk(site / "public"):
        folders += 1
        largest = max(largest, len(names) + len(below))
        for name in names:
            files += 1
            taken += Path(top, name).stat().st_blocks * 512
            items += bool(re.fullmatch(r"[0-9]+(\.html|\.json)(\.gz)?", name)) and bool(
                re.search(r"/public/[0-9]{4}/[0-9]{2}$", top)
            )
    with closing(sqlite3.connect(site / "data/handbill.sqlite3")) as rows:
        (pages,) = rows.execute(
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        ).fetchone()
    index = (site / "data/search.sqlite3").stat().st_size
    said.most("files of an article's own, an article", items / count, FILES)
    print(
        f"on the disc, an article with its comments: {taken / count / 1024:.1f} kB of public files,"
        f" {(files + folders) / count:.2f} inodes in all, {pages / count / 1024:.1f} kB of database,"
        f" {index / count / 1024:.1f} kB of search; the fullest folder holds {largest} names"
    )


def lists(site: Path) -> int:
    """Give the bytes of the largest list, feed or page that is no item's. A part of the sitemap holds a month, so it is not among them.

    By folders: what this process holds counts as held by all that it starts, and a list of all files is 2 GB.
    """
    aside = re.compile(r"/public/([0-9]{4}|sitemap|hidden)(/|$)")
    return max(
        Path(top, name).stat().st_size
        for top, _below, names in os.walk(site / "public")
        if not aside.search(top)
        for name in names
    )


def main(count: int, few: int) -> bool:
    """Measure all of it."""
    said = Said()
    with ExitStack() as stack:
        small = stack.enter_context(town(few))
        large = stack.enter_context(town(count, said))
        size(large, count, said)
        said.most("the largest list or feed, times that of the small town", lists(large) / lists(small), SAME)
        public = large / "public"
        checkpoint = large.parent / "checkpoint"
        checkpoint.write_bytes((public / "record/checkpoint").read_bytes())
        entries = int(checkpoint.read_text().split("\n")[1])
        os.environ["XDG_STATE_HOME"] = str(large.parent / "state")  # what `verify` keeps
        seconds, most = timed("verify", public)
        said.most(f"verify of all {entries} entries", seconds, WHOLE * entries / 100_000, " s")
        print(f"memory of verify, its largest process: {most:.0f} MB; it keeps {held(large.parent):.1f} MB")
        sides, took = [], list[float]()
        for site in (small, large):
            began = time.monotonic()
            run = stack.enter_context(running(site))
            took.append(time.monotonic() - began)
            path = first(site)
            sides.append(flat.Side(run, (int(path.stem), f"/{path.relative_to(site / 'public')}")))
        said.most(f"start of `run`, after {took[0]:.1f} s with the small town", took[1], START, " s")
        for name, (short, long) in flat.compare(*sides).items():
            said.most(
                f"{name}: {short * 1000:.1f} ms and {long * 1000:.1f} ms, that is times",
                long / short,
                flat.GROWTH,
            )
        short, long = flat.beside_few(sides[1])
        said.most(
            f"a comment beside {few_or(count)}: {short * 1000:.1f} ms and {long * 1000:.1f} ms, times",
            long / short,
            flat.GROWTH,
        )
        for side in sides:
            side.end()
        seconds, most = timed("verify", public, "--since", checkpoint)
        said.most("verify of what is new, after a whole one before", seconds, INCREMENTAL, " s")
        said.most("memory of that, its largest process", most, MEMORY, " MB")
    return not said.missed


def held(folder: Path) -> float:
    """Give the MB that `verify` keeps there."""
    return sum(file.stat().st_size for file in (folder / "state").rglob("*") if file.is_file()) / 2**20


def few_or(count: int) -> str:
    """Say between how many comments the next one is compared."""
    return f"none and {min(20_000, count // 10)} others"


def first(site: Path) -> Path:
    """Find the article with most comments: the first one of the town."""
    return min((site / "public/2001/01").glob("[0-9]*.html"), key=lambda path: int(path.stem))


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("count", type=int, nargs="?", default=100_000)
    asked.add_argument("--few", type=int, default=1_000)
    given = asked.parse_args()
    sys.exit(0 if main(given.count, given.few) else 1)
