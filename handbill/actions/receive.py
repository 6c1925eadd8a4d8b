"""Receive a legal demand about an item: what it wants, of whom it is, when it came, until when. Private: `ENTRY = None`."""

from datetime import date

from django.db import transaction

from handbill.actions.act import Act
from handbill.actions.item import take
from handbill.newswire.demand import Demand

ENTRY = None


def receive(act: Act, number: int, text: str, sender: str, received: date, due: date | None) -> Demand:
    """Keep a legal demand for the desk. It waits in the queue until a decision follows it, or an editor says that none will.

    Raises:
        Refused: 404 no such item.
    """
    with transaction.atomic():
        item = take(number)
        return Demand.objects.create(
            number=item.number, text=text, sender=sender, received=received, due=due, by=act.by, at=act.at
        )
