"""What the index of either engine is asked with."""

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from handbill.search.query import Query
from handbill.search.said import mark

KINDS: Final = (mark("kind", "article"), mark("kind", "comment"))
HIDDEN: Final = mark("hidden")
FORM: Final = 1
"""What the rows of an index look like: an index of another form is made anew."""


Left: TypeAlias = Literal["nothing", "more", "later"]
"""What is left to do: nothing, more that can be done now, or something for which others must first let go."""


class Slow(Exception):
    """It took too long, or there is no index yet. A narrower question, or a quieter moment, has an answer."""


def spelled(query: Query, one: str, beginning: str) -> Iterator[str]:
    """Spell the terms of a query; `one` and `beginning` are how an engine writes a whole term and the beginning of one."""
    for term, begins in query.terms():
        yield (beginning if begins else one).format(term)


def span(query: Query, below: int | None) -> Iterator[tuple[str, int]]:
    """Give the comparisons that keys must pass."""
    top = [one for one in (query.last, None if below is None else below - 1) if one is not None]
    if query.first is not None:
        yield ">=", query.first
    if top:
        yield "<=", min(top)
