"""Who has been on, in numbers only: a day has a count of editors and a count of decisions, and no name."""

from datetime import date, datetime
from typing import Final

from django.db.models import F

from handbill.actions.act import this_minute
from handbill.desk.models import Attendance, Day
from handbill.guard.mode import attended
from handbill.look.contexts.desk import DayCount
from handbill.newswire.editor import Editor
from handbill.settings import site

SHOWN: Final = 7  # days


def attend(editor: Editor) -> None:
    """Count an editor, once a day. Runs inside a transaction."""
    today = _today()
    Attendance.objects.filter(day__lt=today).delete()
    _row, is_first = Attendance.objects.get_or_create(editor=editor, defaults={"day": today})
    if is_first:
        _count(today, "editors")


def decided() -> None:
    """Count a decision of an editor: somebody is there. Runs inside its transaction."""
    attended(this_minute())
    _count(_today(), "decisions")


def counts() -> tuple[DayCount, ...]:
    """Give the last days, the newest first."""
    return tuple(
        DayCount(_noon(it.day), it.editors, it.decisions) for it in Day.objects.order_by("-day")[:SHOWN]
    )


def _count(day: date, what: str) -> None:
    Day.objects.get_or_create(day=day)
    Day.objects.filter(day=day).update(**{what: F(what) + 1})


def _today() -> date:
    return this_minute().astimezone(site().zone).date()


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=site().zone)
