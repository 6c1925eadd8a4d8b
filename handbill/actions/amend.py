"""Amend an item: its author adds something, and what was there stays as it is."""

import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.item import Item, demand, demand_room, said_of, take
from handbill.actions.screen import screen_again, text_of
from handbill.guard.ticket import Ticket
from handbill.guard.verdict import PASS
from handbill.limits import AMENDMENTS
from handbill.newswire.counter import lock
from handbill.newswire.version import Amendment
from handbill.record.format.commitment import values as open_values
from handbill.record.format.entry import Kind


def amend(act: Act, number: int, values: dict[str, Any], *, ticket: Ticket | None = None) -> Item:
    """Add `body`, `format` and where it is Markdown `html` below an item.

    `ticket`: of the form that was used. A text that the guard holds is stored, and the item is held with it.

    Raises:
        Refused: 404 no such item, 409 it has as many amendments as fit, 410 it is gone.
        guard.ticket.Spent, guard.ticket.Reused: the form was sent before.
    """
    with transaction.atomic():
        lock()
        item = take(number)
        demand(number, Kind.AMEND)
        verdict = ticket.spend(number, own=_was_said(number, values)) if ticket else PASS
        if Amendment.objects.filter(number=number).count() >= AMENDMENTS:
            raise Refused(_("It has %(limit)d amendments; no more fit.") % {"limit": AMENDMENTS})
        entry_id, fields = act.append(Kind.AMEND, values, number=number)
        Amendment.objects.create(number=number, entry_id=entry_id, at=act.at, fields=fields)
        demand_room(item)
        screen_again(item, verdict, act)
    return item


def _was_said(number: int, values: dict[str, Any]) -> bool:
    """Tell whether the item itself says this already."""
    versions, amendments = said_of(number)
    texts = {text_of(open_values(json.loads(fields)), titled=False) for fields in versions + amendments}
    return text_of(values, titled=False) in texts
