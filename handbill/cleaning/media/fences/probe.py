"""Does a fence hold? A child tries what it must not be able to do, and says what it was kept from."""

import os
import signal
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from handbill.cleaning.media.job import Job

_OTHERS: Final = "/etc/passwd"
"""A file that everybody may read."""


def probe(job: Job) -> Mapping[str, bool]:
    """Try all of it; True where a fence held."""
    attempts: dict[str, Callable[[Job], object]] = {
        "memory": lambda job: bytearray(job.limits.memory),
        "size": _too_large,
        "handles": _too_many,
        "reading": lambda _job: os.open(_OTHERS, os.O_RDONLY),
        "writing": lambda job: os.open(job.into.parent / "outside", os.O_WRONLY | os.O_CREAT),
        "network": lambda _job: socket.socket().close(),
        "processes": _fork,
        "others": _signal,
    }
    return {name: _held(attempt, job) for name, attempt in attempts.items()}


def _held(attempt: Callable[[Job], object], job: Job) -> bool:
    try:
        attempt(job)
    except (OSError, MemoryError):
        return True
    return False


def _too_large(job: Job) -> None:
    handle = os.open(job.into / "large", os.O_WRONLY | os.O_CREAT)
    try:
        os.pwrite(handle, b"\0", job.limits.file)
    finally:
        os.close(handle)
        os.unlink(job.into / "large")  # noqa: PTH108 - as it was opened


def _too_many(job: Job) -> None:
    opened: list[int] = []
    try:
        while len(opened) <= job.limits.handles:
            opened.append(os.open(os.devnull, os.O_RDONLY))
    finally:
        for handle in opened:
            os.close(handle)


def _fork(_job: Job) -> None:
    if not os.fork():
        os._exit(0)
    os.wait()


def _signal(_job: Job) -> None:
    """Nobody may be asked whether they are there: init is, and so is the group."""
    with suppress(PermissionError):
        os.kill(1, signal.SIG_DFL)
        return
    os.kill(os.getppid(), signal.SIG_DFL)
