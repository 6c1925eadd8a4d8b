"""Hide an item: it leaves the newswire, keeps its address, and stays readable behind the reason."""

from django.db import transaction

from handbill.actions.act import Act
from handbill.actions.item import Item, demand, stand, take
from handbill.actions.legal import Legal, reasoned
from handbill.actions.teach import hidden
from handbill.record.format.entry import Kind


def hide(act: Act, number: int, guideline: int | None, reason: str, *, legal: Legal | None = None) -> Item:
    """Hide an item by a guideline, for a public reason. `guideline` is None only directly after its import.

    Raises:
        Refused: 404 no such item, 409 its state does not allow it, 410 it is gone.
    """
    with transaction.atomic():
        item = take(number)
        state = demand(number, Kind.HIDE)
        decision = act.decide(Kind.HIDE, reasoned(reason, legal), number=number, guideline=guideline)
        stand(number, state, decision, item)
        hidden(act, item, guideline)
    return item
