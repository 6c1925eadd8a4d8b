"""A layout: how the pages of a program of old newswires are recognised and read. It is data, a file each in `archive/layouts`.

docs/rescuing.md explains the files to who writes one. A rule is a selector, a table of `Rule`, or a list of these, of which the first
that finds something counts.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, TypeAlias

from cssselect import SelectorError
from django.utils.translation import gettext as _
from lxml.cssselect import CSSSelector
from lxml.etree import XPath, XPathError

from handbill.archive.sources import SourceError

NET: Final = "net"
"""The layout that reads what no other knows: what pages say of themselves for machines, then what most of them have in common."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Where one thing stands."""

    select: str = ""  # of the elements; "" is the whole
    attribute: str = ""  # which attribute says it; "" is the text
    find: str = ""  # what of the text: a regular expression, its first group or all of it
    said: str = ""  # a name of schema.org that JSON-LD has it under
    drop: tuple[str, ...] = ()  # selectors of what is in it and does not belong to it
    after: str = ""  # a selector: what stands before its first match, and that itself, does not belong
    until: str = ""  # the same of what stands after
    cut: str = ""  # a regular expression: from where it matches in the HTML, all is left out
    every: bool = False  # every match, not the first alone
    readable: bool = False  # whatever looks like the text of the page
    value: str = ""  # what is meant wherever the rule finds something


Rules: TypeAlias = tuple[Rule, ...]
_XPATH: Final = "xpath:"
_NAMES: Final = frozenset(one.name for one in fields(Rule))
_TEXTS: Final = frozenset(
    {"title", "summary", "byline", "date", "language", "number", "homepage", "phone", "address", "email"}
)
_ARTICLE: Final = _TEXTS | {"body", "genre", "topics", "places", "contacts", "hidden", "media"}
_COMMENT: Final = {
    "title",
    "byline",
    "date",
    "body",
    "homepage",
    "contacts",
    "hidden",
    "id",
    "answers",
    "media",
}


@dataclass(frozen=True, slots=True)
class Comments:
    """Where comments stand: `each` an element, or else flat inside `within`, each from one match of `begin` to the next."""

    each: str = ""
    within: str = ""
    begin: str = ""
    until: str = ""  # what ends the last one
    head: str = ""  # an expression: how the text after a match of `begin` begins, if it is a comment
    skip: int = 0  # matches of `begin` that belong to the article
    nested: str = ""  # elements that hold the answers to the comment before or around them
    heads: Rules = ()
    rules: Mapping[str, Rules] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout as its file says it."""

    name: str
    some: tuple[str, ...] = ()  # selectors: one of them is on every page
    text: str = ""  # a regular expression that finds something in every page's source
    order: str = ""  # of days and months in dates that are all numbers: "day" or "month"
    root: tuple[
        str, ...
    ] = ()  # selectors of what holds the article; the first that is there; else the whole page
    heads: Rules = ()  # expressions with groups named title, byline, date …, of the lines that say several things
    rules: Mapping[str, Rules] = field(default_factory=dict)
    comments: tuple[Comments, ...] = ()
    number: str = ""  # a regular expression: the number in an address
    lists: str = ""  # a regular expression: addresses of pages that are no articles
    genres: Mapping[str, str] = field(default_factory=dict)  # words there, in small letters: genre here


def load(file: Path) -> Layout:
    """Read a layout.

    Raises:
        SourceError: it is none; the words say where.
    """
    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SourceError(f"{file}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{file}: {error}") from None
    try:
        return _layout(file.stem, told)
    except (TypeError, ValueError, KeyError, AttributeError, re.error, SelectorError, XPathError) as error:
        raise SourceError(_("%(file)s is no layout: %(why)s") % {"file": file, "why": error}) from None


@lru_cache(maxsize=1)
def known() -> tuple[Layout, ...]:
    """Give the layouts that come with Handbill, and at the end the net below them all."""
    folder = resources.files("handbill.archive.layouts")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    found = [load(Path(str(folder / name))) for name in names]
    return tuple(sorted(found, key=lambda one: one.name == NET))


@lru_cache(maxsize=2048)
def selector(css: str) -> XPath:
    """Give a selector ready for use: of CSS, or after `xpath:` of XPath 1.0, which can ask what stands beside and above."""
    return XPath(css.removeprefix(_XPATH)) if css.startswith(_XPATH) else CSSSelector(css, translator="html")


def _layout(name: str, told: dict[str, Any]) -> Layout:
    page, article = told.pop("page", {}), told.pop("article", {})
    comments = told.pop("comments", [])
    comments = [comments] if isinstance(comments, dict) else comments
    _none_left(told, {"about", "genres"})
    layout = Layout(
        name=name,
        some=_selectors(page.pop("some", [])),
        text=_expression(page.pop("text", "")),
        order=str(page.pop("order", "")),
        number=_expression(page.pop("number", "")),
        lists=_expression(page.pop("lists", "")),
        root=_selectors(article.pop("root", [])),
        heads=_rules(article.pop("heads", [])),
        rules=_every(article, _ARTICLE),
        comments=tuple(_comments(one) for one in comments),
        genres={str(key).lower(): str(value) for key, value in told.get("genres", {}).items()},
    )
    _none_left(page, set())
    if not (layout.some or layout.text) and name != NET:
        raise ValueError(_("it does not say how its pages are recognised"))
    return layout


def _comments(told: dict[str, Any]) -> Comments:
    places = {name: str(told.pop(name, "")) for name in ("each", "within", "begin", "until", "nested")}
    for css in filter(None, places.values()):
        selector(css)
    skip, head = int(told.pop("skip", 0)), _expression(told.pop("head", ""))
    return Comments(
        **places, skip=skip, head=head, heads=_rules(told.pop("heads", [])), rules=_every(told, _COMMENT)
    )


def _every(told: dict[str, Any], names: Iterable[str]) -> dict[str, Rules]:
    _none_left(told, set(names))
    return {name: _rules(value) for name, value in told.items()}


def _rules(told: Any) -> Rules:
    return tuple(_rule(one) for one in (told if isinstance(told, list) else [told]))


def _rule(told: Any) -> Rule:
    if isinstance(told, str):
        told = {"select": told}
    if not isinstance(told, dict):
        raise TypeError(_("a rule is a selector or a table"))
    _none_left(told, set(_NAMES))
    drop = told.get("drop", [])
    rule = Rule(**{**told, "drop": _selectors(drop)})
    for css in (rule.select, rule.after, rule.until):
        if css:
            selector(css)
    for expression in (rule.find, rule.cut):
        _expression(expression)
    return rule


def _selectors(told: Any) -> tuple[str, ...]:
    found = (told,) if isinstance(told, str) else tuple(map(str, told))
    for css in found:
        selector(css)
    return found


def _expression(told: Any) -> str:
    re.compile(str(told))
    return str(told)


def _none_left(told: Mapping[str, Any], known_names: set[str]) -> None:
    left = sorted(told.keys() - known_names)
    if left:
        raise ValueError(_("nothing is called %(names)s") % {"names": ", ".join(left)})
