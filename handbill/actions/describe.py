"""Describe a picture, sound or film: its alternative text is one that a reader offered."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.attach import anew, present
from handbill.actions.item import demand, take
from handbill.newswire.decision import Decision
from handbill.record.format.canonical import Json
from handbill.record.format.kinds import Kind


def describe(act: Act, number: int, k: int, alt: str, reason: str = "") -> Decision:
    """Give attachment K of an item an alternative text, in place of what it had.

    Raises:
        Refused: 404 no such item or attachment; 410 it is gone.
    """
    with transaction.atomic():
        take(number)
        demand(number, Kind.DESCRIBE)
        value = present(number).get(k)
        if value is None:
            raise Refused(_("It has no file number %(number)d.") % {"number": k}, 404)
        said: dict[str, Json] = {"reason": reason} if reason else {}
        return anew(act, Kind.DESCRIBE, number, k, {**value, "alt": alt}, said)
