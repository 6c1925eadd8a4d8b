"""What is counted of the acts on the record, by month and guideline, and how long people waited for a decision."""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from math import inf
from typing import Final, NamedTuple, TypeAlias

from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.decision import Decision
from handbill.newswire.tally import OpenAppeal
from handbill.newswire.those import those
from handbill.record.format.entry import Entry, Kind

PUBLISHED: Final = "published"
DECIDED: Final = {
    Kind.HIDE: "hidden",
    Kind.UNHIDE: "unhidden",
    Kind.REDACT: "redacted",
    Kind.APPEAL: "appealed",
    Kind.ANSWER: "answered",
}
COUNTS: Final = (PUBLISHED, *DECIDED.values())

READ, HELD, ASKED = "read", "held", "asked"
SPANS: Final = (READ, HELD, ASKED)
"""How long an item was readable before it was first hidden, a held item waited for an editor, an appeal for its answer."""

STEPS: Final = ((2 * 60, 1), (48 * 60, 15), (60 * 1440, 360), (inf, 1440))
"""Below so many minutes, in steps of so many: minutes, quarters of an hour, quarters of a day, days."""

Count: TypeAlias = tuple[str, str, int, int]
"""What, month, guideline, minutes spent: the key of a row."""

_BORN: Final = frozenset({Kind.PUBLISH, Kind.COMMENT})
_TAKEN: Final = frozenset({Kind.HIDE, Kind.HOLD, Kind.REDACT})
_ENDS: Final = frozenset({Kind.ADMIT, Kind.HIDE, Kind.REDACT})
_BEFORE: Final = _TAKEN | _ENDS | {Kind.UNHIDE, Kind.APPEAL}


class Before(NamedTuple):
    """What was decided earlier about all of an item, or asked."""

    row: int  # of its entry
    kind: Kind
    guideline: int  # 0: none
    at: datetime


def tallies(entries: Iterable[tuple[int, Entry]]) -> Counter[Count]:
    """Count entries, given with their rows in the order of the log; appeals are noted until they are answered."""
    entries = list(entries)
    decided = {entry.number or 0 for _row, entry in entries if entry.kind in _ENDS or entry.kind in DECIDED}
    earlier, born = (_earlier(decided), _born(decided)) if decided else ({}, {})  # most batches are talk
    counts: Counter[Count] = Counter()
    for row, entry in entries:
        number, month = entry.number or 0, entry.at[:7]
        if entry.kind in _BORN:
            counts[PUBLISHED, month, 0, 0] += 1
        about = earlier.get(number, [])
        at = bisect_left(about, row, key=lambda it: it.row)
        if entry.kind in DECIDED and not _came_hidden(entry):
            counts[DECIDED[entry.kind], month, _guideline(entry, about[:at]), 0] += 1
        if entry.kind is not Kind.REDACT or [it.row for it in about[at : at + 1]] == [row]:
            for what, since in _ended(entry, about[:at], born.get(number)):
                counts[what, month, 0, rounded(since, _time(entry))] += 1
        _note(row, number, entry)
    return counts


def rounded(since: datetime, until: datetime) -> int:
    """Give the minutes between two times, the coarser the longer: a median of them is as exact as it is told."""
    minutes = max(0, int((until - since).total_seconds()) // 60)
    step = next(step for below, step in STEPS if minutes < below)
    return minutes // step * step


def _came_hidden(entry: Entry) -> bool:
    """Was it hidden where it was imported from? No other `hide` cites no guideline."""
    return entry.kind is Kind.HIDE and entry.guideline is None


def _guideline(entry: Entry, before: list[Before]) -> int:
    """Give the guideline that a decision cites, or that the one cited which it takes back, asks about or answers for."""
    if entry.guideline is not None or entry.kind in _TAKEN:
        return entry.guideline or 0
    return next((it.guideline for it in reversed(before) if it.kind in _TAKEN), 0)


def _ended(entry: Entry, before: list[Before], born: datetime | None) -> Iterator[tuple[str, datetime]]:
    """Give what ended with this entry, and since when it lasted. What time alone decided is nobody's answer."""
    if entry.by == "site" and entry.via is None:
        return
    states = [it for it in before if it.kind is not Kind.APPEAL]
    if entry.kind in _ENDS and states and states[-1].kind is Kind.HOLD:
        yield HELD, states[-1].at
    elif entry.kind is Kind.HIDE and born and all(it.kind is not Kind.HIDE for it in states):
        admitted = [after.at for held, after in pairwise(states) if held.kind is Kind.HOLD]
        yield READ, max([born, *admitted])
    elif entry.kind is Kind.ANSWER:
        yield from [(ASKED, it.at) for it in before if it.kind is Kind.APPEAL][-1:]


def _note(row: int, number: int, entry: Entry) -> None:
    """Keep which appeals are open. One about what its author took back waits for nobody any more."""
    if entry.kind is Kind.APPEAL:
        OpenAppeal.objects.update_or_create(number=number, defaults={"entry_id": row, "at": _time(entry)})
    elif entry.kind in {Kind.ANSWER, Kind.WITHDRAW}:
        OpenAppeal.objects.filter(number=number).delete()


def _earlier(numbers: set[int]) -> dict[int, list[Before]]:
    """Give what was decided about all of items, or asked, by number; a part that was redacted leaves the rest as it was."""
    found: dict[int, list[Before]] = {}
    about = Decision.objects.filter(number__in=those(numbers, "default"), kind__in=sorted(_BEFORE))
    for row in about.order_by("entry_id"):
        if row.kind != Kind.REDACT or not {"field", "decision"} & json.loads(row.fields).keys():
            decided = Before(row.entry_id, Kind(row.kind), row.guideline or 0, row.at)
            found.setdefault(row.number or 0, []).append(decided)
    return found


def _born(numbers: set[int]) -> dict[int, datetime]:
    """Give when items were published here; what was imported, and so has no receipt, was public before."""
    return {
        number: at
        for model in (Article, Comment)
        for number, at in model.objects.filter(number__in=those(numbers, "default"))
        .exclude(receipt="")
        .values_list("number", "at")
    }


def _time(entry: Entry) -> datetime:
    return datetime.strptime(entry.at, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
