"""Complain about an item: a reader tells the editors. Private: `ENTRY = None`."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.item import take
from handbill.limits import COMPLAINTS
from handbill.newswire.complaint import Complaint

ENTRY = None


def complain(act: Act, number: int, guideline: int | None, text: str) -> Complaint:
    """Keep a complaint for the desk; the same words about the same item within a day are kept once.

    Raises:
        Refused: 404 no such item, 429 as many complaints about it wait already as editors can be asked to read.
    """
    with transaction.atomic():
        item = take(number)  # locked, so that nobody else counts meanwhile
        waiting = Complaint.objects.filter(number=item.number, done_at=None)
        since = act.at - timedelta(days=1)
        same = waiting.filter(guideline=guideline, text=text, at__gte=since).first()
        if same is not None:
            return same
        if waiting.count() >= COMPLAINTS:
            raise Refused(_("The editors have many complaints about this already. Thank you."), 429)
        return Complaint.objects.create(number=item.number, guideline=guideline, text=text, at=act.at)
