"""What waits for an editor, by kind. A new kind of waiting thing is a row of `KINDS`; the queue shows whatever stands here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from handbill.actions.act import this_minute
from handbill.limits import HELD
from handbill.newswire.complaint import Complaint
from handbill.newswire.decision import Decision
from handbill.newswire.demand import Demand
from handbill.newswire.proposal import Proposal
from handbill.newswire.standing import Standing
from handbill.record.format.kinds import Kind

_NEAR: Final = timedelta(days=7)  # before its end, what is held goes first


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kind of waiting thing: its name in addresses, its heading with a count, and the numbers of the items."""

    name: str
    words: Callable[[int], str]
    numbers: Callable[[], list[int]]


def held() -> list[int]:
    """Give the numbers of the held items, the oldest first."""
    return list(_held().values_list("number", flat=True))


def ending() -> list[int]:
    """Give those of them that time alone destroys within a week."""
    return list(
        _held()
        .filter(at__lt=this_minute() - timedelta(seconds=HELD) + _NEAR)
        .values_list("number", flat=True)
    )


def complained() -> list[int]:
    """Give the numbers of the items with a complaint that nobody dealt with, the oldest complaint first."""
    return _by_first(Complaint.objects.filter(done_at=None))


def proposed() -> list[int]:
    """Give the numbers of the items that somebody proposes to redact, or a part of them, the oldest proposal first."""
    return _by_first(Proposal.objects.filter(done_at=None))


def demanded() -> list[int]:
    """Give the numbers of the items about which a legal demand is open: first those that want an answer by a day, by that day."""
    open_ = Demand.objects.filter(done_at=None).order_by(F("due").asc(nulls_last=True), "received", "id")
    return list(dict.fromkeys(open_.values_list("number", flat=True)))


def appeals() -> list[int]:
    """Give the numbers of the items with an appeal that is not answered, the oldest appeal first."""
    both = Decision.objects.filter(kind__in=(Kind.APPEAL.value, Kind.ANSWER.value)).values("number")
    counted = both.annotate(
        appeals=Count("pk", filter=Q(kind=Kind.APPEAL.value)),
        answers=Count("pk", filter=Q(kind=Kind.ANSWER.value)),
        last=Max("pk", filter=Q(kind=Kind.APPEAL.value)),
    )
    return [row["number"] or 0 for row in counted.order_by("last") if row["appeals"] > row["answers"]]


def _held() -> QuerySet[Standing]:
    return Standing.objects.filter(state="held", over=False).order_by("at", "number")


def _by_first(rows: QuerySet[Any]) -> list[int]:
    return list(
        rows.values("number").annotate(first=Min("id")).order_by("first").values_list("number", flat=True)
    )


KINDS: Final = (
    Waiting("held", lambda count: _("Held (%(count)d)") % {"count": count}, held),
    Waiting("complaints", lambda count: _("Complaints (%(count)d)") % {"count": count}, complained),
    Waiting("appeals", lambda count: _("Appeals (%(count)d)") % {"count": count}, appeals),
    Waiting("redactions", lambda count: _("To redact (%(count)d)") % {"count": count}, proposed),
    Waiting("demands", lambda count: _("Legal demands (%(count)d)") % {"count": count}, demanded),
)
_TURN: Final = ("demands", "ending", "redactions", "appeals", "complaints", "held")
"""What goes before what: a day set by others, an end that comes by itself, what two decide, an author, a reader, the rest."""
VIEWS: Final = ("all", *(kind.name for kind in KINDS), "newest")


def each() -> dict[str, list[int]]:
    """Give the numbers of all that waits, by kind, each with what has waited longest, or may wait least, first."""
    return {kind.name: kind.numbers() for kind in KINDS} | {"ending": ending()}


def numbers(found: dict[str, list[int]], view: str) -> list[int]:
    """Give the numbers that a view shows of what `each` found, in their turn, each once."""
    names = _TURN if view == "all" else (view,)
    return list(dict.fromkeys(number for name in names for number in found.get(name, [])))


def count() -> int:
    """Count the items that wait."""
    return len(numbers(each(), "all"))
