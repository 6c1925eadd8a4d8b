"""What the tallies say: counts by month, year and guideline, and how long things took. A look at an index for each."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

from django.db.models import Max, Min, QuerySet, Sum
from django.db.models.functions import Substr

from handbill.newswire.tally import Tally
from handbill.pages.moment import USING
from handbill.pages.tallies import COUNTS, PUBLISHED, SPANS

Key = TypeVar("Key", int, str)


@dataclass(frozen=True, slots=True)
class Took:
    """How long something took in a month, in minutes: half of it no longer than `half`, nine of ten no longer than `most`."""

    count: int
    half: int
    most: int


@dataclass(frozen=True, slots=True)
class Month:
    """What was done in a month."""

    name: str  # 2026-11
    counts: Counter[str]
    rules: dict[int, Counter[str]]  # by guideline; 0 where none was cited
    spent: dict[str, Counter[int]]  # how often what took how many minutes


def months() -> tuple[Month, ...]:
    """Give the months of the last year in which anything was done, and of the year before it, rising, without a gap."""
    ends = Tally.objects.using(USING).aggregate(first=Min("month"), last=Max("month"))
    if ends["last"] is None:
        return ()
    since = max(ends["first"], f"{int(ends['last'][:4]) - 1:04}-01")
    rules: dict[str, dict[int, Counter[str]]] = {}
    spans: dict[str, dict[str, Counter[int]]] = {}
    rows = Tally.objects.using(USING).filter(month__gte=since)
    for what, month, guideline, spent, count in rows.values_list(
        "what", "month", "guideline", "spent", "count"
    ):
        if what in SPANS:
            spans.setdefault(month, {}).setdefault(what, Counter())[spent] = count
        else:
            rules.setdefault(month, {}).setdefault(guideline, Counter())[what] = count
    return tuple(
        Month(
            name,
            sum(rules.get(name, {}).values(), Counter()),
            {number: found for number, found in rules.get(name, {}).items() if found.keys() - {PUBLISHED}},
            spans.get(name, {}),
        )
        for name in _between(since, ends["last"])
    )


def years(before: str) -> dict[str, Counter[str]]:
    """Give the counts of each year before a month, rising."""
    rows = _rows().filter(month__lt=before).annotate(year=Substr("month", 1, 4))
    return _by(rows.values_list("year", "what").annotate(Sum("count")))


def rules() -> dict[int, Counter[str]]:
    """Give the counts by guideline, since the beginning, rising; 0 where none was cited."""
    return _by(_rows().exclude(what=PUBLISHED).values_list("guideline", "what").annotate(Sum("count")))


def took(spent: Counter[int]) -> Took | None:
    """Give how long half took, and nine of ten, of so many minutes and how often each; None of none."""
    if not spent:
        return None
    in_order = sorted(spent.items())
    passed = list(accumulate(often for _minutes, often in in_order))
    half, most = (in_order[bisect_left(passed, -(-passed[-1] * tenths // 10))][0] for tenths in (5, 9))
    return Took(passed[-1], half, most)


def _rows() -> "QuerySet[Tally]":
    return Tally.objects.using(USING).filter(what__in=COUNTS)


def _by(rows: Iterable[tuple[Key, str, int]]) -> dict[Key, Counter[str]]:
    found: dict[Key, Counter[str]] = {}
    for key, what, count in sorted(rows):
        found.setdefault(key, Counter())[what] = count
    return found


def _between(first: str, last: str) -> Iterator[str]:
    year, month = (int(part) for part in first.split("-"))
    while (name := f"{year:04}-{month:02}") <= last:
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004 - of a year
