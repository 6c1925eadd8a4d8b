"""Unhide an item: everything is as before, and both decisions stay on the record."""

from django.db import transaction

from handbill.actions.act import Act
from handbill.actions.item import Item, demand, stand, take
from handbill.record.format.entry import Kind


def unhide(act: Act, number: int, reason: str) -> Item:
    """Put a hidden item back on the newswire, for a public reason.

    Raises:
        Refused: 404 no such item, 409 its state does not allow it, 410 it is gone.
    """
    with transaction.atomic():
        item = take(number)
        state = demand(number, Kind.UNHIDE)
        decision = act.decide(Kind.UNHIDE, {"reason": reason}, number=number)
        stand(number, state, decision, item)
    return item
