"""Is the database older than the public record, or the clock doubted? Asked by every door, so cheaply: a small file, and two rows, once a second.

The worker looks too, under its lock; this is for the seconds before it has, after an old backup was put in place.
"""

import re
import time
from dataclasses import dataclass

from django.db import connection

from handbill.record import trouble
from handbill.record.seal import Log
from handbill.settings import Settings

EVERY = 1.0
"""Seconds between two looks of one process."""

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


def _behind(site: Settings) -> bool:
    published = _published(site)  # before the row: the worker changes the row first
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM record_clock WHERE doubted_at IS NOT NULL")
        if cursor.fetchone():
            return True
        cursor.execute("SELECT size, behind FROM record_head WHERE id = 1")
        size, behind = cursor.fetchone() or (0, False)
    if not behind and published > size:
        return bool(trouble.behind(Log.of(site)))  # looks at the signature
    return bool(behind)


def _published(site: Settings) -> int:
    try:
        match = _SIZE((site.public / "record/checkpoint").read_bytes())
    except OSError:
        return 0
    return int(match[1]) if match else 0
