"""The bucket as a follower: it comes after the pages, remembers how far it got, and can be killed anywhere."""

import contextlib
import hashlib
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from handbill.bucket.compare import compare
from handbill.bucket.outbox import Outbox
from handbill.bucket.publish import RETRY, Publisher
from handbill.record.models import Cursor, Leader
from handbill.settings import Settings
from handbill.store import Failed

LOOK: Final = 60.0
"""Seconds between two looks at the checkpoint in the bucket: one request."""
LATE: Final = 180.0
"""Seconds after which no put of the leader before is under way: it begins none `SURE` seconds after it last led, and each of at
most three requests that may still follow (two parts, and the end of them) has two tries of `PATIENCE`."""
CHECKPOINT: Final = "record/checkpoint"


class Bucket:
    """The bucket as the worker of one machine sees it; where the settings name none, it does nothing."""

    def __init__(self, site: Settings) -> None:
        self._site = site
        self.outbox = Outbox(site)
        self.publisher = Publisher(site) if site.pages.url else None
        self._comparing: threading.Thread | None = None
        self._looked = time.monotonic()
        self._due = 0.0  # when they may be compared again
        self.behind = False  # something is left to be put now
        self.leads = False  # at the last run
        self._unanswered = False  # the last comparison failed
        self._term = 0  # as it was seen last,
        self._ended = 0.0  # and when the puts of the one before it will have ended

    def noting(self) -> AbstractContextManager[None]:
        """Note each public file that changes until the end."""
        return self.outbox.noting()

    def run(self, size: int, reached: int, *, leads: bool, still: Callable[[], bool]) -> None:
        """Put what changed, if this machine leads; else forget what the one that does has put.

        Args:
            size: the record has at most as many entries.
            reached: as many of them are on all pages of this machine.
            leads: this machine does.
            still: asks whether it still does.
        """
        if self.publisher is None:
            return
        self.leads = leads
        self.outbox.close(size)
        if not leads:
            if not self.outbox.is_whole() and not reached:
                self.outbox.begin()  # no file was there before
            self.outbox.forget(position(self._site))
            return
        owed = self._owed()
        if not self.outbox.is_whole() or (owed and time.monotonic() >= self._ended):
            self._compare(size, owed if time.monotonic() >= self._ended else 0)
        self._look(size)
        nothing_left = self.publisher.step(still)
        self.behind = not nothing_left and time.monotonic() >= self.publisher.due
        if nothing_left and self.outbox.is_whole() and reached > position(self._site):
            Cursor.objects.update_or_create(name=_cursor(self._site), defaults={"position": reached})

    def _look(self, size: int) -> None:
        """Look now and then whether the checkpoint is the newest: a leader that fell silent may have put an older one since."""
        if self.publisher is None or time.monotonic() < self._looked + LOOK:
            return
        self._looked = time.monotonic()
        with contextlib.suppress(Failed, FileNotFoundError):
            if self.publisher.store.get(CHECKPOINT) != (self._site.public / CHECKPOINT).read_bytes():
                self.outbox.add(size, [CHECKPOINT.encode()])

    def _owed(self) -> int:
        """Give the term in which all is still to be compared, since an earlier leader may put for a while; else 0.

        What that one read before something was destroyed may arrive after it was taken away here.
        """
        term = Leader.objects.filter(id=1).values_list("term", flat=True).first() or 0
        if term != self._term:
            self._term, self._ended = term, time.monotonic() + LATE
        return term if term > 1 and term != self.outbox.term() else 0

    def _compare(self, size: int, term: int) -> None:
        """Compare all files with all objects, beside what goes on. `term`: the one for which that is late enough, else 0."""
        if (self._comparing is not None and self._comparing.is_alive()) or time.monotonic() < self._due:
            return
        self._due = time.monotonic() + RETRY
        self._comparing = threading.Thread(
            target=self._comparing_all, args=(size, term), name="compare", daemon=True
        )
        self._comparing.start()

    def _comparing_all(self, size: int, term: int) -> None:
        try:
            compare(self._site, size)
        except (Failed, FileNotFoundError) as error:
            self._unanswered = True
            sys.stderr.write(f"the bucket does not tell what it has: {str(error) or 'NoSuchBucket'}\n")
            return
        self._unanswered = False
        if term:
            self.outbox.compared(term)

    def settle(self) -> None:
        """Wait until a comparison that was begun is through: for those who run once."""
        if self._comparing is not None:
            self._comparing.join()

    def pause(self) -> float:
        """Give the seconds until what failed is tried again; 0 where nothing did."""
        due = self.publisher.due if self.publisher else 0.0
        return max(0.0, due - time.monotonic(), self._due - time.monotonic() if self._unanswered else 0.0)

    def waits(self) -> bool:
        """Is all put, and too early to compare it with what the leader before may still put?"""
        return self._is_put() and bool(self._owed()) and time.monotonic() < self._ended

    def is_through(self) -> bool:
        """Is all that this machine knows of in the bucket, and nothing else there?"""
        return self._is_put() and not self._owed()

    def _is_put(self) -> bool:
        return not self.outbox.batches() and self.outbox.is_whole()


def position(site: Settings) -> int:
    """Give how many entries are in the bucket with all their files."""
    return Cursor.objects.filter(name=_cursor(site)).values_list("position", flat=True).first() or 0


def _cursor(site: Settings) -> str:
    return f"bucket {hashlib.sha256(site.pages.url.encode()).hexdigest()[:12]}"
