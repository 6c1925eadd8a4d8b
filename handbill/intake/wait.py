"""Wait a moment for the page, so that the receipt can say that it is there.

At most four requests wait at a time, and at most half of the app's threads, at most 500 ms each, and nobody waits for a worker that did not answer
the last one: a receipt never depends on the pages. Whoever cannot wait is paced instead, by a few hundredths of a second at
most: else those who do not wait would send faster than the worker can show, and it would fall behind ever more.
"""

import time
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from django.db import DatabaseError, InterfaceError, connection

from handbill import sockets
from handbill.record import host, leader
from handbill.settings import Settings, site

LONGEST: Final = 0.5
"""Seconds that a request may wait."""
STEP: Final = 0.01
"""Seconds between two looks: a stat costs 2 us, the query 12 us and a switch between threads."""
PATIENCE: Final = 2.0
"""Seconds in which nobody waits after somebody waited in vain."""
SEATS: Final = 4
"""Requests that wait at a time, at most: with more of them the worker would make a page anew for fewer comments each time."""
PACE: Final = 0.1
"""The part of the last wait that whoever finds no seat pauses: at most 50 ms."""
BROKEN: Final = (DatabaseError, InterfaceError, OSError, host.NoName)
PASSED: Final = (
    "SELECT 1 FROM newswire_version v JOIN record_sealed s ON s.entry_id = v.entry_id "
    'JOIN record_cursor c ON c.name = %s AND c.position > s."index" WHERE v.number = %s'
)


class Worker:
    """How the last waits ended."""

    missed = float("-inf")  # when somebody last waited in vain, on the clock of this process
    took = 0.0  # seconds of the last wait


def wait_until_visible(number: int, file: Path | None = None) -> bool:
    """Wait until the pages have passed the first entry of an item; `file` is its page where that is new with it.

    On a machine that makes no pages: those of the machine that led last.
    """
    here, seated = site(), False
    try:
        own = host.makes_pages(here.data)
        if here.privacy.batch_seconds or (own and not sockets.worker_socket(here.data).exists()):
            return False
        seated = time.monotonic() >= Worker.missed + PATIENCE and _seats(here).acquire(blocking=False)
        if not seated:
            time.sleep(Worker.took * PACE)
            return False
        return _wait(number, file if own else None)
    except BROKEN:  # what was sent is stored, whatever becomes of this
        Worker.missed = time.monotonic()
        return False
    finally:
        if seated:
            _seats(here).release()


def _wait(number: int, file: Path | None) -> bool:
    began = time.monotonic()
    while (now := time.monotonic()) < began + LONGEST:
        if file.exists() if file else has_passed(number):
            Worker.took = now - began
            return True
        time.sleep(STEP)
    Worker.missed, Worker.took = now, LONGEST
    return False


def has_passed(number: int) -> bool:
    """Tell whether the pages have dealt with an item's first entry."""
    with connection.cursor() as cursor:
        cursor.execute(PASSED, [leader.followed("pages"), number])
        return cursor.fetchone() is not None


@cache
def _seats(here: Settings) -> BoundedSemaphore:
    return BoundedSemaphore(max(1, min(SEATS, here.threads // 2)))
