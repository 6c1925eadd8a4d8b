"""Go on until the bucket lacks nothing: for commands, which end where a worker would go on."""

import time
from collections.abc import Callable
from typing import Final

from handbill.bucket.follow import LATE, Bucket

TRIES: Final = 12
"""Runs in a row that fail, some five seconds apart, after which a command gives up."""
PAUSE: Final = 1.0
"""Seconds between two runs that have to wait."""


class Left(Exception):
    """What is not in the bucket, and why, in words."""


def put_all(bucket: Bucket, again: Callable[[], object], told: Callable[[str], None]) -> None:
    """Let the worker run until everything is put, if it leads. `again`: one run of it; `told`: hears what is waited for.

    Raises:
        Left: see there; what is left stays noted.
    """
    if bucket.publisher is None:
        return
    failures, waiting = 0, False
    while True:
        again()
        bucket.settle()
        if not bucket.leads:
            told("another machine leads, and puts its own files into the bucket")
            return
        if bucket.is_through():
            return
        pause = bucket.pause()
        failures = failures + 1 if pause else 0
        if failures == TRIES:
            raise Left("the bucket does not take it, or does not answer")
        if bucket.waits() and not waiting:
            waiting = True
            told(f"another machine put files before: its last ones are waited for, {LATE:g} seconds")
        time.sleep(pause or (PAUSE if bucket.waits() else 0.0))
