"""Files that no entry calls for by name, and a copy wants too: lists, feeds, the look. Found by following links.

What a server says is never a path to write to: a link counts only if it is spelled as our own files are.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Final

from handbill.reader.changed import Changed
from handbill.record.format.later import OURS

FIXED: Final = (
    *("index.html", "about.html", "guidelines.html", "404.html", "robots.txt", "sitemap.xml"),
    *("feed.atom", "feed.rss", "feed.json", "record/index.html", "hidden/index.html"),
    *("look/files.css", "look/podcast.png"),
    *(f"{name}/index.html" for name in ("newswire", "features", "media", "topic", "place", "genre")),
)
"""Every site has these; links lead to the rest."""
_PLACES: Final = "search|newswire|features|media|topic|place|genre|hidden|record|look|sitemap"
_SPELLED: Final = re.compile(
    rf"(?:(?:{_PLACES})(?:/[a-z0-9][a-z0-9-]{{0,80}}){{0,5}}/)?[a-z0-9][a-z0-9-]{{0,80}}"
    r"(?:\.(?:html|atom|rss|json|xml|css|js|svg|png|txt|proof))"
).fullmatch
_LINK: Final = re.compile(rb'(?:href|src)="([^"#?:]{1,300})')
_PART: Final = re.compile(rb"<loc>[^<]{1,300}/(sitemap/[0-9]{4}-[0-9]{2}\.xml)</loc>")
_TOP: Final = re.compile(rb'data-top="(parts/[0-9]{1,16}/top\.js)"').search
_COUNTS: Final = re.compile(rb'"folder":([0-9]{1,6}),.{0,40}?"parts":\{([^}]{0,200})\}').search
_COUNT: Final = re.compile(rb'"([a-z])":([0-9]{1,9})').findall
"""What the first part of the search of a finished site says of the others (handbill/archive/finished/parts.py)."""
PARTS: Final = 1_000_000
"""Parts of one kind that are asked for: those of a hundred million articles and comments."""
CURRENT: Final = re.compile(
    r"(?:(?:newswire|features|(?:topic|place|genre|media)/[a-z0-9-]+(?:/(?:images|audio|video))?)/)?(?:index\.html|feed\.(?:atom|rss|json))"
    r"|(?:about|guidelines|404)\.html|robots\.txt|sitemap\.xml|(?:topic|place|genre|media|hidden)/index\.html"
    r"|look/.+|search/.+|record/(?:index|lists|mirrors|transparency)\.html|record/transparency\.json|record/feed\.atom"
).fullmatch
"""What changes with the newest articles, or may at any time."""


def links(path: str, data: bytes) -> Iterator[str]:
    """Give the files that a page leads to and that are spelled as ours are, but for items and decisions."""
    if path == "sitemap.xml":
        yield from (part.decode() for part in _PART.findall(data))
    if path.startswith("search/parts/") and path.endswith("/top.js"):
        yield from _parts(path.removesuffix("/top.js"), data)
    if not path.endswith(".html"):
        return
    if path == "search/index.html" and (top := _TOP(data)):
        yield f"search/{top[1].decode()}"
    for found in _LINK.findall(data):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), found.decode("utf-8", "replace")))
        target = target.lstrip("/") if path == "404.html" else target
        if found.endswith(b"/"):
            target = f"{target}/index.html".removeprefix("./")
        if is_derived(target):
            yield target


def _parts(folder: str, data: bytes) -> Iterator[str]:
    """Give the other parts of the search, as many as the first one says and a site may have."""
    told = _COUNTS(data)
    if told is None or int(told[1]) < 1:
        return
    for kind, count in _COUNT(told[2]):
        for number in range(min(int(count), PARTS)):
            yield f"{folder}/{kind.decode()}/{number // int(told[1])}/{number}.js"


def is_derived(path: str) -> bool:
    """Say whether a path is spelled as a file of ours that no entry calls for."""
    return bool(_SPELLED(path)) and not OURS(path) and not path.startswith("record/tile/")


class Stale:
    """Tells which lists an update may have changed: those of now, those that name a changed article, and where it may stand."""

    def __init__(self, change: Changed, local: Iterable[str], days: set[str], *, media: bool) -> None:
        self._change = change
        self._media = media  # has an article that changed any?
        self._days = {f"newswire/{day}.html" for day in change.days | days}
        self._last: dict[str, int] = {}
        for path in local:
            if match := _NUMBERED(path):
                self._last[match[1]] = max(self._last.get(match[1], 0), int(match[2]))

    def __call__(self, path: str, data: bytes | None) -> bool:
        """Say whether a file must be fetched; `data` is what is here of it."""
        if data is None or self._change.everything or path in self._days:
            return True
        if path.endswith(".proof") or (_OF_MEDIA(path) and not self._media):
            return False  # the first holds for ever
        if CURRENT(path):
            return True
        if path.startswith("record/") and not self._change.decided:
            pass  # lists of decisions change with these alone, or with what becomes of the items in them
        elif match := _NUMBERED(path):  # a new article stands on the last page, which the one before leads to
            if int(match[2]) >= self._last.get(match[1], 0) - 1:
                return True
        elif path.startswith(("record/", "hidden/", "sitemap/")):
            return True
        return any(found in self._change.stems for found in _ARTICLES.findall(data))


_OF_MEDIA: Final = re.compile(r"(?:media|topic/[a-z0-9-]+)/(?:images|audio|video)/.+").fullmatch
_ARTICLES: Final = re.compile(rb"([0-9]{4}/[0-9]{2}/[0-9]{1,16})(?:/comments/[0-9]+)?\.html")
_NUMBERED: Final = re.compile(r"(.+)/([0-9]+)\.html").fullmatch
