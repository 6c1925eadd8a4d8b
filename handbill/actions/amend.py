"""Amend an item: its author adds something, and what was there stays as it is."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.item import Item, demand, take
from handbill.limits import AMENDMENTS
from handbill.newswire.version import Amendment
from handbill.record.format.entry import Kind


def amend(act: Act, number: int, values: dict[str, Any]) -> Item:
    """Add `body`, `format` and where it is Markdown `html` below an item.

    Raises:
        Refused: 404 no such item, 409 it has as many amendments as fit, 410 it is gone.
    """
    with transaction.atomic():
        item = take(number)
        demand(number, Kind.AMEND)
        if Amendment.objects.filter(number=number).count() >= AMENDMENTS:
            raise Refused(_("It has %(limit)d amendments; no more fit.") % {"limit": AMENDMENTS})
        entry_id, fields = act.append(Kind.AMEND, values, number=number)
        Amendment.objects.create(number=number, entry_id=entry_id, at=act.at, fields=fields)
    return item
