"""A layout of texts: how the text of a program's pages is recognised and read. It is data, a file each in `archive/layouts/text`.

docs/rescuing.md explains the files to who writes one. Every expression fits a whole line, without the space around it;
its named groups are fields. Any line may say `byline`, `date`, `genre`, `topics`, `places`, `title`, `homepage`, `phone`, `address` or `email`, and
`text`, which stays in the text; above the head also `url`, the old address.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, TypeAlias

Lines: TypeAlias = tuple[re.Pattern[str], ...]
FIELDS: Final = frozenset(
    [
        "byline",
        "date",
        "genre",
        "topics",
        "places",
        "title",
        "homepage",
        "phone",
        "address",
        "email",
        "text",
        "url",
    ]
)
NET: Final = "net"
ABOVE: Final = "above"
BELOW: Final = "below"
BETWEEN: Final = r"\s*\|\s*|\s+::?\s+"


@dataclass(frozen=True, slots=True)
class Heads:
    """How an article or a comment begins: the line that says who, when or about what, and where its title stands."""

    head: Lines
    title: str  # ABOVE or BELOW the head; "" where there is none
    more: Lines = ()  # lines below the head, and the title below it, that say more or nothing
    signed: bool = False  # its author stands once more below the text, on a line alone


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout as its file says it."""

    name: str
    article: Heads
    sign: Lines = ()  # one of these lines is on every page; none: the head says enough
    sure: Lines = ()  # where one of these lines is, an article is known by its head whatever stands above
    near: bool = False  # the head is the second line that says something, below the title
    lists: Lines = ()  # lines of pages that are no articles
    above: Lines = ()  # lines of the site above an article
    drop: Lines = ()  # lines of the site in a text
    below: Lines = ()  # lines below which nothing belongs to a page
    until: Lines = ()  # lines below which nothing belongs to the text of the article
    hidden: Lines = ()  # lines above an article that say that it was hidden
    before: Lines = ()  # lines above the head that say more; there, `url` is the old address
    topics_line: bool = (
        False  # a line with one empty line above and below, between head and title, names topics
    )
    between: str = BETWEEN  # an expression: what stands between the topics of a line
    summary: bool = False  # the first line of the text is a summary
    comments: Heads | None = None  # None: they are headed as in the text that no layout knows
    begin: Lines = ()  # lines that begin the comments; none: a head does
    order: str = ""  # of days and months in dates that are all numbers: "day" or "month"
    topics: tuple[
        str, ...
    ] = ()  # names of topics there, in small letters: they may stand in a row with nothing between them
    places: tuple[str, ...] = ()  # names that are of places where they stand among topics
    genres: Mapping[str, str] = field(default_factory=dict)  # words there, in small letters: genre here


@lru_cache(maxsize=1)
def known() -> tuple[Layout, ...]:
    """Give the layouts that come with Handbill, and at the end the one for all that is else."""
    folder = resources.files("handbill.archive.layouts") / "text"
    found = (one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    names = sorted(found, key=lambda name: (name == f"{NET}.toml", name))
    return tuple(read(Path(name).stem, (folder / name).read_text("utf-8")) for name in names)


def read(name: str, toml: str) -> Layout:
    """Read a layout.

    Raises:
        ValueError: it is none.
    """
    told = tomllib.loads(toml)
    page, article, comments = told.pop("page", {}), told.pop("article"), told.pop("comments", None)
    told.pop("about", "")
    begin = comments.pop("begin", []) if comments else []
    layout = Layout(
        name=name,
        **{key: _lines(page.pop(key, [])) for key in ("sign", "sure", "lists", "above", "drop", "below")},
        **{key: _lines(article.pop(key, [])) for key in ("until", "hidden", "before")},
        near=bool(article.pop("near", False)),
        topics_line=bool(article.pop("topics_line", False)),
        between=re.compile(str(article.pop("between", BETWEEN))).pattern,
        summary=bool(article.pop("summary", False)),
        article=_heads(article),
        comments=_heads(comments) if comments is not None else None,
        begin=_lines(begin),
        order=str(page.pop("order", "")),
        topics=_words(told.pop("topics", [])),
        places=_words(told.pop("places", [])),
        genres={str(key).lower(): str(value) for key, value in told.pop("genres", {}).items()},
    )
    _none_left(page)
    _none_left(told)
    return layout


def _heads(told: dict[str, Any]) -> Heads:
    heads = Heads(
        head=_lines(told.pop("head")),
        title=str(told.pop("title", "")),
        more=_lines(told.pop("more", [])),
        signed=bool(told.pop("signed", False)),
    )
    if heads.title not in {"", ABOVE, BELOW}:
        raise ValueError(heads.title)
    _none_left(told)
    return heads


def _lines(told: list[str]) -> Lines:
    try:
        found = tuple(re.compile(one) for one in told)
    except re.error as error:
        raise ValueError(f"{error.pattern!r}: {error}") from None
    for one in found:
        _none_left(dict.fromkeys(set(one.groupindex) - FIELDS))
    return found


def _words(told: list[str]) -> tuple[str, ...]:
    return tuple(one.lower() for one in told)


def _none_left(told: Mapping[str, Any]) -> None:
    if told:
        raise ValueError("nothing is called " + ", ".join(sorted(told)))
