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
from handbill.record.models import Cursor
from handbill.settings import Settings
from handbill.store import Failed

LOOK: Final = 60.0
"""Seconds between two looks at the checkpoint in the bucket: one request."""
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
        self.outbox.close(size)
        if not leads:
            if not self.outbox.is_whole() and not reached:
                self.outbox.begin()  # no file was there before
            self.outbox.forget(position(self._site))
            return
        if not self.outbox.is_whole():
            self._compare(size)
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

    def _compare(self, size: int) -> None:
        """Compare all files with all objects, beside what goes on."""
        if (self._comparing is not None and self._comparing.is_alive()) or time.monotonic() < self._due:
            return
        self._due = time.monotonic() + RETRY
        self._comparing = threading.Thread(
            target=_comparing, args=(self._site, size), name="compare", daemon=True
        )
        self._comparing.start()

    def settle(self) -> None:
        """Wait until a comparison that was begun is through: for those who run once."""
        if self._comparing is not None:
            self._comparing.join()


def _comparing(site: Settings, size: int) -> None:
    try:
        compare(site, size)
    except (Failed, FileNotFoundError) as error:
        sys.stderr.write(f"the bucket does not tell what it has: {str(error) or 'NoSuchBucket'}\n")


def position(site: Settings) -> int:
    """Give how many entries are in the bucket with all their files."""
    return Cursor.objects.filter(name=_cursor(site)).values_list("position", flat=True).first() or 0


def _cursor(site: Settings) -> str:
    return f"bucket {hashlib.sha256(site.pages.url.encode()).hexdigest()[:12]}"
