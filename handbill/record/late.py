"""PostgreSQL draws ids before the commit, so an entry may appear behind others that were sealed long ago.

Which rows need no second look is known by transactions, not by a guess of how long one may last: an id up to M that was
not visible when M was read is held by a transaction that ran then, so its number is below the next one, X. Every act
locks a row before it draws an id, so it has a number by then. Once all below X have ended and what they left is sealed,
nothing up to M is ever missing. Kept in memory, by database, and noted in it now and then: it stays true for ever, so a process
that starts looks at the rows since, and not at millions. A note that is too low, or gone, costs one look at more.
"""

from dataclasses import dataclass, field
from typing import Final

from django.db import connection
from django.db.models import Max

from handbill.record.models import Cursor, Entry

NOTE: Final = "settled"
"""The cursor that holds it."""
EACH: Final = 1000
"""Rows by which it may be too low."""


@dataclass(slots=True)
class Floor:
    """Up to `settled` every entry has its index. `waiting` is the next such id, and the transaction that it waits for."""

    settled: int = 0
    waiting: tuple[int, int] | None = None
    noted: int = 0


@dataclass(slots=True)
class _Floors:
    by_database: dict[str, Floor] = field(default_factory=dict)


_floors = _Floors()


def floor() -> Floor:
    """Give that of the present database."""
    described = connection.settings_dict
    name = f"{described['HOST']} {described['NAME']}"
    if name not in _floors.by_database:
        noted = Cursor.objects.filter(name=NOTE).values_list("position", flat=True).first() or 0
        _floors.by_database[name] = Floor(noted, noted=noted)
    return _floors.by_database[name]


def _note(here: Floor) -> None:
    if here.settled >= here.noted + EACH:
        Cursor.objects.update_or_create(name=NOTE, defaults={"position": here.settled})
        here.noted = here.settled


def ended() -> int:
    """Give a transaction number below which all have ended. Ask before looking for entries."""
    return _number("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")


def rise(before: int) -> None:
    """Raise the floor after all entries were sealed that were visible when `ended` had given `before`."""
    here = floor()
    if here.waiting and before >= here.waiting[1]:
        here.settled, here.waiting = here.waiting[0], None
        _note(here)
    if here.waiting is None:
        newest = Entry.objects.aggregate(newest=Max("id"))["newest"] or 0
        if newest > here.settled:
            here.waiting = (newest, _number("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))


def _number(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])
