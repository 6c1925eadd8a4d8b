"""One leader among the machines of a site: it alone signs, acts as the site, and puts files into the bucket. Others stand by.

Who leads holds an advisory lock of PostgreSQL, in the very session in which it writes: whoever loses the connection has lost the
lock, and can write nothing either. The others try for it each time that they look, so one of them leads a second after the
lock is free. Whatever two who think that they lead may do in that moment, the head of the record moves by compare-and-swap.

On SQLite there is one machine, and it leads.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import DatabaseError, InterfaceError, connection

from handbill.record import host
from handbill.record.models import Leader
from handbill.settings import Settings

KEY: Final = 0x48616E6462696C6C
"""The lock's number: `Handbill`. Locks are the database's own, and one site has one database."""


_SILENT: Final = {
    "tcp_keepalives_idle": 5,
    "tcp_keepalives_interval": 2,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""Seconds, and milliseconds."""


class Twin(Exception):
    """Another folder, elsewhere, leads under the name of this one: one is a copy of the other, and they would take turns."""


@dataclass(slots=True)
class Leading:
    """Whether this process leads. `stays`: it goes on leading until it ends or loses the connection; else for one run."""

    site: Settings
    stays: bool = False
    elsewhere: bool = False  # another machine led last, so its signatures may be missing here
    _session: Any = None  # the connection that holds the lock

    @contextlib.contextmanager
    def now(self) -> Iterator[bool]:
        """Say whether this process leads during one run. Called by whoever is `alone` on this machine.

        Raises:
            Twin: see there.
        """
        if connection.vendor == "sqlite":
            yield True
        elif self.stays:
            leads = self.holds() or self._take()
            if not leads:
                _beside(
                    self.site
                )  # is it another folder with our name? The row may still be of a time when we led
            yield leads
        elif _try():
            try:
                self._look()
                yield True
            finally:
                _unlock()
        else:
            yield _beside(self.site)

    def holds(self) -> bool:
        """Is the lock held by the connection that is in use now?"""
        return self._session is not None and self._session is connection.connection

    def still(self) -> bool:
        """Ask the database whether this process still leads."""
        return connection.vendor == "sqlite" or ((self.holds() or not self.stays) and connection.is_usable())

    def _look(self) -> None:
        last = Leader.objects.filter(id=1).first()
        self.elsewhere = last is not None and last.place != host.place(self.site)

    def _take(self) -> bool:
        self._session = None
        if not _try():
            return False
        self._session = connection.connection
        self._look()
        with connection.cursor() as cursor:
            for (
                name,
                value,
            ) in _SILENT.items():  # for the server, which frees the lock of a machine that fell silent
                cursor.execute(f"SET {name} = {value}")
        Leader.objects.update_or_create(
            id=1, defaults={"host": host.name_of(self.site.data), "place": host.place(self.site)}
        )
        return True


def _try() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
        return bool(cursor.fetchone()[0])


def _unlock() -> None:
    # the connection may be another one by now, or none: so is the lock
    with contextlib.suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])


def _beside(site: Settings) -> bool:
    """Does the worker of this very folder hold the lock? It waits, since this process is `alone` now: so this one leads."""
    there = Leader.objects.filter(id=1).first()
    if there is None or there.host != host.name_of(site.data):
        return False
    if there.place != host.place(site):
        raise Twin(
            f"{there.place} serves this site under the name of this folder; only one of two copies may: see Several machines in docs/running.md"
        )
    return True
