"""An index that is made anew from items that somebody else reads anyway: what they are found by comes in as it is read.

It is put in by a thread, sorted and many at a time, while processes make pages of the same items: SQLite and PostgreSQL work
without Python, so this takes little from them. The cursor stands at 0 until all is in: what is killed before is begun anew,
or caught up by the follower (`search/follow.py`).
"""

import queue
import threading
from typing import Final, Self, TypeAlias

from django.db import connections

from handbill.search.index import index_of
from handbill.settings import Settings

Row: TypeAlias = tuple[int, int, str]
"""Key, number, terms."""

TOGETHER: Final = 20_000
"""Items in one commit: 30 MB of terms. Half as many leave FTS5 half as much again to merge."""

WAITING: Final = 30
"""Lots of rows that may wait; who has another one waits with it."""


class Filling:
    """Empties the index of a site, and fills it until the end of the `with`. Begun after the last fork: it has a thread."""

    def __init__(self, site: Settings) -> None:
        self._index = index_of(site)
        self._lots: queue.Queue[list[Row] | None] = queue.Queue(WAITING)
        self._failed: Exception | None = None
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self._index.empty()
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._lots.put(None)
        self._thread.join()

    def take(self, rows: list[Row]) -> None:
        """Take in the rows of some items, each of which comes once."""
        self._lots.put(rows)

    def end(self, position: int) -> None:
        """Move the cursor: every entry of the record below is in the index.

        Raises:
            ChildProcessError: not all is in it; the cursor stands at the beginning.
        """
        error = self._failed or self._put([], position)
        if error:
            raise ChildProcessError(
                "the index of the search is not whole; the worker goes on with it"
            ) from error

    def _work(self) -> None:
        rows: list[Row] = []
        while (
            lot := self._lots.get()
        ) is not None:  # to the end, whatever fails: who has a lot must not wait for ever
            if self._failed:
                continue
            rows += lot
            if len(rows) >= TOGETHER:
                self._failed, rows = self._put(rows), []
        self._failed = self._failed or self._put(rows)
        connections.close_all()

    def _put(self, rows: list[Row], position: int = 0) -> Exception | None:
        try:
            self._index.put((), rows, position, destroyed=False)
        except Exception as error:  # noqa: BLE001 - told at the end
            return error
        return None
