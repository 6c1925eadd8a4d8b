"""Set a guideline: a new one, or the next version of one. Decisions cite its number."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.newswire.counter import lock
from handbill.newswire.guideline import Guideline, Translations, translations_in
from handbill.record.format.canonical import Json, canonical
from handbill.record.format.entry import Kind

_NONE: Final[Translations] = {}


def set_guidelines(
    act: Act, number: int | None, title: str, text: str, translations: Translations = _NONE
) -> Guideline:
    """Set the guideline with that number, or with None a new one at the end, as a whole: what it was before does not count.

    Raises:
        Refused: 404 no such guideline.
    """
    further: list[Json] = [[tag, *told] for tag, told in sorted(translations.items())]
    values: dict[str, Json] = {"title": title, "text": text}
    if further:
        values["translations"] = further
    with transaction.atomic():
        lock()
        known = Guideline.objects.filter(number=number or 0).first()
        if number is not None and known is None:
            raise Refused(_("There is no guideline with that number."), 404)
        given = number or (Guideline.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        decision = act.decide(Kind.SET_GUIDELINES, values, number=given)
        guideline = Guideline(
            number=given,
            version=known.version + 1 if known else 1,
            title=title,
            text=text,
            translations=canonical(further).decode(),
            at=act.at,
            entry_id=decision.entry_id,
        )
        guideline.save()
    return guideline


def set_again(act: Act, number: int | None, told: Mapping[str, Any]) -> Guideline:
    """Set a guideline as an earlier entry says it.

    Raises:
        Refused: as `set_guidelines`.
    """
    further = translations_in(told.get("translations", ()))
    return set_guidelines(act, number, str(told.get("title", "")), str(told.get("text", "")), further)
