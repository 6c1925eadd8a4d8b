"""Is the database older than the public record, or the clock doubted? Asked by every door, so cheaply: a small file, and two rows, once a second.

The worker looks too, under its lock; this is for the seconds before it has, after an old backup was put in place. A machine that
makes no pages has no public record: it notes what it saw signed last.
"""

import os
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection

from handbill.record import host, trouble
from handbill.record.seal import Log
from handbill.settings import Settings

EVERY = 1.0
"""Seconds between two looks of one process."""

SEEN: Final = "signed"
"""In `data/` of a machine without pages: the checkpoint that it saw last."""

_SIZE = re.compile(rb"[^\n]*\n([0-9]{1,19})\n").match


@dataclass(slots=True)
class Watch:
    """What one process knows of it."""

    closed: bool = False
    due: float = 0.0

    def look(self, site: Settings) -> bool:
        """Say whether the doors are closed: nothing may be stored until `handbill catch-up` is through."""
        now = time.monotonic()
        if now >= self.due:
            self.closed, self.due = _behind(site), now + EVERY
        return self.closed


def is_older(site: Settings, size: int) -> bool:
    """Say of a machine without pages whether it saw more signed than so many entries."""
    return _size_in(site.data / SEEN) > size


def _behind(site: Settings) -> bool:
    pages = host.makes_pages(site.data)
    # before the row: the worker changes the row first
    published = _size_in(site.public / "record/checkpoint" if pages else site.data / SEEN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM record_clock WHERE doubted_at IS NOT NULL")
        if cursor.fetchone():
            return True
        cursor.execute("SELECT size, behind, checkpoint FROM record_head WHERE id = 1")
        size, behind, checkpoint = cursor.fetchone() or (0, False, "")
    if not behind and published > size:
        return not pages or bool(trouble.behind(Log.of(site)))  # looks at the signature
    if not pages and size > published:
        _note(site, checkpoint)
    return bool(behind)


def _note(site: Settings, checkpoint: str) -> None:
    """Keep it whole or not at all; what a crash leaves is swept with all that is temporary. A disc that takes nothing closes no door by that."""
    fresh = site.temporary / f"{SEEN}-{os.getpid()}-{threading.get_ident()}"
    with suppress(OSError):
        fresh.write_text(checkpoint, "utf-8")
        fresh.replace(site.data / SEEN)


def _size_in(file: Path) -> int:
    try:
        match = _SIZE(file.read_bytes())
    except OSError:
        return 0
    return int(match[1]) if match else 0
