"""Keys to files, in the order in which they must stand: decisions, what hangs below an item, the item, then lists."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from handbill.newswire.filed import HIDDEN
from handbill.pages import (
    announced,
    articles,
    days,
    decision_lists,
    decisions,
    feeds,
    front,
    hidden,
    hidden_lists,
    lists,
    mirrors,
    moved,
    texts,
    transparency,
)
from handbill.pages.articles import File
from handbill.pages.moment import Moment
from handbill.record.seal import Log

_ITEM = re.compile(r"\d{4}/\d\d/\d+(/comments/\d+|/versions)?").fullmatch
_HIDDEN = re.compile(r"hidden/\d+").fullmatch
_NUMBERED = re.compile(
    r"(newswire|features|(?:topic|place|genre|media)/[a-z0-9-]+(?:/(?:images|audio|video))?)/(index|feed|\d+)"
).fullmatch
_FILED = re.compile(
    r"(record/(?:(?:editor|guideline)/\d+|month/\d{4}-\d\d|site|hidden))/(index|\d+)"
).fullmatch
_DAY = re.compile(r"newswire/(\d{4})/(\d\d)/(\d\d)").fullmatch


def is_item(key: str) -> bool:
    """Is this the page of an item, of what was hidden, of an old address, or of a decision? All others are lists."""
    return bool(_ITEM(key)) or key.startswith(("record/decision/", moved.PREFIX)) or bool(_HIDDEN(key))


def render(moment: Moment, log: Log, keys: Iterable[str], now: datetime) -> Iterator[File]:
    """Render the pages with these keys; a text of None means that the page is there no more."""
    left = set(keys)
    decided = {key for key in left if key.startswith("record/decision/")}
    yield from decisions.decisions(moment, log, [int(key.rpartition("/")[2]) for key in decided])
    away = {key for key in left if _HIDDEN(key)}
    yield from hidden.hidden(moment, [int(key.rpartition("/")[2]) for key in away])
    items = {key for key in left if _ITEM(key)}
    yield from articles.articles(moment, items)
    before = {key for key in left if key.startswith(moved.PREFIX)}
    yield from moved.moved(moment, [int(key.rpartition("/")[2]) for key in before])
    filed = {key for key in left if _FILED(key)}
    for key in sorted(filed):
        yield from _list_of_decisions(moment, key)
    for key in sorted(left - decided - away - items - before - filed):
        yield from _other(moment, log, key, now)


def _list_of_decisions(moment: Moment, key: str) -> Iterator[File]:
    name, _slash, which = key.rpartition("/")
    if name == HIDDEN:
        yield from hidden_lists.ever_hidden(moment, 0 if which == "index" else int(which))
    elif which == "index":
        yield from decision_lists.index(moment, name)
    else:
        yield from decision_lists.numbered(moment, name, int(which))


def _other(moment: Moment, log: Log, key: str, now: datetime) -> Iterator[File]:
    if numbered := _NUMBERED(key):
        name, which = numbered.groups()
        if which == "index":
            yield from lists.index(moment, name)
        elif which == "feed":
            yield from feeds.feed(moment, name)
        else:
            yield from lists.numbered(moment, name, int(which))
    elif day := _DAY(key):
        yield from days.day(moment, date(*map(int, day.groups())))
    elif key == "index":
        yield from front.front(moment, now)
    elif key.startswith("sitemap/"):
        yield from feeds.sitemap_part(moment, key.partition("/")[2])
    elif key.endswith("/index") and (axis := key.partition("/")[0]) in lists.AXES:
        yield from lists.axis(moment, axis)
    else:
        others: dict[str, Callable[[], Iterator[File]]] = {
            "media/index": lambda: lists.media(moment),
            "hidden/index": lambda: hidden_lists.hidden_list(moment),
            "record/index": lambda: decision_lists.record_index(moment, log),
            "record/lists": lambda: decision_lists.every_list(moment),
            "record/transparency": lambda: transparency.transparency(moment),
            "record/mirrors": lambda: mirrors.mirrors(moment),
            "record/feed": lambda: announced.decision_feed(moment),
            "guidelines": lambda: texts.guidelines(moment),
            "about": lambda: texts.about(moment),
            "fixed": lambda: texts.fixed(moment),
            "sitemap": lambda: feeds.sitemap(moment),
        }
        yield from others[key]()
