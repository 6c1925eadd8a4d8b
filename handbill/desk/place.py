"""Where an editor stands in the queue: what is shown, from which number on, which item is at hand.

All of it is the address, so it stays where it was after a decision, in a bookmark, and while new items arrive.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict

from handbill.desk import waiting
from handbill.limits import SEARCH

FILTERS: Final = (
    "words",
    "state",
    "kind",
    "topic",
    "place",
    "genre",
    "language",
    "guideline",
    "by",
    "since",
    "until",
)
_NUMBER: Final = re.compile("[1-9][0-9]{0,14}")  # fits every database


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue. `before`: items with smaller numbers, or, of what waits, from that one on; `at`: the item at hand; 0 where nothing is said."""

    view: str = "all"
    before: int = 0
    at: int = 0
    wanted: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Place":
        """Read an address; what is no place in the queue is left out."""
        view = query.get("view", "all")
        told = {name: query.get(name, "").strip()[:SEARCH] for name in FILTERS}
        return cls(
            view if view in waiting.VIEWS else "all",
            number(query.get("before", "")),
            number(query.get("at", "")),
            {name: words for name, words in told.items() if words},
        )

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Read what `query` wrote and a form sent back."""
        return cls.read(QueryDict(text[:4000]).dict())

    @property
    def query(self) -> str:
        """The address without its path."""
        told = {"view": self.view if self.view != "all" else "", "before": self.before, "at": self.at}
        return urlencode({name: value for name, value in {**told, **self.wanted}.items() if value})

    @property
    def href(self) -> str:
        """The address, from the root of the site."""
        return f"desk/?{self.query}" if self.query else "desk/"

    def to(self, at: int) -> "Place":
        """Give the same place with another item at hand."""
        return replace(self, at=at)

    def after(self, last: int) -> "Place":
        """Give the place that goes on from an item, as `before` has it."""
        return replace(self, before=last, at=0)


def number(text: str) -> int:
    """Read a number; 0 where it is none."""
    return int(text) if _NUMBER.fullmatch(text) else 0
