"""Find what the bucket lacks, has too much, or has otherwise than `public/`, and note it to be put.

It may run beside the worker: a note only says that a path is to be looked at, and what is put is the file as it is then. It goes
folder by folder, so that no more than one month of articles is held in memory.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from handbill.bucket.outbox import Outbox
from handbill.settings import Settings
from handbill.store import Store, tag

DEEP = 2
"""Folders that are looked at one by one: `2026/11/`, `record/tile/`. What lies deeper goes with them."""


def compare(site: Settings, size: int, tick: Callable[[int], None] = lambda _count: None) -> int:
    """Note each path where the two differ; give how many. `tick` is told how many files were looked at.

    Raises:
        Failed: the store does not answer. What was found by then is noted, and the next time begins anew.
        FileNotFoundError: there is no such bucket.
    """
    store, outbox, found = Store(site, site.pages.url), Outbox(site), 0
    outbox.folder.mkdir(mode=0o700, exist_ok=True)
    for prefix, below in _parts(site.public, store):
        differ = list(_differing(site.public, store, prefix, below, tick))
        if differ:
            outbox.add(size, [path.encode() for path in differ])
        found += len(differ)
    outbox.begin()
    return found


def _parts(public: Path, store: Store) -> Iterator[tuple[str, bool]]:
    """Give the folders of both, each with whether what lies below it goes with it."""
    level = [""]
    for depth in range(DEEP + 1):
        yield from ((prefix, depth == DEEP) for prefix in level)
        level = [
            name for prefix in level for name in sorted({*_folders(public, prefix), *store.folders(prefix)})
        ]


def _folders(public: Path, prefix: str) -> Iterator[str]:
    try:
        with os.scandir(public / prefix) as found:
            yield from (
                f"{prefix}{one.name}/" for one in found if one.is_dir() and not one.name.startswith(".")
            )
    except (FileNotFoundError, NotADirectoryError):
        return


def _differing(
    public: Path, store: Store, prefix: str, below: bool, tick: Callable[[int], None]
) -> Iterator[str]:
    there = {path: (length, mark) for path, length, mark in store.list(prefix, below=below)}
    for path in _files(public, prefix, below):
        tick(1)
        known, file = there.pop(path, None), public / path
        try:
            same = known is not None and known[0] == file.stat().st_size and known[1] == tag(file)
        except FileNotFoundError:
            continue  # the worker took it away, and noted that
        if not same:
            yield path
    yield from there


def _files(public: Path, prefix: str, below: bool) -> Iterator[str]:
    for folder, folders, names in os.walk(public / prefix):
        folders[:] = [one for one in folders if below and not one.startswith(".")]
        at = os.path.relpath(folder, public)
        start = "" if at == "." else f"{at}/"
        yield from (f"{start}{name}" for name in names if not name.startswith("."))
