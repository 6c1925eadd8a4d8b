"""Appeal: the author of an item asks the editors to look at their decision again."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.item import Item, demand, take
from handbill.newswire.decision import Decision
from handbill.newswire.standing import state_of
from handbill.record.format.entry import Kind


def appeal(act: Act, number: int, text: str) -> Item:
    """Appeal against the hiding, holding or redaction of an item.

    Raises:
        Refused: 404 no such item, 409 there is nothing to appeal against, or an appeal is open.
    """
    with transaction.atomic():
        item = take(number)
        demand(number, Kind.APPEAL)
        appealable(number)
        act.decide(Kind.APPEAL, {"text": text}, number=number)
    return item


def appealable(number: int) -> None:
    """Check that there is a decision to appeal against, and no appeal that waits.

    Raises:
        Refused: 409, otherwise.
    """
    if state_of(number) not in {"hidden", "held", "redacted"}:
        raise Refused(_("There is no decision to appeal against."))
    if appealed(number):
        raise Refused(_("Your appeal is with the editors; they have not answered yet."))


def appealed(number: int) -> bool:
    """Is there an appeal that nobody has answered?"""
    about = Decision.objects.filter(number=number)
    return about.filter(kind=Kind.APPEAL.value).count() > about.filter(kind=Kind.ANSWER.value).count()
