"""One leader among the machines of a site: it alone signs, acts as the site, and puts files into the bucket. Others stand by.

Who leads holds an advisory lock of PostgreSQL, in the very session in which it writes: whoever loses the connection has lost the
lock, and can write nothing either. The others try for it each time that they look, so one of them leads a second after the
lock is free. Whatever two who think that they lead may do in that moment, the head of the record moves by compare-and-swap.

On SQLite there is one machine, and it leads.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.db import DatabaseError, InterfaceError, connection

from handbill.record import host
from handbill.record.models import Leader
from handbill.settings import Settings, site

KEY: Final = 0x48616E6462696C6C
"""The lock's number: `Handbill`. Locks are the database's own, and one site has one database."""
_HOLDER: Final = (
    "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted"
    " AND (classid::bigint << 32 | objid::bigint) = %s AND objsubid = 1"
    " AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)

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
    anew: bool = (
        False  # the lock was not this machine's before: what another one signed last may be missing here
    )
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
        elif self._try():
            try:
                self._note()
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

    def _take(self) -> bool:
        self._session = None
        if not self._try():
            return False
        self._session = connection.connection
        with connection.cursor() as cursor:
            for (
                name,
                value,
            ) in _SILENT.items():  # for the server, which frees the lock of a machine that fell silent
                cursor.execute(f"SET {name} = {value}")
        self._note()
        return True

    def _try(self) -> bool:
        """Try for the lock. The session bears this folder's name before: whoever finds the lock taken sees by whom."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('application_name', %s, false)", [_session_name(self.site)])
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
            return bool(cursor.fetchone()[0])

    def _note(self) -> None:
        """Note who has the lock now, also for one run: who leads next copies what was signed here."""
        place = host.place(self.site)
        last = Leader.objects.filter(id=1).first()
        self.anew = True  # also where we led last by this note: whoever was killed at once has copied nothing
        name = host.name_of(self.site.data)
        if last is None or (last.place, last.host) != (place, name):
            term = 1 if last is None else last.term + 1
            Leader.objects.update_or_create(id=1, defaults={"host": name, "place": place, "term": term})


def followed(follower: str) -> str:
    """Give the name of the cursor that says what is public: this machine's own, or, where it makes no pages, that of who led last."""
    if host.makes_pages(site().data):
        return host.cursor(follower)
    led = Leader.objects.filter(id=1).values_list("host", flat=True).first()
    return host.cursor_of(follower, led or "")


def _session_name(site: Settings) -> str:
    """Name a session after its folder, in what PostgreSQL keeps of a name: 63 bytes of ASCII."""
    return f"handbill {sha256(host.place(site).encode()).hexdigest()[:32]}"


def _unlock() -> None:
    # the connection may be another one by now, or none: so is the lock
    with contextlib.suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])


def _beside(site: Settings) -> bool:
    """Does the worker of this very folder hold the lock? It waits, since this process is `alone` now: so this one leads."""
    there, place = Leader.objects.filter(id=1).first(), host.place(site)
    if there is not None and there.host == host.name_of(site.data) and there.place != place:
        raise Twin(
            f"{there.place} serves this site under the name of this folder; only one of two copies may: see Several machines in docs/running.md"
        )
    with connection.cursor() as cursor:
        cursor.execute(_HOLDER, [KEY])
        holder = cursor.fetchone()
    return holder is not None and holder[0] == _session_name(site)
