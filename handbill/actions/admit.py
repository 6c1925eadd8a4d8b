"""Admit an item that was held or slow: it is on the newswire like any other."""

from django.db import transaction

from handbill.actions.act import Act
from handbill.actions.item import Item, demand, stand, take
from handbill.actions.place import take_lists
from handbill.actions.teach import let_through
from handbill.newswire.article import Article
from handbill.newswire.counter import lock
from handbill.record.format.entry import Kind


def admit(act: Act, number: int, reason: str = "") -> Item:
    """Admit an item; an article that was held from the start takes its places in the lists.

    Raises:
        Refused: 404 no such item, 409 its state does not allow it, 410 it is gone.
    """
    with transaction.atomic():
        lock()
        item = take(number)
        state = demand(number, Kind.ADMIT)
        decision = act.decide(Kind.ADMIT, {"reason": reason} if reason else {}, number=number)
        stand(number, state, decision, item)
        let_through(act, item)
        if isinstance(item, Article):
            take_lists(item)
    return item
