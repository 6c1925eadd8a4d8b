"""A site to measure: founded in a temporary folder, run as its operator would, its processor time added up."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
HANDBILL = [sys.executable, "-m", "handbill"]


@dataclass
class Running:
    """A site that runs."""

    folder: Path
    port: int
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def tree(self) -> list[int]:
        """Give the processes of the site, the supervisor first."""
        parents: dict[int, list[int]] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    parents.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
        found, left = [], [self.process.pid]
        while left:
            pid = left.pop()
            found.append(pid)
            left += parents.get(pid, [])
        return found

    def cpu(self) -> float:
        """Give the seconds of processor time that all processes have taken, those that ended included."""
        seconds = 0.0
        for pid in self.tree():
            with contextlib.suppress(OSError):
                seconds += sum(int(part) for part in _stat(pid)[11:15]) / TICKS
        return seconds

    def shares(self) -> dict[str, float]:
        """Give the processor time of each process, by its command."""
        found: dict[str, float] = {}
        for pid in self.tree():
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
                name = next((one for one in ("nginx", "granian", "work", "run") if one in words), "?")
                found[name] = found.get(name, 0) + sum(int(part) for part in _stat(pid)[11:13]) / TICKS
        return found

    def memory(self) -> int:
        """Give the bytes of memory that all processes hold, shared pages shared out (proportional set size)."""
        total = 0
        for pid in self.tree():
            with contextlib.suppress(OSError):
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1]) * 1024
        return total


def _stat(pid: int) -> list[str]:
    """Give the fields of /proc/PID/stat after the name: state, parent, …"""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Found a site; it is gone afterwards."""
    top = Path(tempfile.mkdtemp(prefix="hb-bench-"))
    site = top / "site"
    try:
        command = [*HANDBILL, "new", str(site), "--name", "Bench", "--address", "http://127.0.0.1/"]
        subprocess.run(command, check=True, capture_output=True)
        yield site
    finally:
        shutil.rmtree(top, ignore_errors=True)


@contextlib.contextmanager
def running(site: Path) -> Iterator[Running]:
    """Run a site for measurements: without challenges and limits."""
    port = free_port()
    environ = {**os.environ, "HANDBILL_GUARD_CHALLENGE": "off", "HANDBILL_FRONT_LIMITS": "off"}
    command = [*HANDBILL, "run", str(site), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("ready"):
                break
        try:
            yield Running(site, port, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(15)
