"""What of an item is searched: its title, its name, its text, and the terms by which it is filtered."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any, Final

from handbill.cleaning.plain import plain
from handbill.cleaning.words import terms
from handbill.limits import SEARCH_TERMS
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.standing import states_of
from handbill.newswire.those import those
from handbill.newswire.version import Amendment, Version
from handbill.record.format.commitment import values

FIELDS: Final = ("title", "by", "text")
"""What a word can be asked for in: `title:` and `by:`; without a field, in any of them."""

# Terms that are no words of people begin with a character that no word can hold.
IN: Final = {"title": "\ue001", "by": "\ue002"}
MARK: Final = "\ue003"
SHOWN: Final = frozenset({"listed", "slow", "hidden"})
"""The states in which an item is in the index. A hidden one has the mark `hidden`, and is found when that is asked for."""

_WIDEST: Final = 4
"""Bytes of a character in UTF-8, at most."""

_START: Final = datetime(1, 1, 1, tzinfo=UTC)
_BITS: Final = 30
"""Of a key, for the number: there is room for a thousand million items, and for every minute until the year 9999."""


@dataclass(slots=True)
class Said:
    """An item with what it says now. `key` rises with the date that it sorts by, then with its number."""

    item: Article | Comment
    state: str
    fields: dict[str, str]
    changed: datetime  # when it was last revised or added to

    @property
    def key(self) -> int:
        """Give where it stands in the index."""
        return key(self.item.sorts_at, self.item.number)

    def terms(self, language: str) -> list[str]:
        """Give all that it is found by. `language`: the site's, for what names none."""
        marks = [mark("kind", "article" if isinstance(self.item, Article) else "comment")]
        if isinstance(self.item, Article):
            marks.append(mark("language", (self.item.language or language).partition("-")[0].lower()))
            marks += [mark("topic", name) for name in self.item.topics]
            marks += [mark("place", name) for name in self.item.places]
            if self.item.genre:
                marks.append(mark("genre", self.item.genre))
        if self.state == "hidden":
            marks.append(mark("hidden"))
        found = dict.fromkeys(marks)
        for name, text in self.fields.items():
            if text:
                words = terms(text)
                found |= words
                if name in IN:
                    found |= dict.fromkeys([IN[name] + word for word in words])
        return _bounded(list(found))


def _bounded(found: list[str]) -> list[str]:
    """Leave out the last terms, in the order of the alphabet and marks of filters never, of an item that says more than an index takes."""
    if len("".join(found)) * _WIDEST + len(found) <= SEARCH_TERMS:
        return found
    ordered = sorted(found, key=lambda term: (not term.startswith(MARK), term))
    sizes = accumulate(len(term.encode()) + 1 for term in ordered)
    return [term for term, size in zip(ordered, sizes, strict=True) if size <= SEARCH_TERMS]


def key(at: datetime, number: int = 0) -> int:
    """Give the key of an item of this minute: one whole number, so that a page of results is a range of them."""
    return (int((at - _START).total_seconds() // 60) << _BITS) + number


def number_of(found: int) -> int:
    """Give the number of the item with this key."""
    return found & ((1 << _BITS) - 1)


def mark(kind: str, name: str = "") -> str:
    """Give the term of a filter."""
    return f"{MARK}{kind}{MARK}{name.replace('-', MARK)}"


def said(numbers: Iterable[int], using: str, *, placed: bool = True) -> Iterator[Said]:
    """Give the items with these numbers that may be found, as they stand now; comments with their articles if `placed`."""
    wanted = list(numbers)
    states = states_of(wanted, using)
    public = [number for number in wanted if states.get(number, "listed") in SHOWN]
    comments = Comment.objects.using(using).filter(number__in=those(public, using))
    items: list[Article | Comment] = [
        *Article.objects.using(using).filter(number__in=those(public, using)),
        *(comments.select_related("article") if placed else comments),
    ]
    present: dict[int, list[dict[str, Any]]] = {}
    changed: dict[int, datetime] = {}
    rows = Version.objects.using(using).filter(number__in=those(public, using)).order_by("id")
    for number, at, fields in rows.values_list("number", "at", "fields"):
        present[number] = [values(json.loads(fields))]  # the last one stays
        changed[number] = at
    added = Amendment.objects.using(using).filter(number__in=those(public, using)).order_by("id")
    for number, at, fields in added.values_list("number", "at", "fields"):
        present[number].append(values(json.loads(fields)))
        changed[number] = max(at, changed[number])
    for item in items:
        state = states.get(item.number, "listed")
        yield Said(item, state, texts(present[item.number]), changed[item.number])


def texts(told: list[dict[str, Any]]) -> dict[str, str]:
    """Give what is searched of an item that says this: its present version, then what was added."""
    first = told[0]
    return {
        "title": first.get("title", ""),
        "by": first.get("byline", ""),
        "text": "\n".join(
            filter(None, [first.get("summary", ""), *map(_body, told), first.get("source", "")])
        ),
    }


def _body(told: dict[str, Any]) -> str:
    """Give a body as plain text: that of HTML without its tags."""
    form = told.get("format", "text")
    if form == "text":
        return str(told.get("body", ""))
    shown = str(told.get("html" if form == "markdown" else "body", ""))
    return plain(shown)
