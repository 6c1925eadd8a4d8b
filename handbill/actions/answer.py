"""Answer the oldest open appeal of an item."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.appeal import appealed
from handbill.actions.item import Item, demand, take
from handbill.record.format.entry import Kind


def answer(act: Act, number: int, text: str) -> Item:
    """Answer an appeal in public words.

    Raises:
        Refused: 404 no such item, 409 no appeal is open.
    """
    with transaction.atomic():
        item = take(number)
        demand(number, Kind.ANSWER)
        if not appealed(number):
            raise Refused(_("No appeal is open."))
        act.decide(Kind.ANSWER, {"text": text}, number=number)
    return item
