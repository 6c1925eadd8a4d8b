"""Grant an appeal: put the item back and answer its author, in the same words. Its entries are those of `unhide` or `admit`, and `answer`."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.admit import admit
from handbill.actions.answer import answer
from handbill.actions.appeal import appealed
from handbill.actions.item import Item, take
from handbill.actions.unhide import unhide
from handbill.newswire.counter import lock
from handbill.newswire.standing import state_of

ENTRY = None


def grant(act: Act, number: int, text: str) -> Item:
    """Put what is hidden or held back on the newswire, and answer the open appeal; both or neither.

    Raises:
        Refused: 404 no such item, 409 no appeal is open, or its state does not allow it, 410 it is gone.
    """
    with transaction.atomic():
        lock()
        take(number)
        if not appealed(number):
            raise Refused(_("No appeal is open."))
        back = admit if state_of(number) == "held" else unhide
        back(act, number, text)
        return answer(act, number, text)
