"""Sorting an article anew: what its author chose, what is shown now, and what an editor may choose from."""

import json
from typing import Any, Final

from django.utils.translation import gettext as _

from handbill import limits
from handbill.actions.act import Refused
from handbill.actions.item import take_article
from handbill.desk.order import Order
from handbill.newswire.classification import Classification
from handbill.newswire.counter import lock
from handbill.newswire.sitepage import GENRES, names
from handbill.newswire.version import Version
from handbill.record.format.commitment import values

LISTS: Final = {"topics": ("topic", limits.TOPICS), "places": ("place", limits.PLACES)}


def by_author(number: int) -> dict[str, Any]:
    """Give genre, topics and places as the author of an article has them."""
    present = Version.objects.filter(number=number).order_by("-id")[0]
    told = values(json.loads(present.fields))
    return {"genre": told.get("genre", ""), **{name: told.get(name, []) for name in LISTS}}


def changed(number: int, genre: str, topics: list[str], places: list[str]) -> dict[str, Any]:
    """Give the members of an order that shows an article so: what is as its author has it is left to its author."""
    author = by_author(number)
    chosen = {"genre": genre, "topics": sorted(set(topics) - {""}), "places": sorted(set(places) - {""})}
    kept = {name: value for name, value in chosen.items() if value != author[name]}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}


def demand_change(order: Order) -> None:
    """Check that an article is not sorted so already: what changes nothing is no decision.

    Raises:
        Refused: 404 no such article, 409 nothing would change.
    """
    lock()
    article = take_article(order.subject.number)
    present = Classification.objects.filter(article=article, ended=None).first()
    now = (present.genre, present.topics, present.places) if present else (None, None, None)
    lists = (None if names is None else [*names] for names in (order.topics, order.places))
    if (order.genre, *lists) == now:
        raise Refused(_("It is sorted so already; nothing was changed."))


def faults(order: Order) -> dict[str, str]:
    """Name what is wrong with the genre, topics and places of an order."""
    found = {}
    if order.genre and order.genre not in GENRES:
        found["genre"] = _("There is no genre “%(name)s”.") % {"name": order.genre[: limits.NAME]}
    for name, (axis, limit) in LISTS.items():
        chosen = getattr(order, name) or ()
        known = names(axis) if chosen else {}
        unknown = [one[: limits.NAME] for one in chosen if one not in known]
        if len(chosen) > limit:
            found[name] = _("%(count)d were chosen; %(limit)d fit.") % {"count": len(chosen), "limit": limit}
        elif unknown:
            words = (
                _("There is no topic “%(name)s”.") if axis == "topic" else _("There is no place “%(name)s”.")
            )
            found[name] = words % {"name": unknown[0]}
    return found
