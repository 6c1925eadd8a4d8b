"""Find items at the desk: by what they are, by what was decided about them, by words.

One search looks through a bounded run of numbers, the newest first, and says how far it came; the next page goes on from there. So its
cost does not grow with the archive, on either engine. Numbers rise with time, so a day is found by halving.
"""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Q

from handbill.desk.place import Place
from handbill.desk.place import number as read
from handbill.limits import SEARCHED
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.decision import Decision
from handbill.newswire.standing import states_of
from handbill.newswire.those import those
from handbill.newswire.version import Version
from handbill.record.format.commitment import values
from handbill.record.format.kinds import ITEM_DECISIONS
from handbill.settings import site

_ADDRESS: Final = re.compile(r"(?:.*[/#](?:comment-)?)?([1-9][0-9]{0,14})(?:\.html|\.json|/)?")


def named(words: str) -> int:
    """Give the number that was typed, or that a pasted address of an item has; 0 where there is none."""
    match = _ADDRESS.fullmatch(words)
    return int(match[1]) if match else 0


def find(place: Place, page: int) -> tuple[list[int], int]:
    """Give the numbers of what fits, the newest first, at most a page and one; and down to which number it looked, 0: to the end."""
    wanted = place.wanted
    top = min(place.before or newest() + 1, _end(wanted.get("until", "")))
    bottom = max(top - SEARCHED, 1)
    found = [*_articles(wanted, bottom, top), *_comments(wanted, bottom, top)]
    for keep in (_in_state, _decided, _saying):
        found = keep(found, wanted)
    found = sorted(found, reverse=True)
    since = _day(wanted.get("since", ""))
    over = bottom <= 1 or (since is not None and _at(bottom) < since)
    return found[: page + 1], 0 if over else bottom


def newest() -> int:
    """Give the highest number so far; 0 where there is none."""
    return max(
        noun.objects.order_by("-number").values_list("number", flat=True).first() or 0
        for noun in (Article, Comment)
    )


def _articles(wanted: Any, bottom: int, top: int) -> list[int]:
    if wanted.get("kind", "article") != "article":
        return []
    rows = Article.objects.filter(number__gte=bottom, number__lt=top, **_when(wanted))
    rows = rows.filter(**{name: wanted[name] for name in ("genre", "language") if name in wanted})
    return [
        it
        for it, topics, places in rows.values_list("number", "topics", "places")
        if _about(wanted, topics, places)
    ]


def _comments(wanted: Any, bottom: int, top: int) -> list[int]:
    if wanted.get("kind", "comment") != "comment":
        return []
    rows = Comment.objects.filter(number__gte=bottom, number__lt=top, **_when(wanted))
    rows = rows.filter(
        **{f"article__{name}": wanted[name] for name in ("genre", "language") if name in wanted}
    )
    told = rows.values_list("number", "article__topics", "article__places")
    return [it for it, topics, places in told if _about(wanted, topics, places)]


def _about(wanted: Any, topics: Iterable[str], places: Iterable[str]) -> bool:
    return ("topic" not in wanted or wanted["topic"] in topics) and (
        "place" not in wanted or wanted["place"] in places
    )


def _when(wanted: Any) -> dict[str, datetime]:
    since, until = _day(wanted.get("since", "")), _day(wanted.get("until", ""))
    told = {"at__gte": since, "at__lt": until + timedelta(days=1) if until else None}
    return {name: at for name, at in told.items() if at is not None}


def _in_state(found: list[int], wanted: Any) -> list[int]:
    if "state" not in wanted:
        return found
    states = states_of(found)
    return [it for it in found if states.get(it, "listed") == wanted["state"]]


def _decided(found: list[int], wanted: Any) -> list[int]:
    asked: dict[str, Any] = {}
    if "guideline" in wanted:
        asked["guideline"] = read(wanted["guideline"])
    if "by" in wanted:
        asked["by"] = wanted["by"]
    if not asked:
        return found
    kinds = [kind.value for kind in ITEM_DECISIONS]  # numbers of guidelines and editors are others
    about = Decision.objects.filter(number__in=those(found, "default"), kind__in=kinds, **asked)
    there = set(about.exclude(by="author").values_list("number", flat=True))
    return [it for it in found if it in there]


def _saying(found: list[int], wanted: Any) -> list[int]:
    """Keep what has all the words, in whatever case. The database looks first, in what is stored; Python then reads the fields alone."""
    words = wanted.get("words", "").split()
    if not words:
        return found
    rows = Version.objects.filter(number__in=those(found, "default"))
    for word in words[:10]:
        stored = json.dumps(word, ensure_ascii=False)[1:-1]
        forms = {stored, stored.lower(), stored.upper(), stored.capitalize()}  # SQLite folds A to Z alone
        either = Q()
        for form in forms:
            either |= Q(fields__icontains=form)
        rows = rows.filter(either)
    last: dict[int, str] = dict(rows.order_by("pk").values_list("number", "fields"))
    return [it for it, fields in last.items() if _has(fields, words)]


def _has(fields: str, words: list[str]) -> bool:
    told = values(json.loads(fields))
    text = " ".join(str(told.get(name, "")) for name in ("title", "summary", "body", "byline")).casefold()
    return all(word.casefold() in text for word in words)


def _end(until: str) -> int:
    """Give the first number after a day, by halving: numbers rise with time, without gaps."""
    day = _day(until)
    low, high = 1, newest() + 1
    if day is None:
        return high
    after = day + timedelta(days=1)
    while low < high:
        middle = (low + high) // 2
        if _at(middle) < after:
            low = middle + 1
        else:
            high = middle
    return low


def _at(number: int) -> datetime:
    for noun in (Article, Comment):
        at = noun.objects.filter(number=number).values_list("at", flat=True).first()
        if at is not None:
            return at
    raise RuntimeError(f"number {number} is neither an article nor a comment")


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(), tzinfo=site().zone)
    except ValueError:
        return None
