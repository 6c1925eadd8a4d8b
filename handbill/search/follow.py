"""The follower that keeps the index: it comes after the pages, remembers how far it got, and can be killed anywhere.

The cursor stands in the index itself and moves with it in one commit, so neither is ever ahead of the other.
"""

import time
from collections.abc import Iterable
from math import inf
from typing import Final

from django.db.models import Max

from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.those import those
from handbill.newswire.version import Version
from handbill.record.format.entry import Entry, Kind
from handbill.record.models import Entry as Row
from handbill.record.models import Sealed
from handbill.search.index import index_of
from handbill.search.said import said
from handbill.settings import Settings

CHUNK: Final = 200
"""Entries that are taken together, in one commit of the index, where others wait."""

WIDE: Final = 2_000
"""The same where nobody waits."""

_CHANGING: Final = frozenset(
    {
        *(
            Kind.PUBLISH,
            Kind.COMMENT,
            Kind.IMPORT,
            Kind.REVISE,
            Kind.AMEND,
            Kind.WITHDRAW,
            Kind.HOLD,
            Kind.ADMIT,
        ),
        *(Kind.HIDE, Kind.UNHIDE, Kind.REDACT, Kind.CLASSIFY),
    }
)
"""After these an item says something else, or stands elsewhere."""


class Indexer:
    """The follower of one site."""

    def __init__(self, site: Settings) -> None:
        self.site = site
        self.index = index_of(site)
        self.behind = False  # as far as is known: entries wait, or what was destroyed is still on the disc
        self._size = -1  # of the record, when it was last brought up to it

    def run(self, size: int, using: str, longest: float = inf) -> None:
        """Take in the entries below `size`, as the connection `using` shows the tables, for at most `longest` seconds."""
        if not self.behind and size == self._size:
            return
        end = time.monotonic() + longest
        at = self.index.position()
        if at is None or at > size:  # a database that is older than its index says other things
            self.index.empty()
            at = 0
        if at == 0 and longest == inf:
            self._all(size, using)
            at = size
        chunk = WIDE if longest == inf else CHUNK
        while at < size:
            self._take(at, min(at + chunk, size), using)
            at = min(at + chunk, size)
            if time.monotonic() >= end:
                break
        while (left := self.index.tidy()) == "more" and time.monotonic() < end:
            pass
        self.behind = at < size or left != "nothing"
        self._size = size

    def _all(self, size: int, using: str) -> None:
        """Put in all items, by their numbers: what the entries say in their turn is how they came to be as they are."""
        self.index.empty()  # of one that was killed
        last = max(
            kind.objects.using(using).aggregate(last=Max("number"))["last"] or 0
            for kind in (Article, Comment)
        )
        for start in range(1, last + 1, WIDE):
            numbers = range(start, min(start + WIDE, last + 1))
            self.index.put((), self._rows(numbers, using), 0, destroyed=False)
        self.index.put((), (), size, destroyed=False)

    def _rows(self, numbers: Iterable[int], using: str) -> list[tuple[int, int, str]]:
        """Give the rows of the items with these numbers that may be found."""
        return [
            (one.key, one.item.number, " ".join(one.terms(self.site.language)))
            for one in said(numbers, using, placed=False)
        ]

    def _take(self, start: int, end: int, using: str) -> None:
        """Put in what these entries change, as it is now."""
        sealed = Sealed.objects.using(using).filter(index__gte=start, index__lt=end)
        wanted = those(sealed.values_list("entry_id", flat=True), using)
        bodies = Row.objects.using(using).filter(id__in=wanted).values_list("body", flat=True)
        entries = [entry for body in bodies if (entry := Entry.decode(bytes(body))).kind in _CHANGING]
        numbers = sorted({entry.number for entry in entries if entry.number})
        self.index.put(numbers, self._rows(numbers, using), end, destroyed=_destroyed(entries, using))


def _destroyed(entries: list[Entry], using: str) -> bool:
    """May something that stood in the index be gone from the tables for good?"""
    if any(entry.kind in {Kind.REDACT, Kind.WITHDRAW} for entry in entries):
        return True
    revised = [entry.number for entry in entries if entry.kind == Kind.REVISE and entry.number]
    versions = Version.objects.using(using).filter(number__in=those(revised, using))
    return bool(revised) and versions.filter(fields__contains='"forget":').exists()
