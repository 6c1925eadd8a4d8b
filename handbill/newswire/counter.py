from django.db import models


class Counter(models.Model):
    """The last number given: one row, locked by each transaction that takes the next, so there are no gaps."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    last = models.BigIntegerField(default=0)

    class Meta:
        db_table = "newswire_counter"


def next_number() -> int:
    """Take the next number. Must run inside the transaction that uses it: if that fails, nobody saw the number."""
    counter, _ = Counter.objects.select_for_update().get_or_create(id=1)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
