"""A process whose calls fail or that is killed at one of them, by strace; forked from the test, so that it begins in a moment."""

import ctypes
import os
import resource
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

CALLS = (
    "openat,write,pwrite64,fsync,fdatasync,syncfs,sync,rename,unlink,unlinkat,link,linkat,symlink,mkdir,rmdir,"
    "ftruncate,fallocate,fchmod,chmod,utimensat,flock,mmap"
)
"""Every call by which something comes to stand on the disc, and those that come before it."""

ERRORS = ("EIO", "ENOSPC", "EDQUOT", "EROFS", "EMFILE")
KILL = "KILL"
PATIENCE = 300.0
"""Seconds after which whoever still waits does so for ever."""
WITH_STRACE = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is missing, so no call was broken: apt-get install strace"
)
_ANY_TRACER = (0x59616D61, -1)  # prctl(2), PR_SET_PTRACER: where only parents may trace
_LIBC = ctypes.CDLL(None)


@dataclass(frozen=True)
class Fault:
    """`what` happens to occurrence `at` of a call, and with `on` to all after it."""

    call: str
    at: int
    what: str
    on: bool = False

    def __str__(self) -> str:
        return f"{self.what} at {self.call} {self.at}{' and after' if self.on else ''}"

    @property
    def option(self) -> str:
        """As strace has it. Memory that cannot be mapped is ENOMEM, whatever the disc says."""
        error = "ENOMEM" if self.call == "mmap" and self.what in ERRORS else self.what
        how = f"signal={error}" if self.what == KILL else f"error={error}"
        return f"inject={self.call}:{how}:when={self.at}{'+' if self.on else ''}"


@dataclass(frozen=True)
class Short:
    """No file grows beyond `size` bytes: the write that crosses it is cut short, as on a disc that is just full."""

    size: int

    def __str__(self) -> str:
        return f"no file beyond {self.size} bytes"


def forked(do: Callable[[], str], short: Short | None, *, stopped: bool) -> tuple[int, socket.socket]:
    """Do it in a child; give its process and where it says, in one datagram, what it acknowledged."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    sys.stdout.flush()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # 3.12 warns of threads, which the child does not use
        pid = os.fork()
    if pid:
        there.close()
        return pid, here
    status = 1
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        if short:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (short.size, resource.RLIM_INFINITY))
        if stopped:
            _LIBC.prctl(*_ANY_TRACER, 0, 0, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
        said = do()
        there.send(f"did {said}".encode())
        status = 0
    except AssertionError as error:  # what must not be, whatever fails
        there.send(f"wrong {error}".encode())
    except BaseException:  # noqa: BLE001 - the end of a process
        there.send(f"ended {traceback.format_exc()[-300:]}".encode())
    finally:
        os._exit(status)


def end(pid: int, ear: socket.socket) -> str:
    """Wait for the end of a child; give what it acknowledged. One that waits for ever is killed at last, and `hung`."""
    handle = os.pidfd_open(pid)
    ended = select.select([handle], [], [], PATIENCE)[0]
    os.close(handle)
    if not ended:
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    ear.setblocking(False)  # noqa: FBT003
    try:
        return ear.recv(4096).decode()
    except BlockingIOError:
        return "killed" if ended else "hung"
    finally:
        ear.close()


def traced(do: Callable[[], str], *options: str) -> str:
    """Do it in a child under strace; give what it acknowledged."""
    pid, ear = forked(do, None, stopped=True)
    os.waitpid(pid, os.WUNTRACED)
    watching = subprocess.Popen(
        ["strace", "-f", "-qq", "-p", str(pid), *options], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    status = Path(f"/proc/{pid}/status")
    until = time.monotonic() + 20
    while "TracerPid:\t0\n" in status.read_text():
        assert watching.poll() is None, watching.communicate()[1].decode()
        assert time.monotonic() < until
        time.sleep(0.001)
    os.kill(pid, signal.SIGCONT)
    said = end(pid, ear)
    watching.communicate()
    return said


def run(do: Callable[[], str], fault: Fault | Short | None) -> str:
    """Do it in a child that has this fault; give `did …`, `ended …` with the last words, `wrong …`, `killed`, or `hung`."""
    if isinstance(fault, Fault):
        return traced(do, "-o", os.devnull, "-e", f"trace={fault.call}", "-e", fault.option)
    return end(*forked(do, fault, stopped=False))


def count(do: Callable[[], str], into: Path) -> Counter[str]:
    """Do it in peace; give how often each call is made, by the thread that makes it most often."""
    said = traced(do, "-o", str(into), "-e", f"trace={CALLS}", "-e", "signal=none")
    assert said.startswith("did"), said
    by_thread: Counter[tuple[str, str]] = Counter()
    for line in into.read_text("utf-8", "replace").splitlines():
        thread, _space, rest = line.partition(" ")
        call = rest.strip().partition("(")[0]
        if call.isidentifier():
            by_thread[call, thread] += 1
    most: Counter[str] = Counter()
    for (call, _thread), times in by_thread.items():
        most[call] = max(most[call], times)
    return most
