"""Thaw a site that was finished: it lives again, for a public reason. That it was finished stays on the record."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.newswire.counter import lock
from handbill.newswire.freezing import Freezing, present
from handbill.record.format.entry import Kind


def thaw(act: Act, reason: str) -> Freezing:
    """Open the site again.

    Raises:
        Refused: 409 it is not finished.
    """
    with transaction.atomic():
        lock()
        freezing = present()
        if freezing is None:
            raise Refused(_("This site is not finished."))
        freezing.ended = act.decide(Kind.THAW, {"reason": reason})
        freezing.over = True
        freezing.save()
        return freezing
