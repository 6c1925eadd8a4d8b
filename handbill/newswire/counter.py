from django.db import connection, models


class Counter(models.Model):
    """The last number given: one row, locked by each transaction that takes the next, so there are no gaps."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    last = models.BigIntegerField(default=0)

    class Meta:
        db_table = "newswire_counter"


def lock() -> None:
    """Let one transaction at a time give positions in lists and other numbers. Taken before the lock on any item."""
    Counter.objects.select_for_update().get_or_create(id=1)


def next_number() -> int:
    """Take the next number. Must run inside the transaction that uses it: if that fails, nobody saw the number."""
    return next_numbers(1)[0]


def next_numbers(count: int) -> range:
    """Take the next numbers, as `next_number` does."""
    with connection.cursor() as cursor:  # one statement: it locks, counts and answers
        cursor.execute("UPDATE newswire_counter SET last = last + %s WHERE id = 1 RETURNING last", [count])
        row = cursor.fetchone()
    last = Counter.objects.create(id=1, last=count).last if row is None else int(row[0])
    return range(last - count + 1, last + 1)
