"""Decline a proposal to redact: the item is as it was before. Private: `ENTRY = None`; what was held is admitted by `admit`."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.admit import admit
from handbill.actions.item import take
from handbill.actions.propose import proposed
from handbill.newswire.counter import lock
from handbill.newswire.proposal import Proposal
from handbill.newswire.standing import state_of

ENTRY = None


def decline(act: Act, number: int, reason: str, *, field: str = "") -> Proposal:
    """End a proposal without a redaction; who made it may take it back. What is held because of it goes back on the newswire.

    Raises:
        Refused: 409 nothing is proposed.
    """
    with transaction.atomic():
        lock()
        take(number)
        found = proposed(number, field)
        if found is None:
            raise Refused(_("Nobody has proposed to redact that."))
        found.done_at, found.done_by, found.answer = act.at, act.by, reason
        found.save(update_fields=["done_at", "done_by", "answer"])
        if found.held and state_of(number) == "held":
            admit(act, number, reason)
    return found
