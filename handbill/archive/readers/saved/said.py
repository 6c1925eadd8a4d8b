"""What a page says of itself for machines: JSON-LD with the names of schema.org."""

import json
from collections.abc import Iterator
from typing import Any, Final

from lxml.html import HtmlElement

from handbill.archive.readers.saved.tree import lines, tree

_ARTICLES: Final = frozenset(
    {
        "Article",
        "NewsArticle",
        "BlogPosting",
        "Report",
        "OpinionNewsArticle",
        "ReportageNewsArticle",
        "DiscussionForumPosting",
    }
)
_LONGEST: Final = 2_000_000
_DEEPEST: Final = 6


def values(page: HtmlElement, name: str) -> list[str]:
    """Give what the page's article is said to have under a name; a path such as `author.name` goes into it."""
    found: list[Any] = list(_articles(page))[:1]
    for part in name.split("."):
        found = [value for one in found if isinstance(one, dict) for value in _several(one.get(part))]
    return [text for one in found if (text := _text(one))]


def comments(page: HtmlElement) -> list[dict[str, Any]]:
    """Give the comments that are said to belong to it."""
    article = next(_articles(page), {})
    return [one for one in _several(article.get("comment")) if isinstance(one, dict)]


def _articles(page: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in page.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        text = script.text or ""
        try:
            told = json.loads(text) if len(text) <= _LONGEST else None
        except (ValueError, RecursionError):
            continue
        yield from _inside(told, _DEEPEST)


def _inside(told: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(told, list) and depth:
        for one in told:
            yield from _inside(one, depth - 1)
    elif isinstance(told, dict) and depth:
        kinds = {kind for kind in _several(told.get("@type")) if isinstance(kind, str)}
        if kinds & _ARTICLES:
            yield told
        else:
            for name in ("@graph", "mainEntity", "mainEntityOfPage"):
                yield from _inside(told.get(name), depth - 1)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("url") or ""
    if not isinstance(value, str):
        return ""
    found = tree(value) if "<" in value or "&" in value else None
    return lines(found) if found is not None else value.strip()
