"""How many requests may have files read at one time."""

from functools import cache
from threading import BoundedSemaphore
from typing import Final

from handbill.limits import CLEANING

TEXTS: Final = 6
"""Threads of the app that no file ever has: a text does not wait for pictures."""
LONGEST: Final = 40.0
"""Seconds after which no further file of the same request is begun: the front waits no longer than two minutes for an answer."""


@cache
def seats(threads: int) -> BoundedSemaphore:
    """Give the seats of those whose files are read; who finds none is asked to send them again."""
    return BoundedSemaphore(max(1, min(CLEANING, threads - TEXTS)))
