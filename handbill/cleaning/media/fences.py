"""What a child is kept from: taking more than its share, other files, the network, other processes."""

import ctypes
import os
import resource
import signal
from typing import Final

from handbill.cleaning.media.job import Job, Limits

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38


def limit(limits: Limits) -> None:
    """Take no more than the limits say, and end with the parent. This comes before anything is imported that decodes."""
    seconds = int(limits.seconds) + 1
    cores = os.cpu_count() or 1
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, seconds * cores),
        (resource.RLIMIT_FSIZE, limits.file),
        (resource.RLIMIT_NOFILE, limits.handles),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    if limits.tools:
        signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))  # who was started ends too
    prctl(_PR_SET_PDEATHSIG, signal.SIGTERM if limits.tools else signal.SIGKILL)


def close(_job: Job) -> None:
    """Close all others; nothing opens them again."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def prctl(option: int, value: int) -> None:
    """Ask the kernel for something about this process (prctl(2))."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
