"""What a decision teaches the guard's filter (docs/editing.md, “The filter that learns”). Only what people decide does."""

import json
from datetime import timedelta
from typing import Any, Final

from django.db import connection

from handbill.actions.act import Act
from handbill.actions.item import Item, said_of
from handbill.guard import lessons
from handbill.guard.text import Text, read
from handbill.limits import LEFT
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.record.format.commitment import values
from handbill.settings import site

LOOKED_BACK: Final = 5_000
"""Numbers before a spam among which the newest honest item is looked for."""


def hidden(act: Act, item: Item, guideline: int | None) -> None:
    """Learn spam from what is hidden by the guideline about it, and beside it one item that stood by; from all else nothing."""
    if guideline is None or guideline != site().guard.spam_guideline or not _by_people(act):
        lessons.forget(item.number)
        return
    _teach(act, item, spam=True)
    if (left := _left(act, item.number)) is not None:
        _teach(act, left, spam=False)


def let_through(act: Act, item: Item) -> None:
    """Learn what is no spam from what somebody put, or put back, on the newswire."""
    if _by_people(act):
        _teach(act, item, spam=False)


def _teach(act: Act, item: Item, *, spam: bool) -> None:
    if site().guard.spam_guideline and (tokens := _text(item).tokens()):
        lessons.teach(item.number, tokens, act.at, spam=spam)


def _text(item: Item) -> Text:
    """Give an item as it stands now, with what was added to it."""
    versions, amendments = said_of(item.number)
    told: dict[str, Any] = values(json.loads(versions[-1]))
    shown = "html" if "html" in told else "body"
    added = [values(json.loads(fields)) for fields in amendments]
    told[shown] = "\n".join(str(one.get("html") or one.get("body", "")) for one in (told, *added))
    return read("article" if isinstance(item, Article) else "comment", told)


def _left(act: Act, number: int) -> Item | None:
    """Give the newest item before this one that nobody took off the newswire for three days, and that taught nothing yet.

    Whoever hides a newer one as spam has been at the desk since. An article that was answered comes first, then any, then a comment:
    what nobody reads, below something old, may be there to be learnt from.
    """
    before = act.at - timedelta(seconds=LEFT)
    with connection.cursor() as cursor:
        for join in _READ:
            cursor.execute(_LEFT % join, [number, number - LOOKED_BACK, before, before])
            if row := cursor.fetchone():
                found = Article.objects.filter(number=row[0]).first()
                return found or Comment.objects.filter(number=row[0]).first()
    return None


def _by_people(act: Act) -> bool:
    """Tell whether an editor or the operator acts, and not the program on its own."""
    return act.by != "site" or act.via is not None


_READ: Final = (
    "JOIN newswire_article a ON a.number = v.number AND a.comments > 0",
    "JOIN newswire_article a ON a.number = v.number",
    "",
)
"""What is learnt from first."""
_LEFT: Final = (
    "SELECT v.number FROM newswire_version v %s WHERE v.number < %%s AND v.number > %%s AND v.at <= %%s "
    "AND NOT EXISTS (SELECT 1 FROM newswire_version w WHERE w.number = v.number AND w.at > %%s) "
    "AND NOT EXISTS (SELECT 1 FROM newswire_standing s WHERE s.number = v.number AND NOT s.over) "
    "AND NOT EXISTS (SELECT 1 FROM guard_lesson l WHERE l.number = v.number) "
    "ORDER BY v.number DESC LIMIT 1"
)
