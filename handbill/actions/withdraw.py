"""Withdraw an item: its author takes it back for good; a tombstone stays."""

from django.db import transaction

from handbill.actions.act import Act
from handbill.actions.destroy import destroy
from handbill.actions.forget import forget
from handbill.actions.item import Item, demand, take
from handbill.guard.ticket import Ticket
from handbill.newswire.decision import Decision
from handbill.newswire.standing import Standing
from handbill.record.format.entry import Kind


def withdraw(act: Act, number: int, *, ticket: Ticket | None = None) -> Item:
    """Destroy the text of an item at its author's wish. `ticket`: of the form that was used.

    Raises:
        Refused: 404 no such item, 410 it is gone already.
        guard.ticket.Spent, guard.ticket.Reused: the form was sent before.
    """
    with transaction.atomic():
        if ticket:
            ticket.spend(number)
        item = take(number)
        state = demand(number, Kind.WITHDRAW)
        destroy(item, but=ticket.nonce if ticket else "")
        for appeal in Decision.objects.filter(number=number, kind=Kind.APPEAL.value):
            forget(appeal, {"text"})
        act.append(Kind.WITHDRAW, {}, number=number)
        Standing.objects.filter(number=number, over=False).update(over=True)
        Standing.objects.create(number=number, state=state, at=act.at)
    return item
