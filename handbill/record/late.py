"""PostgreSQL draws ids before the commit, so an entry may appear behind others that were sealed long ago.

Which rows need no second look is known by transactions, not by a guess of how long one may last: an id up to M that was
not visible when M was read is held by a transaction that ran then, so its number is below the next one, X. Every act
locks a row before it draws an id, so it has a number by then. Once all below X have ended and what they left is sealed,
nothing up to M is ever missing. Kept in memory, by database; a process that starts looks at all rows once.
"""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Max

from handbill.record.models import Entry


@dataclass(slots=True)
class Floor:
    """Up to `settled` every entry has its index. `waiting` is the next such id, and the transaction that it waits for."""

    settled: int = 0
    waiting: tuple[int, int] | None = None


@dataclass(slots=True)
class _Floors:
    by_database: dict[str, Floor] = field(default_factory=dict)


_floors = _Floors()


def floor() -> Floor:
    """Give that of the present database."""
    described = connection.settings_dict
    return _floors.by_database.setdefault(f"{described['HOST']} {described['NAME']}", Floor())


def ended() -> int:
    """Give a transaction number below which all have ended. Ask before looking for entries."""
    return _number("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")


def rise(before: int) -> None:
    """Raise the floor after all entries were sealed that were visible when `ended` had given `before`."""
    here = floor()
    if here.waiting and before >= here.waiting[1]:
        here.settled, here.waiting = here.waiting[0], None
    if here.waiting is None:
        newest = Entry.objects.aggregate(newest=Max("id"))["newest"] or 0
        if newest > here.settled:
            here.waiting = (newest, _number("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))


def _number(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])
