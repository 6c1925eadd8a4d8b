"""A child process: how it is started, heard, ended, and started again when it dies."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handbill.front.quiet import LONGEST

FIRST_PAUSE = 0.2  # seconds before the first new start; doubles
LONGEST_PAUSE = 10.0
STEADY = 30.0  # seconds of life after which the pause begins anew


@dataclass(frozen=True, slots=True)
class Command:
    """What is to run."""

    name: str
    argv: tuple[str, ...]
    environ: Mapping[str, str] = field(default_factory=dict)  # beside our own
    fds: tuple[int, ...] = ()  # handed over under the same numbers
    says: str = ""  # a line awaited before the site is ready
    socket: Path | None = None  # left behind by a killed one, in the way of the next
    end: signal.Signals = signal.SIGTERM
    umask: int = 0o077
    stage: int = 1  # at the end, lower ones go first
    nice: int = 0  # how far it stands back behind others where the processor is short


class Child:
    """A command and its present process, if it has one."""

    def __init__(self, command: Command) -> None:
        """Take a command; `start` runs it."""
        self.command = command
        self.said = not command.says
        self.process: subprocess.Popen[bytes] | None = None
        self.due = 0.0  # when to start; monotonic seconds
        self._pause = FIRST_PAUSE
        self._since = 0.0
        self._rest = b""
        self.closed = False  # it will say no more
        self.last = ""  # what was heard of it last

    def start(self, environ: Mapping[str, str]) -> None:
        """Start it in a process group of its own.

        Raises:
            OSError: it cannot be started.
        """
        self._since = time.monotonic()
        if self.command.socket is not None:
            self.command.socket.unlink(missing_ok=True)
        self._rest = b""
        self.closed = False
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command.argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            env={**environ, **self.command.environ},
            pass_fds=self.command.fds,
            process_group=0,
            umask=self.command.umask,
        )
        if self.command.nice:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.process.pid, self.command.nice)
        assert self.process.stdout is not None  # noqa: S101 - it is a pipe, for the type checker
        os.set_blocking(self.process.stdout.fileno(), False)

    @property
    def output(self) -> int:
        """The descriptor of what it says."""
        if self.process is None or self.process.stdout is None:
            raise LookupError(f"{self.command.name} does not run")
        return self.process.stdout.fileno()

    def lines(self) -> Iterator[str]:
        """Give the lines that it has said by now, of each the first `LONGEST` bytes."""
        try:
            part = os.read(self.output, 65536)
        except BlockingIOError:
            return
        self.closed = not part
        *lines, self._rest = (self._rest + (part or b"\n")).split(b"\n")
        self._rest = self._rest[
            : LONGEST + 1
        ]  # what a line has beyond that is never read, so no half address stays
        for line in lines:
            if line.strip():
                yield line[:LONGEST].decode("utf-8", "replace")

    def signal(self, number: signal.Signals) -> None:
        """Signal the process itself, not its group."""
        if self.process is not None:
            self.process.send_signal(number)

    def bury(self) -> float:
        """Kill what is left of the group of a dead process; give the seconds to wait before the next start."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            if self.process.stdout is not None:
                self.process.stdout.close()
            self.process = None
        now = time.monotonic()
        if now - self._since > STEADY:
            self._pause = FIRST_PAUSE
        pause, self._pause = self._pause, min(2 * self._pause, LONGEST_PAUSE)
        self.due = now + pause
        self.said = not self.command.says
        return pause
