"""What waits for an editor: held items, appeals that nobody answered, complaints that nobody dealt with."""

from typing import Final

from django.db.models import Count, Q

from handbill.newswire.complaint import Complaint
from handbill.newswire.decision import Decision
from handbill.newswire.standing import Standing
from handbill.record.format.kinds import Kind

VIEWS: Final = ("all", "held", "complaints", "appeals")


def numbers(view: str) -> list[int]:
    """Give the numbers of the items that wait, the newest first. `view` is one of VIEWS."""
    found: set[int] = set()
    if view in {"all", "held"}:
        found.update(Standing.objects.filter(state="held", over=False).values_list("number", flat=True))
    if view in {"all", "complaints"}:
        found.update(Complaint.objects.filter(done_at=None).values_list("number", flat=True))
    if view in {"all", "appeals"}:
        found.update(appeals())
    return sorted(found, reverse=True)


def count() -> int:
    """Count the items that wait."""
    return len(numbers("all"))


def appeals() -> list[int]:
    """Give the numbers of the items with an appeal that is not answered."""
    both = Decision.objects.filter(kind__in=(Kind.APPEAL.value, Kind.ANSWER.value)).values("number")
    counted = both.annotate(
        appeals=Count("pk", filter=Q(kind=Kind.APPEAL.value)),
        answers=Count("pk", filter=Q(kind=Kind.ANSWER.value)),
    )
    return [row["number"] or 0 for row in counted if row["appeals"] > row["answers"]]
