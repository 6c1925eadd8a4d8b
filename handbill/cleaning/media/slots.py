"""Few are cleaned at once, whichever process asks: each child may take half a gigabyte.

A slot is a file that is locked while a child runs; the system lets go of it whatever becomes of who holds it. Who waits has a ticket,
a locked file named by when they came, and the eldest is served first.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.refused import BUSY

COUNT: Final = 2
"""Children at once."""
PATIENCE: Final = 60.0
"""Seconds that one waits at most."""
WAITING: Final = 50
"""Who comes when so many wait is sent away at once."""
_PAUSE: Final = 0.02
"""Seconds between two looks."""


@contextmanager
def slot(folder: Path, count: int = COUNT, patience: float = PATIENCE) -> Iterator[None]:
    """Hold one of the slots.

    Raises:
        Unclean: too many wait, or none was free for too long (`busy`).
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _ticket(folder) as ticket:
        held = _wait(ticket, count, time.monotonic() + patience)
    try:
        yield
    finally:
        os.close(held)


def _wait(ticket: Path, count: int, end: float) -> int:
    while True:
        elder = [one for one in sorted(ticket.parent.glob("wait-*")) if one.name < ticket.name]
        before = sum(map(_waits, elder))
        if before >= WAITING:
            raise Unclean(BUSY)
        for number in range(0 if before else count):
            held = _locked(ticket.with_name(f"slot-{number}"))
            if held is not None:
                return held
        if time.monotonic() > end:
            raise Unclean(BUSY)
        time.sleep(_PAUSE)


@contextmanager
def _ticket(folder: Path) -> Iterator[Path]:
    name = f"{time.time_ns():020}-{os.getpid()}-{os.urandom(4).hex()}"
    handle = _locked(folder / f"new-{name}")  # nobody takes it for one that was left: it has no such name yet
    assert handle is not None  # noqa: S101 - nobody else knows that name
    try:
        yield (folder / f"new-{name}").rename(folder / f"wait-{name}")
    finally:
        (folder / f"wait-{name}").unlink(missing_ok=True)
        os.close(handle)


def _waits(ticket: Path) -> bool:
    """Tell whether somebody still waits with it; what a killed process left is cleared away."""
    try:
        handle = os.open(ticket, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        ticket.unlink(missing_ok=True)
        return False
    finally:
        os.close(handle)


def _locked(file: Path) -> int | None:
    """Open and lock a file; None where another one holds it."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle
