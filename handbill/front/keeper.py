"""Ends the children of a supervisor that was killed.

A process of its own, in its own session, that waits at the end of a pipe. The supervisor writes the process groups that it
starts and ends; when the pipe closes, whatever still stands is told to end, and then ended. This needs nothing of the
system but pipes, so it works the same for root and for anybody, and on every Unix.
"""

import contextlib
import os
import signal
import time

GRACE = 4.0  # seconds between the request and the end


class Keeper:
    """The supervisor's end of the pipe. Make it before threads and children."""

    def __init__(self, keep: tuple[int, ...] = ()) -> None:
        """Fork the keeper; it holds `keep` (the lock's descriptor) open as long as it lives, and closes all else."""
        reader, self._writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                _watch(reader, keep)
            finally:
                os._exit(0)
        os.close(reader)

    def started(self, group: int) -> None:
        """Tell of a new process group."""
        self._tell(f"+{group}\n")

    def ended(self, group: int) -> None:
        """Tell that no process of the group is left."""
        self._tell(f"-{group}\n")

    def close(self) -> None:
        """End the keeper; it ends what is left."""
        os.close(self._writer)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)

    def _tell(self, line: str) -> None:
        with contextlib.suppress(
            BrokenPipeError
        ):  # the keeper was killed: nothing to tell, the children live on
            os.write(self._writer, line.encode("ascii"))


def _watch(reader: int, keep: tuple[int, ...]) -> None:
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):  # whoever reads our output shall see its end when the supervisor ends
        os.dup2(nowhere, standard)
    _close_all_but({0, 1, 2, reader, *keep})
    groups: set[int] = set()
    rest = b""
    while part := os.read(reader, 4096):
        *lines, rest = (rest + part).split(b"\n")
        for line in lines:
            group = int(line[1:])
            groups.add(group) if line[:1] == b"+" else groups.discard(group)
    deadline = time.monotonic() + GRACE
    _signal(groups, signal.SIGTERM)
    while groups and time.monotonic() < deadline:
        time.sleep(0.05)
        groups = {group for group in groups if _signal({group}, 0)}
    _signal(groups, signal.SIGKILL)


def _signal(groups: set[int], number: int) -> bool:
    reached = False
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)
            reached = True
    return reached


def _close_all_but(kept: set[int]) -> None:
    low = 3
    for number in sorted(kept - {0, 1, 2}):
        os.closerange(low, number)
        low = number + 1
    os.closerange(low, 4096)
