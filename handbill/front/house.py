"""The loop that keeps a house of processes: start, listen, start again, say `ready` once, end all."""

import contextlib
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import TextIO

from handbill.front.children import Child, Command
from handbill.front.keeper import Keeper
from handbill.front.quiet import cut

PROBE = 0.1  # seconds between two looks whether the doors answer
FIRST_STAGE = 3.5  # seconds for requests that are being answered
ALL_STAGES = 8.5  # seconds until whatever is left is killed; the promise is 10


class House:
    """The children of a site. One loop, no threads: every line and every death passes here."""

    def __init__(
        self, commands: Sequence[Command], environ: Mapping[str, str], keeper: Keeper, public: Path
    ) -> None:
        """Take the commands; nothing runs before `keep`."""
        self._children = [Child(command) for command in commands]
        self._environ = environ
        self._keeper = keeper
        self._public = public
        self._selector = selectors.DefaultSelector()
        self._asked = 0  # how often we were told to end

    def keep(self, answers: Callable[[], bool], ready: str, door: socket.socket | None = None) -> int:
        """Run until told to end; say `ready` on standard output when `answers()` and every awaited line was said."""
        said = False
        with self._signals():
            while not self._asked:
                self._start_due()
                if not said and self._all_said() and answers():
                    said = True
                    _write(sys.stdout, ready)
                self._listen(self._until_next(wait_for_answers=not said))
            if door is not None:
                door.close()
            self._end()
        self._keeper.close()
        return 0

    def _all_said(self) -> bool:
        return all(child.process is not None and child.said for child in self._children)

    def _start_due(self) -> None:
        for child in self._children:
            if child.process is not None or child.due > time.monotonic():
                continue
            try:
                child.start(self._environ)
            except OSError as error:
                pause = child.bury()
                self._say(child.command.name, f"cannot be started: {error}; again in {pause:g} s")
                continue
            assert child.process is not None  # noqa: S101 - just started, for the type checker
            self._keeper.started(child.process.pid)
            self._selector.register(child.output, selectors.EVENT_READ, child)

    def _until_next(self, *, wait_for_answers: bool) -> float:
        now = time.monotonic()
        dues = [max(child.due - now, 0) for child in self._children if child.process is None]
        if wait_for_answers and self._all_said():
            dues.append(PROBE)
        return min(dues, default=3600.0)

    def _listen(self, timeout: float) -> None:
        """Wait for words, deaths or signals, and deal with them."""
        for key, _ in self._selector.select(timeout):
            if isinstance(key.data, Child):
                self._hear(key.data)
            else:
                with contextlib.suppress(BlockingIOError):
                    os.read(key.fd, 4096)
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                self._lost(child, child.process.returncode)

    def _hear(self, child: Child) -> None:
        for line in child.lines():
            if child.command.says and line.strip() == child.command.says:
                child.said = True
                continue
            words = cut(line, self._public)
            if words != child.last:  # the same once a minute at most, and not once for each reader
                child.last = words
                self._say(child.command.name, words)
        if child.closed:  # it may live on, but would wake us for ever
            with contextlib.suppress(KeyError):
                self._selector.unregister(child.output)

    def _lost(self, child: Child, status: int) -> None:
        self._hear(child)
        with contextlib.suppress(KeyError):
            self._selector.unregister(child.output)
        assert child.process is not None  # noqa: S101 - it was polled, for the type checker
        group = child.process.pid
        pause = child.bury()
        self._keeper.ended(group)
        if not self._asked:
            how = signal.Signals(-status).name if status < 0 else f"status {status}"
            self._say(child.command.name, f"ended ({how}); starts again in {pause:g} s")

    def _end(self) -> None:
        began = time.monotonic()
        stages = sorted({child.command.stage for child in self._children})
        for stage in stages:
            deadline = began + (ALL_STAGES if stage == stages[-1] else FIRST_STAGE)
            here = [child for child in self._children if child.command.stage == stage]
            for child in here:
                child.signal(child.command.end)
            while any(child.process for child in here) and time.monotonic() < deadline and self._asked == 1:
                self._listen(deadline - time.monotonic())
            for child in here:
                if child.process is not None:
                    self._say(child.command.name, "does not end; killed")
                    child.signal(signal.SIGKILL)
                    child.process.wait()
                    self._lost(child, 0)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)
        self._selector.register(reader, selectors.EVENT_READ)
        numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        before = {number: signal.signal(number, self._ask) for number in numbers}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        wakeup = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._selector.close()
            os.close(reader)
            os.close(writer)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._asked += 1

    def _say(self, name: str, words: str) -> None:
        if words:
            _write(sys.stderr, f"{name}: {words}")


def _write(stream: TextIO, line: str) -> None:
    with contextlib.suppress(OSError):  # nobody listens any more: the site goes on
        stream.write(line + "\n")
        stream.flush()
