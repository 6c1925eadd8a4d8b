"""What waits for an editor, by kind. A new kind of waiting thing is a row of `KINDS`; the queue shows whatever stands here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from handbill.newswire.complaint import Complaint
from handbill.newswire.decision import Decision
from handbill.newswire.demand import Demand
from handbill.newswire.proposal import Proposal
from handbill.newswire.standing import Standing
from handbill.record.format.kinds import Kind


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kind of waiting thing: its name in addresses, its heading with a count, and the numbers of the items."""

    name: str
    words: Callable[[int], str]
    numbers: Callable[[], list[int]]


def held() -> list[int]:
    """Give the numbers of the held items."""
    return list(Standing.objects.filter(state="held", over=False).values_list("number", flat=True))


def complained() -> list[int]:
    """Give the numbers of the items with a complaint that nobody dealt with."""
    return list(Complaint.objects.filter(done_at=None).values_list("number", flat=True).distinct())


def proposed() -> list[int]:
    """Give the numbers of the items that somebody proposes to redact, or a part of them."""
    return list(Proposal.objects.filter(done_at=None).values_list("number", flat=True).distinct())


def demanded() -> list[int]:
    """Give the numbers of the items about which a legal demand is open."""
    return list(Demand.objects.filter(done_at=None).values_list("number", flat=True).distinct())


def appeals() -> list[int]:
    """Give the numbers of the items with an appeal that is not answered."""
    both = Decision.objects.filter(kind__in=(Kind.APPEAL.value, Kind.ANSWER.value)).values("number")
    counted = both.annotate(
        appeals=Count("pk", filter=Q(kind=Kind.APPEAL.value)),
        answers=Count("pk", filter=Q(kind=Kind.ANSWER.value)),
    )
    return [row["number"] or 0 for row in counted if row["appeals"] > row["answers"]]


KINDS: Final = (
    Waiting("held", lambda count: _("Held (%(count)d)") % {"count": count}, held),
    Waiting("complaints", lambda count: _("Complaints (%(count)d)") % {"count": count}, complained),
    Waiting("appeals", lambda count: _("Appeals (%(count)d)") % {"count": count}, appeals),
    Waiting("redactions", lambda count: _("To redact (%(count)d)") % {"count": count}, proposed),
    Waiting("demands", lambda count: _("Legal demands (%(count)d)") % {"count": count}, demanded),
)
VIEWS: Final = ("all", *(kind.name for kind in KINDS), "newest")


def each() -> dict[str, list[int]]:
    """Give the numbers of all that waits, by kind, each the newest first."""
    return {kind.name: sorted(kind.numbers(), reverse=True) for kind in KINDS}


def numbers(found: dict[str, list[int]], view: str) -> list[int]:
    """Give the numbers that a view shows of what `each` found, the newest first, each once."""
    wanted = found.values() if view == "all" else (found.get(view, []),)
    return sorted({number for kind in wanted for number in kind}, reverse=True)


def count() -> int:
    """Count the items that wait."""
    return len(numbers(each(), "all"))
