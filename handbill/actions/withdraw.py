"""Withdraw an item: its author takes it back for good; a tombstone stays."""

from django.db import transaction

from handbill.actions.act import Act
from handbill.actions.destroy import destroy, forget
from handbill.actions.item import Item, demand, take
from handbill.guard import judge as guard
from handbill.newswire.decision import Decision
from handbill.newswire.standing import Standing
from handbill.record.format.entry import Kind


def withdraw(act: Act, number: int) -> Item:
    """Destroy the text of an item at its author's wish.

    Raises:
        Refused: 404 no such item, 410 it is gone already.
    """
    with transaction.atomic():
        item = take(number)
        state = demand(number, Kind.WITHDRAW)
        destroy(item)
        guard.forget(number)
        for appeal in Decision.objects.filter(number=number, kind=Kind.APPEAL.value):
            forget(appeal, {"text"})
        act.append(Kind.WITHDRAW, {}, number=number)
        Standing.objects.filter(number=number, over=False).update(over=True)
        Standing.objects.create(number=number, state=state, at=act.at)
    return item
