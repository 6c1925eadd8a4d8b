"""The index: which items hold which terms. Derived from the record: it may be lost, and is made anew by itself.

Both engines hold the same rows (the key of an item, its number, its terms) and answer the same question: the keys of
items that hold all of some terms, newest first. Nothing else of searching is theirs, so their answers are the same.
"""

from collections.abc import Iterable
from typing import Protocol

from handbill.search.asking import Left
from handbill.search.postgresql import PostgreSQL
from handbill.search.query import Query
from handbill.search.sqlite import SQLite
from handbill.settings import Settings


class Index(Protocol):
    """What either engine does."""

    def position(self) -> int | None:
        """Give how many entries of the record are in it; None: there is no index yet."""

    def put(
        self, gone: Iterable[int], rows: Iterable[tuple[int, int, str]], position: int, *, destroyed: bool
    ) -> None:
        """Take out the items with the numbers `gone`, put in (key, number, terms), and move the cursor, at once.

        `destroyed`: something that these items said must be nowhere any more.
        """

    def empty(self) -> None:
        """Begin anew."""

    def tidy(self) -> Left:
        """Do a part of what makes terms that were destroyed vanish from the disc; tell what is left to do."""

    def find(self, query: Query, below: int | None, count: int, seconds: float) -> list[int]:
        """Give the keys of up to `count` items, newest first, all smaller than `below`.

        Raises:
            Slow: it took longer than `seconds`, or there is no index yet.
        """


def index_of(site: Settings) -> Index:
    """Give the index of a site."""
    return PostgreSQL() if site.database_url else SQLite(site.data / "search.sqlite3")
