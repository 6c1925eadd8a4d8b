"""Redact an item, or one field of it: the words are destroyed, guideline and reason stay."""

import json

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.attach import alike
from handbill.actions.destroy import destroy
from handbill.actions.forget import Row
from handbill.actions.item import Item, demand, stand, take
from handbill.actions.legal import Legal, reasoned
from handbill.guard import pictures
from handbill.newswire.version import Amendment, Version
from handbill.record.format.entry import Kind


def redact(
    act: Act,
    number: int,
    guideline: int | None,
    reason: str,
    *,
    field: str | None = None,
    legal: Legal | None = None,
) -> Item:
    """Destroy the text of an item for good. `guideline` is None only where time alone decides.

    Raises:
        Refused: 404 no such item or field, 409 its state does not allow it, 410 it is gone already.
    """
    with transaction.atomic():
        item = take(number)
        state = demand(number, Kind.REDACT, whole=field is None)
        if field is not None:
            demand_field(number, field)
        if act.by.startswith("editor:") or act.via:
            pictures.remember(alike(number, field), act.at)
        destroy(item, field)
        said = reasoned(reason, legal) | ({} if field is None else {"field": field})
        decision = act.decide(Kind.REDACT, said, number=number, guideline=guideline)
        if field is None:
            stand(number, state, decision, item)
    return item


def demand_field(number: int, field: str) -> None:
    """Check that an item has a field of that name that can be redacted alone.

    Raises:
        Refused: 404.
    """
    if field not in fields_of(number):
        raise Refused(_("It has no field of that name that could be redacted alone."), 404)


def fields_of(number: int) -> set[str]:
    """Name the fields of an item that can be redacted alone: all but those that say how to read the others."""
    rows: list[Row] = [*Version.objects.filter(number=number), *Amendment.objects.filter(number=number)]
    return {name for row in rows for name in json.loads(row.fields)} - {"html", "format", "forget"}
