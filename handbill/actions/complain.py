"""Complain about an item: a reader tells the editors. Private: `ENTRY = None`."""

from datetime import timedelta

from django.db import transaction

from handbill.actions.act import Act
from handbill.actions.item import take
from handbill.newswire.complaint import Complaint

ENTRY = None


def complain(act: Act, number: int, guideline: int | None, text: str) -> Complaint:
    """Keep a complaint for the desk; the same words about the same item within a day are kept once.

    Raises:
        Refused: 404 no such item.
    """
    with transaction.atomic():
        item = take(number)
        kept: Complaint
        kept, _made = Complaint.objects.get_or_create(
            number=item.number,
            guideline=guideline,
            text=text,
            at__gte=act.at - timedelta(days=1),
            done_at=None,
            defaults={"at": act.at},
        )
    return kept
