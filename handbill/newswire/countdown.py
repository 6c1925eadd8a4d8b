from datetime import date

from django.db import models


class Countdown(models.Model):
    """On how many days the worker has seen that nobody came and that the site is to be finished soon: one row, or none.

    A clock that jumps shows one such day, not seven: so nothing is finished that was not announced.
    """

    seen = models.IntegerField(default=0)  # days, each counted once
    day = models.DateField()  # the last of them

    class Meta:
        db_table = "newswire_countdown"


def count(today: date) -> int:
    """Count a day once; give how many those are now."""
    row, is_new = Countdown.objects.get_or_create(pk=1, defaults={"seen": 1, "day": today})
    if not is_new and row.day < today:
        row.seen, row.day = row.seen + 1, today
        row.save()
    return row.seen


def seen() -> int:
    """Give on how many days it was announced."""
    return Countdown.objects.filter(pk=1).values_list("seen", flat=True).first() or 0


def stop() -> None:
    """Somebody came: all begins anew."""
    Countdown.objects.filter(pk=1).delete()
