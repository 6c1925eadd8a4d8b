"""The one way into the record. Only `handbill.actions` may import this."""

from django.db import connection, transaction

from handbill.record import wake
from handbill.record.format.entry import Entry


def append(entry: Entry) -> int:
    """Append an entry in the transaction of the change that it tells of, and give its row's id.

    The worker is woken when the transaction is through. The entry has no index yet: `seal` gives it.

    Raises:
        RuntimeError: there is no transaction; an entry without its change must not exist.
        ValueError: the entry is not as docs/record.md section 3 wants it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("append() stands inside the transaction of the change")
    with connection.cursor() as cursor:  # for every act: a third of the cost of Django's own insert
        cursor.execute("INSERT INTO record_entry (body) VALUES (%s) RETURNING id", [entry.encode()])
        row = cursor.fetchone()
    transaction.on_commit(wake.worker)
    return int(row[0])
