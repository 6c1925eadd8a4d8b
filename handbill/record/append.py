"""The one way into the record. Only `handbill.actions` may import this."""

from typing import Final

from django.db import connection, transaction

from handbill.record import wake
from handbill.record.format.entry import Entry
from handbill.record.format.tree import leaf_hash


class Closed(Exception):
    """More was published than this database knows of, or the clock is doubted: the entry would be wrong for ever. Nothing was appended."""


def append(*entries: Entry) -> list[int]:
    """Append entries, one after the other, in the transaction of the change that they tell of; give the ids of their rows.

    The worker is woken when the transaction is through. An entry has no index yet: `seal` gives it.

    Raises:
        RuntimeError: there is no transaction; an entry without its change must not exist.
        ValueError: an entry is not as docs/record.md section 3 wants it.
        Closed: the database is older than the public record, or the clock is doubted.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("append() stands inside the transaction of the change")
    found: list[int] = []
    with connection.cursor() as cursor:  # for every act: a third of the cost of Django's own insert
        for at in range(0, len(entries), _MANY):
            bodies = [entry.encode() for entry in entries[at : at + _MANY]]
            given = [part for body in bodies for part in (body, leaf_hash(body))]
            cursor.execute(_INSERT.format(rows=", ".join(["(%s, %s)"] * len(bodies))), given)
            rows = cursor.fetchall()
            if not rows:
                raise Closed
            found += sorted(
                row[0] for row in rows
            )  # ids rise with the rows; in what order they are told is open
    transaction.on_commit(wake.worker)
    return found


_MANY: Final = 500
"""Entries in one statement."""

_INSERT: Final = (
    "WITH new (body, leaf) AS (VALUES {rows}) INSERT INTO record_entry (body, leaf) SELECT body, leaf FROM new"
    " WHERE NOT EXISTS (SELECT 1 FROM record_head WHERE behind)"
    " AND NOT EXISTS (SELECT 1 FROM record_clock WHERE doubted_at IS NOT NULL) RETURNING id"
)
