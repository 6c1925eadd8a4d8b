"""Many items at once, with everything that their pages and data say of them, in a handful of queries."""

import json
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from handbill.look.environment import Again
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.pages.among import among, aware
from handbill.record.format.canonical import canonical
from handbill.record.format.commitment import destroyed, values
from handbill.record.format.entry import ITEM_DECISIONS

SEALED_AWAY = frozenset({"held", "withdrawn", "redacted"})
"""States in which no value is public."""

ITEM_KINDS = frozenset(kind.value for kind in ITEM_DECISIONS)

STANDING = "SELECT number, state, at, begun_id FROM newswire_standing WHERE number {among} AND NOT over"
VERSIONS, AMENDMENTS = (
    f'SELECT t.number, s."index", t.entry_id, t.at, t.fields FROM newswire_{noun} t '  # noqa: S608 - two tables of ours
    'JOIN record_sealed s ON s.entry_id = t.entry_id WHERE t.number {among} ORDER BY s."index"'
    for noun in ("version", "amendment")
)
DECISIONS = (
    'SELECT t.number, s."index", t.entry_id, t.kind, t.guideline, t."by", t.at, t.fields FROM newswire_decision t '
    'JOIN record_sealed s ON s.entry_id = t.entry_id WHERE t.number {among} ORDER BY s."index"'
)
KINDS = (
    'SELECT t.number, s."index", t.kind FROM newswire_decision t '
    'JOIN record_sealed s ON s.entry_id = t.entry_id WHERE t.number {among} ORDER BY s."index"'
)
"""All that belongs to items, in the order of the log."""


@dataclass(slots=True)
class Text:
    """A version or an amendment: the index of its entry, and its fields as canonical JSON."""

    entry: int
    entry_id: int
    at: datetime
    fields: str
    _values: dict[str, Any] | None = None  # once somebody asked

    def values(self) -> dict[str, Any]:
        """Give the values that are not destroyed. Nobody may change them."""
        if self._values is None:
            short = Again.kept and len(self.fields) < SHORT
            self._values = kept(self.fields) if short else values(json.loads(self.fields))
        return self._values


@dataclass(slots=True)
class Decided:
    """A decision about an item."""

    entry: int
    entry_id: int
    kind: str
    guideline: int | None
    by: str
    at: datetime
    fields: str

    def values(self) -> dict[str, Any]:
        """Give the values that are not destroyed."""
        return values(json.loads(self.fields))


@dataclass(slots=True)
class ItemRow:
    """An item with what belongs to it."""

    item: Article | Comment
    state: str = "listed"
    since: datetime | None = None  # of the state, where it is not listed
    begun: int | None = None  # row of the entry that began the state
    versions: list[Text] = field(default_factory=list)  # oldest first; the last is the present one
    amendments: list[Text] = field(default_factory=list)
    decisions: list[Decided] = field(default_factory=list)

    @property
    def shown(self) -> bool:
        """Is it readable where it stands?"""
        return self.state in {"listed", "slow"}

    def decision(self) -> Decided | None:
        """Give the decision that began the present state."""
        return next((one for one in self.decisions if one.entry_id == self.begun), None)


SHORT = 4000
"""Characters of fields whose values are kept: a busy page asks for those of each comment again and again."""


@lru_cache(maxsize=2048)
def kept(fields: str) -> dict[str, Any]:
    """Give the values of fields that are canonical JSON."""
    return values(json.loads(fields))


def load(items: Iterable[Article | Comment]) -> dict[int, ItemRow]:
    """Load everything about these items, by number."""
    rows = {item.number: ItemRow(item) for item in items}
    for number, state, since, begun in among(STANDING, rows):
        row = rows[number]
        row.state, row.since, row.begun = state, aware(since), begun
    for query, amends in ((VERSIONS, False), (AMENDMENTS, True)):
        for number, index, entry_id, at, public in among(query, rows):
            row = rows[number]
            away = row.state in SEALED_AWAY
            fields = canonical({**destroyed(json.loads(public))}).decode() if away else public
            place = row.amendments if amends else row.versions
            place.append(Text(index, entry_id, aware(at), fields))
    for number, index, entry_id, kind, guideline, by, at, told in among(DECISIONS, rows):
        if kind in ITEM_KINDS:
            decided = Decided(index, entry_id, kind, guideline, by, aware(at), told)
            rows[number].decisions.append(decided)
    return rows


def indexes(entry_ids: Iterable[int]) -> dict[int, int]:
    """Give the indexes in the log of rows of the record."""
    return dict(among('SELECT entry_id, "index" FROM record_sealed WHERE entry_id {among}', entry_ids))


def decisions_about(numbers: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """Give the decisions about these items: index and kind, rising."""
    found: dict[int, list[tuple[int, str]]] = {}
    for number, index, kind in among(KINDS, set(numbers)):
        if kind in ITEM_KINDS:
            found.setdefault(number, []).append((index, kind))
    return found


def neighbours(indexes: list[int], index: int) -> tuple[int | None, int | None]:
    """Give what stands before and after one of these."""
    at = bisect_left(indexes, index)
    after = indexes[at + 1 : at + 2]
    return indexes[at - 1] if at else None, after[0] if after else None
