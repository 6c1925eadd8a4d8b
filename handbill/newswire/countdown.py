from datetime import date, timedelta
from typing import Final

from django.db import models

GAP: Final = timedelta(days=2)
"""After so long without a look the days before do not count: who comes back has a week again."""


class Countdown(models.Model):
    """On how many days the worker has seen, of late, that nobody came and that the site is to be finished soon: one row, or none.

    A clock that jumps shows one such day, not seven: so nothing is finished that was not announced.
    """

    seen = models.IntegerField(default=0)  # days, each counted once
    day = models.DateField()  # the last of them

    class Meta:
        db_table = "newswire_countdown"


def count(today: date) -> int:
    """Count a day once; give how many those are now, without a gap."""
    row = _present(today)
    if row is None:
        Countdown.objects.update_or_create(pk=1, defaults={"seen": 1, "day": today})
        return 1
    if row.day < today:
        row.seen, row.day = row.seen + 1, today
        row.save()
    return row.seen


def seen(today: date) -> int:
    """Give on how many days it was announced, up to now."""
    row = _present(today)
    return row.seen if row else 0


def stop() -> None:
    """Somebody came: all begins anew."""
    Countdown.objects.filter(pk=1).delete()


def _present(today: date) -> Countdown | None:
    row = Countdown.objects.filter(pk=1).first()
    return row if row and abs(today - row.day) <= GAP else None
