"""Import items from elsewhere: each gets a number here, and keeps its own date and the name of its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import About, Act, Refused
from handbill.actions.attach import Wanted, attach
from handbill.actions.item import Item, take_article
from handbill.actions.place import show_in_lists, take_lists
from handbill.newswire.add import add_all
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.counter import next_numbers
from handbill.newswire.old_address import answer_for
from handbill.newswire.standing import state_of
from handbill.newswire.version import Version
from handbill.record.format.commitment import Sealed
from handbill.record.format.entry import Kind
from handbill.record.format.state import ENDED

_MANY: Final = 500
"""Rows in one statement."""


@dataclass(slots=True, kw_only=True)
class Incoming:
    """An article, or a comment on one.

    `values` are the fields of docs/record.md section 6 with `legacy`, and `date` where it is known. `sorts_at` is aware,
    UTC; where the date is known, that date with its digits taken as UTC. An item that this one hangs on, or answers, comes
    before it or is here already; then its number is given. `number` is set by the import.
    """

    values: dict[str, Any]
    sorts_at: datetime
    dated: bool  # the date is known
    timed: bool  # and the hour
    article: "Self | int | None" = None  # None: it is an article itself
    answers: "Self | int | None" = None
    media: Sequence[Wanted] = ()  # attachments, in their order
    sealed: Sealed | None = None  # the same fields and more, where they are sealed already
    number: int = 0


def import_(act: Act, incoming: Sequence[Incoming]) -> None:
    """Import items, in this order, all or none. `act` is by the site. They have no receipts.

    One of them may hang on one that an earlier call has imported.

    Raises:
        Refused: 404 no such article; 409 an attachment is gone; 410 the article is gone.
    """
    if not incoming:
        return
    with transaction.atomic():
        for one, number in zip(incoming, next_numbers(len(incoming)), strict=True):
            one.number = number
        new_here = {one.number for one in incoming if one.article is None}
        hang_on = {on for one in incoming if (on := _number(one.article))}
        above = {number: _standing(number) for number in sorted(hang_on - new_here)}
        fields = [_fields(act, one) for one in incoming]
        sealed = [
            (one.sealed or Sealed.of(one.values)).and_(Sealed.of(more))
            for one, more in zip(incoming, fields, strict=True)
        ]
        paths = [
            None if one.article else f"{one.sorts_at.year:04}/{one.sorts_at:%m}/{one.number}"
            for one in incoming
        ]
        about = [
            About(number=one.number, article=_number(one.article), path=path)
            for one, path in zip(incoming, paths, strict=True)
        ]
        rows = act.append_all(Kind.IMPORT, [*zip(sealed, about, strict=True)])
        articles: list[Article] = []
        comments: list[Comment] = []
        for one, path, more in zip(incoming, paths, fields, strict=True):
            when = {"at": act.at, "sorts_at": one.sorts_at, "dated": one.dated, "timed": one.timed}
            new: Item
            if path:
                new = Article(number=one.number, path=path, **when)
                show_in_lists(new, one.values | more)
                articles.append(new)
                above[new.number] = new
            else:
                article = above[_number(one.article) or 0]
                article.comments += 1
                place = article.comments
                comments.append(Comment(number=one.number, article=article, position=place, **when))
        add_all(articles)
        old = [one for one in above.values() if one.number not in new_here]
        Article.objects.bulk_update(old, ["comments"], _MANY)
        add_all(comments)
        add_all(
            [
                Version(number=one.number, entry_id=row, at=act.at, fields=stored)
                for one, (row, stored) in zip(incoming, rows, strict=True)
            ]
        )
        answer_for((one.number, one.values.get("legacy")) for one in incoming)
        take_lists(*articles)


def _fields(act: Act, one: Incoming) -> dict[str, Any]:
    """Give the fields that hang on numbers."""
    answers: dict[str, Any] = {"reply_to": _number(one.answers)} if one.answers else {}
    return answers | (attach(one.number, one.media, act.at) if one.media else {})


def _number(item: Incoming | int | None) -> int | None:
    return item.number if isinstance(item, Incoming) else item


def _standing(number: int) -> Article:
    above = take_article(number)
    if state_of(number) in ENDED:
        raise Refused(_("This article is gone, so it cannot be answered."), 410)
    return above
