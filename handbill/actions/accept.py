"""Accept a description that a reader offered, or leave it out. Its entry is that of `describe`; leaving it out is private (`ENTRY = None`)."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.describe import describe
from handbill.actions.item import take
from handbill.newswire.attachment import Attachment
from handbill.newswire.decision import Decision
from handbill.newswire.offer import Offer

ENTRY = None


def accept(act: Act, offered: int, text: str = "", reason: str = "") -> Decision:
    """Describe a picture or film in a reader's words, or as an editor mended them; all other offers about it are done with.

    Raises:
        Refused: 404 there is no such offer; 409 it was dealt with, or its picture is gone; else as `describe` says.
    """
    with transaction.atomic():
        found = _open(offered)
        row = Attachment.objects.filter(id=found.attachment, number=found.number, over=False).first()
        if row is None:
            raise Refused(_("The picture that it describes is gone."))
        decision = describe(act, found.number, row.place, text or found.text, reason)
        Offer.objects.filter(attachment=found.attachment, done_at=None).update(done_at=act.at)
    return decision


def leave_out(act: Act, offered: int) -> Offer:
    """Do nothing with an offer; it is destroyed as a complaint that was dealt with is.

    Raises:
        Refused: 404 there is no such offer; 409 it was dealt with.
    """
    with transaction.atomic():
        found = _open(offered)
        found.done_at = act.at
        found.save(update_fields=["done_at"])
    return found


def _open(offered: int) -> Offer:
    found = Offer.objects.filter(id=offered).first()
    if found is None:
        raise Refused(_("There is no such offer."), 404)
    take(found.number)  # locked
    found.refresh_from_db()
    if found.done_at is not None:
        raise Refused(_("Somebody has dealt with it already."))
    return found
