"""Find what the bucket lacks, has too much, or has otherwise than `public/`, and note it to be put.

It may run beside the worker: a note only says that a path is to be looked at, and what is put is the file as it is then.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from handbill.bucket.outbox import Outbox
from handbill.settings import Settings
from handbill.store import Store, tag


def compare(site: Settings, size: int, tick: Callable[[int], None] = lambda _count: None) -> int:
    """Note each path where the two differ; give how many. `tick` is told how many objects were looked at.

    Raises:
        Failed: the store does not answer; nothing was noted.
        FileNotFoundError: there is no such bucket.
    """
    there = {path: (length, mark) for path, length, mark in Store(site, site.pages.url).list()}
    differ = []
    for path in _files(site.public):
        tick(1)
        known, file = there.pop(path, None), site.public / path
        try:
            same = known is not None and known[0] == file.stat().st_size and known[1] == tag(file)
        except FileNotFoundError:
            continue  # the worker took it away, and noted that
        if not same:
            differ.append(path)
    differ += there
    outbox = Outbox(site)
    outbox.folder.mkdir(mode=0o700, exist_ok=True)
    if differ:
        outbox.add(size, [path.encode() for path in differ])
    outbox.begin()
    return len(differ)


def _files(public: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(public):
        folders[:] = [one for one in folders if not one.startswith(".")]
        below = os.path.relpath(folder, public)
        prefix = "" if below == "." else f"{below}/"
        yield from (f"{prefix}{name}" for name in names if not name.startswith("."))
