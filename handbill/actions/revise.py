"""Revise an item: its author writes it anew; the earlier version stays public, or is forgotten."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.attach import Wanted, arrange
from handbill.actions.forget import Row
from handbill.actions.forget import forget as destroy_fields
from handbill.actions.item import Item, demand, demand_room, said_of, take
from handbill.actions.place import show_anew, take_lists
from handbill.actions.screen import screen_again, text_of
from handbill.guard import judge as guard
from handbill.guard import lessons, near
from handbill.guard.text import read
from handbill.guard.ticket import Ticket
from handbill.guard.verdict import PASS, Verdict
from handbill.limits import VERSIONS
from handbill.newswire.article import Article
from handbill.newswire.counter import lock
from handbill.newswire.old_address import answer_as_said
from handbill.newswire.standing import state_of
from handbill.newswire.version import Amendment, Version
from handbill.record.format.commitment import values as open_values
from handbill.record.format.entry import Kind


def revise(
    act: Act,
    number: int,
    values: dict[str, Any],
    *,
    forget: bool = False,
    ticket: Ticket | None = None,
    media: Sequence[Wanted] | None = None,
) -> Item:
    """Give an item all its fields anew. With `forget` the version before is destroyed, and its amendments.

    `media`: its attachments, in their order; None: as they are. `ticket`: of the form that was used. A text that the guard holds is stored, and the item is held with it.

    Raises:
        Refused: 404 no such item, 409 it has as many versions as fit, 410 it is gone.
        guard.ticket.Spent, guard.ticket.Reused: the form was sent before.
    """
    with transaction.atomic():
        lock()
        item = take(number)
        demand(number, Kind.REVISE)
        if forget:  # before it is spent: what takes the place of the version is not forgotten
            lessons.forget(number)
            guard.forget(number, but=ticket.nonce if ticket else "")
        verdict = _spent(ticket, item, values) if ticket else PASS
        if Version.objects.filter(number=number).count() >= VERSIONS:
            raise Refused(_("It has %(limit)d versions; no more fit.") % {"limit": VERSIONS})
        before = Version.objects.filter(number=number).order_by("-id")[0]
        values = {**values, **arrange(number, media, act.at)}
        if forget:
            since = Amendment.objects.filter(number=number, entry_id__gt=before.entry_id)
            rows: list[Row] = [before, *since]
            for row in rows:
                # an earlier `forget` stays open, so that the chain can be read
                destroy_fields(row, set(json.loads(row.fields)) - {"forget"})
        kept = {**values, "forget": True} if forget else values
        entry_id, fields = act.append(Kind.REVISE, kept, number=number)
        Version.objects.create(number=number, entry_id=entry_id, at=act.at, fields=fields)
        if forget or "legacy" in values:
            texts = Version.objects.filter(number=number).values_list("fields", flat=True)
            answer_as_said(number, [open_values(json.loads(one)).get("legacy") for one in texts])
        if isinstance(item, Article):
            show_anew(item, values)
            item.save()
        demand_room(item)
        screen_again(item, verdict, act)
        if isinstance(item, Article) and state_of(number) != "held":
            take_lists(item)
    return item


def _spent(ticket: Ticket, item: Item, values: dict[str, Any]) -> Verdict:
    """Spend the ticket. To keep one's own text, to bring it back and to mend it is no repeat, whoever sent the mended one first."""
    titled = isinstance(item, Article)
    versions, _amendments = said_of(item.number)
    told = [open_values(json.loads(fields)) for fields in versions]
    own = text_of(values, titled=titled) in {text_of(one, titled=titled) for one in told}
    again = not own and near.is_mended(read("revise", told[-1]), read("revise", values))
    return ticket.spend(item.number, own=own, again=again)
