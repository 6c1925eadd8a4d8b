"""Put what changed into the bucket: tiles, checkpoint, data and files, items, lists; then take away what is gone.

Called by the leader when nothing below `public/` changes, so what is put fits together, and what hangs on it is there before.
It is done in slices: a rebuild leaves many files, and what is published meanwhile goes before them. Whatever fails stays
noted, and so does all that hangs on it.
"""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import islice
from math import inf
from pathlib import Path
from typing import Final, Literal

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
SURE: Final = 10.0
"""Seconds since it was last heard that this process leads, after which no put begins, and none that goes in parts goes on."""
ASK: Final = 2.0
"""Seconds between two such questions while puts are under way."""

Outcome = Literal["done", "failed", "left"]


class Publisher:
    """The bucket of one site, as its leader sees it."""

    def __init__(self, site: Settings) -> None:
        self.outbox = Outbox(site)
        self._public = site.public
        self.store = Store(site, site.pages.url, self._is_sure)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="bucket")
        self.due = 0.0
        self._said = False  # that it does not answer
        self._heard = -inf  # when this process was last heard to lead

    def step(self, still: Callable[[], bool] = lambda: True) -> bool:
        """Put for some seconds; say whether nothing is left. Never raises for what a store does or does not.

        `still`: whether this process may still write; asked between two parts, and while one lasts.
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
            while not failed and time.monotonic() < end and self._asked(still):
                part = list(islice(waiting, PART))
                if not part:
                    break
                missed = self._all(self._put, part, still)
                left += missed
                failed = bool(missed)
            rest = list(waiting)
            left += rest
            failed = failed or bool(rest)
        left += self._all(self._delete, gone, still) if self._asked(still) else gone
        return left

    def _asked(self, still: Callable[[], bool]) -> bool:
        """Ask whether this process leads; what it said holds from before the question."""
        now = time.monotonic()
        self._heard = now if still() else -inf
        return self._is_sure()

    def _is_sure(self) -> bool:
        return time.monotonic() < self._heard + SURE

    def _all(self, do: Callable[[str], Outcome], paths: list[str], still: Callable[[], bool]) -> list[str]:
        """Do it to all of them at once; give those that failed, or that did not begin since another process may lead."""
        begun = [self._pool.submit(do, path) for path in paths]
        while wait(begun, ASK).not_done:
            self._asked(still)
        ended = [one.result() for one in begun]
        if "failed" in ended:
            self.due = time.monotonic() + RETRY
            if not self._said:
                sys.stderr.write(
                    f"the bucket does not take what is put; tried again every {RETRY:g} seconds\n"
                )
            self._said = True
        elif self._said and "done" in ended:
            self._said = False
            sys.stderr.write("the bucket takes what is put again\n")
        return [path for path, outcome in zip(paths, ended, strict=True) if outcome != "done"]

    def _put(self, path: str) -> Outcome:
        if not self._is_sure():
            return "left"
        try:
            if not self.store.put(path, self._public / path, told(path)):
                self.store.delete(path)  # it went in this very moment
        except Failed:
            return "failed" if self._is_sure() else "left"
        return "done"

    def _delete(self, path: str) -> Outcome:
        if not self._is_sure():
            return "left"
        try:
            self.store.delete(path)
        except Failed:
            return "failed"
        return "done"
