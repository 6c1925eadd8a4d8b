"""Hold an item: it waits, unread, until an editor admits it."""

from django.db import transaction

from handbill.actions.act import Act
from handbill.actions.item import Item, demand, stand, take
from handbill.actions.legal import Legal, reasoned
from handbill.guard import lessons
from handbill.record.format.entry import Kind


def hold(act: Act, number: int, guideline: int, reason: str, *, legal: Legal | None = None) -> Item:
    """Hold an item by a guideline, for a public reason.

    Raises:
        Refused: 404 no such item, 409 its state does not allow it, 410 it is gone.
    """
    with transaction.atomic():
        item = take(number)
        state = demand(number, Kind.HOLD)
        decision = act.decide(Kind.HOLD, reasoned(reason, legal), number=number, guideline=guideline)
        stand(number, state, decision, item)
        lessons.forget(number)
    return item
