"""Does nobody come any more? After so many months without an editor a site finishes itself, if it is set so, and announces it before.

What shows that somebody is there: an editor at the desk, a decision by one, an act of the operator at the shell. It is announced from 30
days before, and done only after the worker saw it announced on seven different days, without a gap of more than two: after
a jump of the clock, after years without power, on a copy brought back from a backup, it is told first, for a week.
"""

import sys
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.freeze import freeze
from handbill.guard.models import Attended
from handbill.newswire import countdown
from handbill.newswire.counter import lock
from handbill.newswire.decision import Decision
from handbill.newswire.freezing import is_frozen
from handbill.record import clock
from handbill.settings import site

ANNOUNCED: Final = timedelta(days=30)
"""So long before it is said at the desk and by the doctor."""
URGENT: Final = timedelta(days=7)
"""So long before the doctor calls it wrong."""
SEEN: Final = 7
"""Days on which the worker must have seen it announced."""


class Deserted(NamedTuple):
    """Since when nobody came, and the day on which the site finishes itself if nobody does."""

    since: datetime
    due: date


def deserted(now: datetime) -> Deserted | None:
    """Tell whether a site is about to finish itself; None where it is not, or not set so."""
    months = site().archive.freeze_after_months
    last = _last() if months and not is_frozen() else None
    if last is None:
        return None
    due = _later(last.date(), months)
    today = now.date()
    if today < due - ANNOUNCED:
        return None
    return Deserted(last, max(due, today + timedelta(days=max(0, SEEN - countdown.seen(today)))))


def announce(now: datetime) -> int:
    """Count down, and finish the site where its day has come; give 1 where it did. Doing it twice changes nothing."""
    found = deserted(now)
    if found is None:
        countdown.stop()
        return 0
    if not clock.is_steady():
        return 0
    before, seen = countdown.seen(now.date()), countdown.count(now.date())
    if seen > before:
        sys.stderr.write(
            f"no editor was here since {found.since:%Y-%m-%d}: the site ends on {found.due:%Y-%m-%d}\n"
        )
    if seen <= SEEN or now.date() < found.due:
        return 0
    with transaction.atomic():
        lock()
        if deserted(now) is None:  # somebody came just now
            return 0
        months = site().archive.freeze_after_months
        told = {"day": f"{found.since:%Y-%m-%d}", "months": months}
        words = _(
            "No editor has been here since %(day)s, and the site is set to end after %(months)d months."
        )
        try:
            freeze(Act("site", now.replace(second=0, microsecond=0)), words % told)
        except Refused:  # finished by hand just now
            return 0
    return 1


def _last() -> datetime | None:
    """Give when somebody was there; on a site where nobody ever was, when it began."""
    present = Attended.objects.filter(pk=1).values_list("at", flat=True).first()
    decided = Decision.objects.order_by("-entry_id")
    people = decided.filter(Q(by__startswith="editor:") | Q(via="shell")).values_list("at", flat=True).first()
    began = Decision.objects.order_by("entry_id").values_list("at", flat=True).first()
    return max(filter(None, (present, people)), default=began)


def _later(day: date, months: int) -> date:
    """Give the same day so many months later, or the last one of that month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
