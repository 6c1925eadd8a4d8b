"""Set a guideline: a new one, or the next version of one. Decisions cite its number."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.newswire.counter import lock
from handbill.newswire.guideline import Guideline
from handbill.record.format.entry import Kind


def set_guidelines(act: Act, number: int | None, title: str, text: str) -> Guideline:
    """Set the guideline with that number, or with None a new one at the end.

    Raises:
        Refused: 404 no such guideline.
    """
    with transaction.atomic():
        lock()
        known = Guideline.objects.filter(number=number or 0).first()
        if number is not None and known is None:
            raise Refused(_("There is no guideline with that number."), 404)
        given = number or (Guideline.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        decision = act.decide(Kind.SET_GUIDELINES, {"title": title, "text": text}, number=given)
        guideline = Guideline(
            number=given,
            version=known.version + 1 if known else 1,
            title=title,
            text=text,
            at=act.at,
            entry_id=decision.entry_id,
        )
        guideline.save()
    return guideline
