"""How much a site may send to whoever mirrors it: what a record of its size can need, many times over, and no more.

A record is cheap to make, and nothing of a site is verified before all of it is here.
"""

from pathlib import Path
from threading import Lock
from typing import Final

from handbill.reader.copied import MirrorError

GIB: Final = 2**30
BASE: Final = GIB
EACH: Final = 64 * 2**10
CEILING: Final = 16 * GIB
"""Bytes: whatever the record is, for each entry of it, and in all. The site that `handbill demo` makes has 11 KB an entry."""
FREE: Final = 1000
LISTS: Final = 10
"""Lists and feeds: whatever the record is, and for each entry of it. The demo has one for two entries."""


class TooMuchError(MirrorError):
    """The site sent more than it may."""


class Budget:
    """What is left of it in one run. Threads may share it."""

    def __init__(self, most: float | None) -> None:
        self._most = None if most is None else int(most * GIB)
        self._spent, self._entries, self._lock = 0, 0, Lock()

    def begin(self, entries: int, fresh: Path) -> None:
        """Set it for a record of so many entries. What unfinished runs left in a folder counts: it shares no file with the copy."""
        self._entries = entries
        here = (file.lstat() for file in fresh.rglob("*") if file.is_file())
        self._spent = sum(about.st_size for about in here if about.st_nlink == 1)

    def take(self, size: int) -> None:
        """Count a file of this size.

        Raises:
            TooMuchError: it is too much.
        """
        allowed = min(BASE + EACH * self._entries, CEILING) if self._most is None else self._most
        with self._lock:
            self._spent += size
            if self._spent <= allowed:
                return
        raise TooMuchError(
            f"the site sends more than {allowed / 2**20:,.1f} MiB for a record of {self._entries} entries; nothing of it is kept.",
            "If you know that it is so large, give --most with more GiB.",
        )

    def lists(self, count: int) -> None:
        """Look at how many lists and feeds the site leads to.

        Raises:
            TooMuchError: they are too many.
        """
        if count > FREE + LISTS * self._entries:
            raise TooMuchError(
                f"the site leads to {count} lists and feeds for a record of {self._entries} entries: more than there can be;"
                " nothing of it is kept."
            )
