"""Put what changed into the bucket: tiles, checkpoint, data and files, items, lists; then take away what is gone.

Called by the leader when nothing below `public/` changes, so what is put fits together, and what hangs on it is there before.
It is done in slices: a rebuild leaves many files, and what is published meanwhile goes before them. Whatever fails stays
noted, and so does all that hangs on it.
"""

import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Final

from handbill.bucket.kinds import Turn, told, turn_of
from handbill.bucket.outbox import Outbox, paths_of
from handbill.settings import Settings
from handbill.store import Failed, Store

THREADS: Final = 16
"""Puts at one time: one takes 10 to 50 ms, nearly all of it waiting."""
SLICE: Final = 3.0
"""Seconds of puts between two looks at what came in."""
RETRY: Final = 5.0
"""Seconds after which what failed is tried again."""
PART: Final = 256
"""Puts between two looks at the clock."""


class Publisher:
    """The bucket of one site, as its leader sees it."""

    def __init__(self, site: Settings) -> None:
        self.outbox = Outbox(site)
        self._public = site.public
        self.store = Store(site, site.pages.url)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="bucket")
        self.due = 0.0
        self._said = False  # that it does not answer

    def step(self, still: Callable[[], bool] = lambda: True) -> bool:
        """Put for some seconds; say whether nothing is left. Never raises for what a store does or does not.

        `still`: whether this process may still write; asked between two parts.
        """
        now = time.monotonic()
        if now < self.due:
            return False
        end = now + SLICE
        done = set[str]()
        for batch in reversed(self.outbox.batches()):  # the newest first
            left = self._batch([path for path in paths_of(batch) if path not in done], end, still)
            done.update(paths_of(batch))
            if left:
                self._leave(batch, left)
            else:
                batch.unlink()
            if time.monotonic() >= end or now < self.due:
                break
        return not self.outbox.batches()

    def _leave(self, batch: Path, left: list[str]) -> None:
        """Keep of a batch what is left."""
        fresh = batch.with_name(f".{batch.name}")
        fresh.write_bytes(b"".join(path.encode() + b"\0" for path in left))
        fresh.replace(batch)

    def _batch(self, paths: list[str], end: float, still: Callable[[], bool]) -> list[str]:
        """Put and delete; give what is left. Where something fails, nothing of a later turn is put, but what is gone is deleted."""
        turns: dict[Turn, list[str]] = {}
        gone, left = list[str](), list[str]()
        for path in paths:
            if (self._public / path).is_file():
                turns.setdefault(turn_of(path), []).append(path)
            else:
                gone.append(path)
        failed = False
        for turn in sorted(turns):
            waiting = iter(turns[turn])
            while not failed and time.monotonic() < end and still():
                part = list(islice(waiting, PART))
                if not part:
                    break
                missed = self._all(self._put, part)
                left += missed
                failed = bool(missed)
            rest = list(waiting)
            left += rest
            failed = failed or bool(rest)
        left += self._all(self._delete, gone) if still() else gone
        return left

    def _all(self, do: Callable[[str], bool], paths: Iterable[str]) -> list[str]:
        """Do it to all of them at once; give those that failed."""
        paths = list(paths)
        missed = [path for path, done in zip(paths, self._pool.map(do, paths), strict=True) if not done]
        if missed:
            self.due = time.monotonic() + RETRY
            if not self._said:
                sys.stderr.write(
                    f"the bucket does not take what is put; tried again every {RETRY:g} seconds\n"
                )
            self._said = True
        elif self._said and paths:
            self._said = False
            sys.stderr.write("the bucket takes what is put again\n")
        return missed

    def _put(self, path: str) -> bool:
        try:
            if not self.store.put(path, self._public / path, told(path)):
                self.store.delete(path)  # it went in this very moment
        except Failed:
            return False
        return True

    def _delete(self, path: str) -> bool:
        try:
            self.store.delete(path)
        except Failed:
            return False
        return True
