"""The one way into the record. Only `handbill.actions` may import this."""

from typing import Final

from django.db import connection, transaction

from handbill.record import wake
from handbill.record.format.entry import Entry
from handbill.record.format.tree import leaf_hash


class Closed(Exception):
    """More was published than this database knows of, or the clock is doubted: the entry would be wrong for ever. Nothing was appended."""


def append(entry: Entry) -> int:
    """Append an entry in the transaction of the change that it tells of, and give its row's id.

    The worker is woken when the transaction is through. The entry has no index yet: `seal` gives it.

    Raises:
        RuntimeError: there is no transaction; an entry without its change must not exist.
        ValueError: the entry is not as docs/record.md section 3 wants it.
        Closed: the database is older than the public record, or the clock is doubted.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("append() stands inside the transaction of the change")
    with connection.cursor() as cursor:  # for every act: a third of the cost of Django's own insert
        body = entry.encode()
        cursor.execute(_INSERT, [body, leaf_hash(body)])
        row = cursor.fetchone()
    if row is None:
        raise Closed
    transaction.on_commit(wake.worker)
    return int(row[0])


_INSERT: Final = (
    "INSERT INTO record_entry (body, leaf) SELECT %s, %s WHERE NOT EXISTS (SELECT 1 FROM record_head WHERE behind)"
    " AND NOT EXISTS (SELECT 1 FROM record_clock WHERE doubted_at IS NOT NULL) RETURNING id"
)
