"""Import an item from elsewhere: it gets a number here, and keeps its own date and the name of its source."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.attach import Wanted, attach
from handbill.actions.item import Item, take_article
from handbill.actions.place import show_in_lists, take_lists
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.counter import next_number
from handbill.newswire.old_address import answer_for
from handbill.newswire.standing import state_of
from handbill.newswire.version import Version
from handbill.record.format.entry import Kind
from handbill.record.format.state import ENDED


def import_(
    act: Act,
    values: dict[str, Any],
    *,
    article: int | None,
    sorts_at: datetime,
    dated: bool,
    timed: bool,
    media: Sequence[Wanted] = (),
) -> Item:
    """Import an article, or with `article` a comment on the one with that number. It has no receipt.

    Args:
        act: by the site.
        values: the fields of docs/record.md section 6 with `legacy`, and `date` where it is known.
        article: the number of the article that a comment answers; None for an article.
        sorts_at: aware, UTC; where the date is known, that date with its digits taken as UTC.
        dated: the date is known.
        timed: and the hour.
        media: attachments, in their order.

    Raises:
        Refused: 404 no such article; 409 an attachment is gone; 410 the article is gone.
    """
    with transaction.atomic():
        number = next_number()
        above = None if article is None else _standing(article)
        path = f"{sorts_at.year:04}/{sorts_at:%m}/{number}" if above is None else None
        if media:
            values = {**values, **attach(number, media, act.at)}
        entry_id, fields = act.append(Kind.IMPORT, values, number=number, article=article, path=path)
        when = {"at": act.at, "sorts_at": sorts_at, "dated": dated, "timed": timed}
        new: Item
        if above is None:
            new = Article(number=number, path=path or "", **when)
            show_in_lists(new, values)
        else:
            above.comments += 1
            above.save(update_fields=["comments"])
            new = Comment(number=number, article=above, position=above.comments, **when)
        new.save(force_insert=True)
        Version.objects.create(number=number, entry_id=entry_id, at=act.at, fields=fields)
        answer_for(number, values.get("legacy"))
        if isinstance(new, Article):
            take_lists(new)
    return new


def _standing(number: int) -> Article:
    above = take_article(number)
    if state_of(number) in ENDED:
        raise Refused(_("This article is gone, so it cannot be answered."), 410)
    return above
