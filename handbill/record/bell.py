"""What wakes the worker: a datagram from this machine, and where there are others, their NOTIFY on PostgreSQL."""

import contextlib
import select
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

from handbill.record.wake import CHANNEL


class Rung(Protocol):
    """What tells that a datagram came, and takes it."""

    def fileno(self) -> int:
        """Give the number under which the system knows it."""

    def recv(self, size: int, /) -> bytes:
        """Take it."""


class Bell:
    """One worker's."""

    def __init__(self, own: Rung) -> None:
        """Take the socket that datagrams of this machine come to."""
        self._own = own
        self._listens: Any = None  # the connection that was told to listen
        self._rung = False  # while something else was asked of the database

    def wait(self, longest: float) -> bool:
        """Wait until it is rung, at most some seconds; say whether it was.

        Raises:
            OperationalError: PostgreSQL does not answer.
        """
        with connection.wrap_database_errors:
            return self._wait(longest)

    def _wait(self, longest: float) -> bool:
        others = self._others()
        rung, self._rung = self._rung, False
        if not rung:
            bells: list[Any] = [self._own, *others]
            found = select.select(bells, [], [], longest)[0]
            rung = bool(found)
        self._empty()
        return rung

    def quiet(self) -> None:
        """Take all that came until now: one run serves it."""
        with connection.wrap_database_errors:
            self._empty()

    def _empty(self) -> None:
        while select.select([self._own], [], [], 0)[0]:
            self._own.recv(64)
        for one in self._others():
            if select.select([one], [], [], 0)[0]:
                one.pgconn.consume_input()
            while one.pgconn.notifies():
                pass
        self._rung = False

    def _others(self) -> list[Any]:
        """Give the connection to PostgreSQL, which listens from now on."""
        if connection.vendor != "postgresql":
            return []
        connection.ensure_connection()
        there: Any = connection.connection
        if self._listens is not there:
            there.add_notify_handler(self._heard)
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            self._listens, self._rung = there, True  # something may have come before
        return [there]

    def _heard(self, notify: Any) -> None:
        self._rung |= notify.pid != self._listens.info.backend_pid if self._listens else True


@contextlib.contextmanager
def hung(path: Path) -> Iterator[Bell]:
    """Hang a bell where this machine's processes find it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as own:
        path.unlink(missing_ok=True)
        own.bind(str(path))
        yield Bell(own)
