"""Revise an item: its author writes it anew; the earlier version stays public, or is forgotten."""

import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.destroy import Row
from handbill.actions.destroy import forget as destroy_fields
from handbill.actions.item import Item, demand, take
from handbill.actions.place import show_in_lists, take_lists
from handbill.limits import VERSIONS
from handbill.newswire.article import Article
from handbill.newswire.counter import lock
from handbill.newswire.standing import state_of
from handbill.newswire.version import Amendment, Version
from handbill.record.format.entry import Kind


def revise(act: Act, number: int, values: dict[str, Any], *, forget: bool = False) -> Item:
    """Give an item all its fields anew. With `forget` the version before is destroyed, and its amendments.

    Raises:
        Refused: 404 no such item, 409 it has as many versions as fit, 410 it is gone.
    """
    with transaction.atomic():
        lock()
        item = take(number)
        demand(number, Kind.REVISE)
        if Version.objects.filter(number=number).count() >= VERSIONS:
            raise Refused(_("It has %(limit)d versions; no more fit.") % {"limit": VERSIONS})
        before = Version.objects.filter(number=number).order_by("-id")[0]
        if forget:
            since = Amendment.objects.filter(number=number, entry_id__gt=before.entry_id)
            rows: list[Row] = [before, *since]
            for row in rows:
                # an earlier `forget` stays open, so that the chain can be read
                destroy_fields(row, set(json.loads(row.fields)) - {"forget"})
        kept = {**values, "forget": True} if forget else values
        entry_id, fields = act.append(Kind.REVISE, kept, number=number)
        Version.objects.create(number=number, entry_id=entry_id, at=act.at, fields=fields)
        if isinstance(item, Article):
            show_in_lists(item, values)
            item.save()
            if state_of(number) != "held":
                take_lists(item)
    return item
