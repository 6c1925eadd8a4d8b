"""When was the last backup made, and is a folder of them still whole? What became of a file nobody here can know."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from handbill.archive.backup import store
from handbill.archive.backup.make import folder_of, noted
from handbill.doctor.finding import Finding, look, ok, wrong
from handbill.record import seal
from handbill.settings import Settings

MOST: Final = 2_000_000_000
"""Bytes that are read of a backup in one look."""


def check(site: Settings) -> Iterator[Finding]:
    """Look at what the last one has noted."""
    last = noted(site)
    if last is None:
        yield look(f"no backup was made here: handbill backup {site.folder} FILE")
        return
    at, entries = last
    since = seal.size() - entries
    more = "nothing came since" if since < 1 else f"{since} act{'s' * (since > 1)} came since"
    folder = folder_of(site)
    if folder is None:
        yield ok(f"the last backup was made at {at}, and {more}; whether it is still there is not known here")
        return
    yield ok(f"the last backup was made at {at}, and {more}")
    yield _parts(folder)


def _parts(folder: Path) -> Finding:
    """Compare what lies there of the newest one with its hashes; of a large one a part of it, each time another."""
    try:
        count, looked, damaged = store.looked_through(store.newest(folder), MOST)
    except (OSError, ValueError) as error:
        return wrong(f"the folder of backups cannot be read: {error}")
    if damaged:
        return wrong(
            f"{len(damaged)} of {looked} parts of the newest backup in {folder} are damaged or missing, {damaged[0]} first: make another one"
        )
    return ok(f"{looked} of {count} parts of the newest backup in {folder} are as they were written")
