"""Many items at once, with everything that their pages and data say of them, in a handful of queries."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.decision import Decision
from handbill.newswire.standing import Standing
from handbill.newswire.version import Amendment, Version
from handbill.pages.moment import USING
from handbill.record.format.canonical import canonical
from handbill.record.format.commitment import destroyed, values
from handbill.record.format.entry import ITEM_DECISIONS
from handbill.record.models import Sealed

SEALED_AWAY = frozenset({"held", "withdrawn", "redacted"})
"""States in which no value is public."""


@dataclass(slots=True)
class Text:
    """A version or an amendment: the index of its entry, and its fields as canonical JSON."""

    entry: int
    entry_id: int
    at: datetime
    fields: str

    def values(self) -> dict[str, Any]:
        """Give the values that are not destroyed."""
        return values(json.loads(self.fields))


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


def load(items: Iterable[Article | Comment]) -> dict[int, ItemRow]:
    """Load everything about these items, by number."""
    rows = {item.number: ItemRow(item) for item in items}
    numbers = list(rows)
    standing = Standing.objects.using(USING).filter(number__in=numbers, over=False)
    for number, state, since, begun in standing.values_list("number", "state", "at", "begun_id"):
        row = rows[number]
        row.state, row.since, row.begun = state, since, begun
    texts: list[tuple[list[Text], Any]] = []
    for noun in (Version, Amendment):
        found = noun.objects.using(USING).filter(number__in=numbers).order_by("id")
        for number, entry_id, at, public in found.values_list("number", "entry_id", "at", "fields"):
            row = rows[number]
            away = row.state in SEALED_AWAY
            fields = canonical({**destroyed(json.loads(public))}).decode() if away else public
            place = row.versions if noun is Version else row.amendments
            texts.append((place, (entry_id, at, fields)))
    decided = (
        Decision.objects.using(USING)
        .filter(number__in=numbers, kind__in=[kind.value for kind in ITEM_DECISIONS])
        .values_list("number", "entry_id", "kind", "guideline", "by", "at", "fields")
    )
    decisions = list(decided)
    index = indexes([entry_id for _place, (entry_id, *_rest) in texts] + [row[1] for row in decisions])
    for place, (entry_id, at, fields) in texts:
        place.append(Text(index[entry_id], entry_id, at, fields))
    for about, entry_id, kind, guideline, by, decided_at, told in decisions:
        rows[about or 0].decisions.append(
            Decided(index[entry_id], entry_id, kind, guideline, by, decided_at, told)
        )
    for row in rows.values():
        row.versions.sort(key=lambda text: text.entry)
        row.amendments.sort(key=lambda text: text.entry)
        row.decisions.sort(key=lambda one: one.entry)
    return rows


def indexes(entry_ids: Iterable[int]) -> dict[int, int]:
    """Give the indexes in the log of rows of the record."""
    ids = list(entry_ids)
    found: dict[int, int] = {}
    for start in range(0, len(ids), 500):
        sealed = Sealed.objects.using(USING).filter(entry_id__in=ids[start : start + 500])
        found.update(sealed.values_list("entry_id", "index"))
    return found
