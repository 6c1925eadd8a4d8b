"""What `run` promises: ready once, up again after a death, a clean end, and nothing left behind."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from handbill.front import owner
from handbill.front.supervisor import address, environment, listen
from tests.front.asking import get, status
from tests.front.conftest import make_site, wait_for

STAND_IN = Path(__file__).with_name("stand_in.py")
REPOSITORY = STAND_IN.parents[2]


@dataclass
class Front:
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def ready(self) -> int:
        """Wait for the one line; give the port."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("ready http://127.0.0.1:"), line + self.rest()
        return int(line.rstrip("/\n").rpartition(":")[2])

    def rest(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read()

    def family(self) -> dict[int, str]:
        return family(self.process.pid)

    def child(self, word: str) -> int:
        return next(pid for pid, line in self.family().items() if word in line)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)


def table() -> dict[int, tuple[int, str, str]]:
    """All processes: parent, state, command line."""
    shown = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = (line.split(None, 3) for line in shown.stdout.splitlines())
    return {int(row[0]): (int(row[1]), row[2], row[3] if row[3:] else "") for row in rows}


def family(root: int) -> dict[int, str]:
    """All descendants of a process."""
    everybody = table()
    found: dict[int, str] = {}
    ring = {root}
    while ring:
        ring = {pid for pid, (parent, _, _) in everybody.items() if parent in ring}
        found |= {pid: everybody[pid][2] for pid in ring}
    return found


def alive(pids: dict[int, str]) -> list[str]:
    everybody = table()
    return [line for pid, line in pids.items() if pid in everybody and not everybody[pid][1].startswith("Z")]


@contextlib.contextmanager
def running(folder: Path, *more: str, port: int = 0) -> Iterator[Front]:
    if not (folder / "site.toml").exists():
        make_site(folder)
    process = subprocess.Popen(
        [sys.executable, STAND_IN, "run", str(folder), "127.0.0.1", str(port), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    try:
        yield Front(process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(10)
        for pipe in (process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()


def test_ready_is_said_once_and_the_end_is_clean(folder: Path) -> None:
    with running(folder) as front:
        port = front.ready()
        assert status(get(port, "/")) == 200
        assert status(get(port, "/publish/")) == 200
        everybody = front.family()
        assert len(everybody) >= 6  # keeper, nginx and two of its own, app, worker
        began = time.monotonic()
        assert front.end() == 0
        assert time.monotonic() - began < 5
        assert front.process.stdout is not None
        assert front.process.stdout.read() == ""
        assert not alive(everybody)
        said = front.rest()
        assert "203.0.113" not in said
        assert "app: an answer to [address]" in said
        assert "Traceback" not in said
        with pytest.raises(ConnectionRefusedError):
            get(port, "/")


def test_ready_waits_for_the_worker(folder: Path) -> None:
    with running(folder, "silent") as front:
        wait_for(lambda: any("silent" in line for line in front.family().values()))
        app = folder / "data" / "run" / "app.sock"
        wait_for(app.exists)
        front.process.send_signal(signal.SIGINT)
        assert front.process.wait(10) == 0
        assert front.process.stdout is not None
        assert front.process.stdout.read() == ""


def test_what_dies_is_started_again_and_reading_goes_on(folder: Path) -> None:
    with running(folder) as front:
        port = front.ready()
        first = front.child("stand_in.py app")
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: status(get(port, "/publish/")) == 503)
        assert status(get(port, "/")) == 200
        wait_for(lambda: status(get(port, "/publish/")) == 200)
        assert front.child("stand_in.py app") != first

        nginx = front.child("nginx.conf")
        everybody = {pid: line for pid, line in front.family().items() if "nginx" in line}
        os.kill(nginx, signal.SIGKILL)
        wait_for(lambda: not alive(everybody))
        assert status(get(port, "/")) == 200  # who comes in between waits
        assert front.child("nginx.conf") != nginx

        worker = front.child("stand_in.py worker")
        os.kill(worker, signal.SIGTERM)
        wait_for(
            lambda: any(
                "stand_in.py worker" in line and pid != worker for pid, line in front.family().items()
            )
        )
        assert front.end() == 0
        said = front.rest()
        assert "app: ended (SIGKILL); starts again in 0.2 s" in said
        assert "nginx: ended (SIGKILL); starts again in 0.2 s" in said
        assert "worker: ended (SIGTERM); starts again in 0.2 s" in said
        assert front.process.stdout is not None
        assert front.process.stdout.read() == ""  # ready is not said again


def test_a_stubborn_child_is_ended(folder: Path) -> None:
    with running(folder, "stubborn") as front:
        front.ready()
        everybody = front.family()
        assert front.end() == 0
        assert not alive(everybody)
        assert "worker: does not end; killed" in front.rest()


def test_a_busy_port_is_one_line(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with running(folder, port=port) as front:
            assert front.process.wait(5) == 1
            said = front.rest()
            assert (
                said
                == f"handbill: port {port} of 127.0.0.1 is taken by another program; choose one with --port\n"
            )
    assert not (folder / "data" / "run").exists()


def test_two_stand_side_by_side_and_one_folder_is_served_once(folder: Path) -> None:
    (folder / "east").mkdir()
    (folder / "west").mkdir()
    with running(folder / "east") as east, running(folder / "west") as west:
        assert {status(get(front.ready(), "/publish/")) for front in (east, west)} == {200}
        with running(folder / "east") as again:
            assert again.process.wait(5) == 1
            said = again.rest()
            assert said == f"handbill: this folder is already served, by process {east.process.pid}\n"
        assert east.process.poll() is None


def test_killed_it_leaves_nobody_behind_and_starts_again_at_once(folder: Path) -> None:
    with running(folder) as front:
        port = front.ready()
        everybody = front.family()
        front.process.kill()
        front.process.wait()
        with running(folder, port=port) as next_one:
            assert next_one.ready() == port
            assert not alive(everybody)
            assert status(get(port, "/")) == 200


def test_children_know_nothing_of_who_signed_in() -> None:
    known = environment(
        {
            "PATH": "/bin",
            "SSH_CLIENT": "198.51.100.7 1 22",
            "HANDBILL_GUARD_CHALLENGE": "off",
            "HTTP_PROXY": "x",
        }
    )
    assert known == {"PATH": "/bin", "HANDBILL_GUARD_CHALLENGE": "off", "PYTHONUNBUFFERED": "1"}


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80/"),
        ("::1", "http://[::1]:80/"),
        ("0.0.0.0", "http://127.0.0.1:80/"),
        ("::", "http://[::1]:80/"),
    ],
)
def test_the_address_said_is_one_that_answers(host: str, url: str) -> None:
    assert address(host, 80) == url


def test_root_becomes_the_owner_for_good(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, object]] = []
    for name in ("setgroups", "initgroups", "setgid", "setuid"):
        monkeypatch.setattr(os, name, lambda *given, name=name: calls.append((name, given)))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(owner, "_names", lambda _: (54321, 54322, ""))
    owner.become_owner(folder)
    assert calls == [("setgroups", ([],)), ("setgid", (54322,)), ("setuid", (54321,))]
    calls.clear()
    monkeypatch.setattr(owner, "_names", lambda _: (0, 0, "root"))
    owner.become_owner(folder)
    assert not calls


def test_no_worker_of_nginx_waits_for_a_reader_that_another_one_took():
    """A socket that waits in accept() stops all other readers of that worker, for as long as nobody new comes."""
    with listen("127.0.0.1", 0) as door:
        assert not os.get_blocking(door.fileno())
