"""Offer a description of a picture or film of somebody else, for who cannot see it. Private: `ENTRY = None`; an editor accepts it, or not."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions import attach
from handbill.actions.act import Act, Refused
from handbill.actions.item import take
from handbill.limits import OFFERS
from handbill.newswire.attachment import SEEN, Attachment
from handbill.newswire.offer import Offer
from handbill.newswire.standing import state_of
from handbill.record.format.state import ENDED

ENTRY = None


def offer(act: Act, number: int, k: int, text: str) -> Offer:
    """Keep a description for the desk; the same words about the same file are kept once.

    Raises:
        Refused: as `describable` says; 429 as many descriptions of it wait already as editors can be asked to read.
    """
    with transaction.atomic():
        take(number)  # locked, so that nobody else counts meanwhile
        row, _value = describable(number, k)
        waiting = Offer.objects.filter(number=number, attachment=row.id, done_at=None)
        same = waiting.filter(text=text).first()
        if same is not None:
            return same
        if waiting.count() >= OFFERS:
            raise Refused(_("The editors have many descriptions of this already. Thank you."), 429)
        return Offer.objects.create(number=number, k=k, attachment=row.id, text=text, at=act.at)


def describable(number: int, k: int) -> tuple[Attachment, dict[str, Any]]:
    """Give a picture or film that readers see and nobody has described: its row, and what it is.

    Raises:
        Refused: 404 there is no such picture or film, 409 it is not shown now or described already, 410 its item is gone.
    """
    state = state_of(number)
    if state in ENDED:
        raise Refused(_("It is gone, so it cannot be described."), 410)
    row = Attachment.objects.filter(number=number, place=k, over=False).first()
    value = attach.present(number).get(k) if row else None
    if row is None or value is None or value["kind"] not in SEEN or not value.get("files"):
        raise Refused(_("There is no picture or film here that could be described."), 404)
    if state not in {"listed", "slow"}:
        raise Refused(_("It is not on the newswire now, so it cannot be described."))
    if value.get("alt"):
        raise Refused(_("Somebody has described it already. Thank you."))
    return row, value
