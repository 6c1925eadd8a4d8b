"""What each child may take at most. All of Unix has these."""

import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from handbill.cleaning.media.fences.kernel import prctl
from handbill.cleaning.media.job import Limits

STACK: Final = 2**19
"""Bytes for each thread of another program, which has a dozen and more of them: usual are sixteen times as many."""
_PR_SET_PDEATHSIG: Final = 1


MORE: Final = 256
"""Processes and threads that a child may add to those that whoever runs it has: ffmpeg takes some thirty."""


def tasks() -> int:
    """Count the processes and threads of whoever runs this one, and what a child may add; 0 where that cannot be counted.

    The system counts by user, and does not count root: there the clock alone ends a child that goes on and on starting others.
    """
    me, count = os.getuid(), 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended
            if process.stat().st_uid == me:
                count += len(os.listdir(process / "task"))  # noqa: PTH208 - only how many
    return count + MORE if count else 0


def limit(limits: Limits) -> None:
    """Take no more than the limits say, and end with the parent. This comes before anything is imported that decodes.

    Processor time is that of the clock on all cores: who decodes on each of them may do so until the clock ends it.
    """
    os.nice(limits.nice)
    processor = (int(limits.seconds) + 1) * (os.cpu_count() or 1)
    if limits.tasks:
        resource.setrlimit(resource.RLIMIT_NPROC, (limits.tasks, limits.tasks))
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, limits.file),
        (resource.RLIMIT_NOFILE, limits.handles),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    if limits.tools:
        resource.setrlimit(resource.RLIMIT_STACK, (STACK, STACK))
        signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))  # who was started ends too
    if sys.platform == "linux":
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM if limits.tools else signal.SIGKILL)
