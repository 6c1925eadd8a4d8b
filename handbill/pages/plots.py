"""Numbers to plots: where each mark stands. Pure; `look` draws them."""

from collections.abc import Sequence
from math import log
from typing import Final

from handbill.look.contexts.transparency import Bar, Bars, Column, Columns, Span, Spans, Tick

TOP, HIGH, BELOW = 18, 100, 20
"""Pixels above a plot for its numbers, of the plot, and below it for years."""
GROUND: Final = TOP + HIGH

MARGIN: Final = 16
"""Percent on the left of a plot of times, for what its lines stand for."""

SLOTS: Final = 12
"""Months that a plot has room for at least: the first of a site is no wall."""

BAR, HEAD, GAP = 20, 24, 10
"""Pixels of a bar, of the words above a group of them, and below it."""
NAME, YEAR = 0.2, 0.1
"""Of a plot's width on a phone: the name of a month, and the number of a year."""
WIDEST: Final = 58
"""Percent of the longest bar; the rest is for its words."""


def columns(name: str, heading: str, words: str, counts: Sequence[tuple[str, str, int]]) -> Columns:
    """Plot counts: pairs of a month, its name in words, and its count, the oldest first."""
    months = [month for month, *_rest in counts]
    slots, highest = _slots(counts), max((count for *_month, count in counts), default=0) or 1
    labelled = _labelled([count for *_month, count in counts])
    step = 100 / slots
    made = []
    for at, (_month, title, count) in enumerate(counts):
        height = -(-count * HIGH // highest)
        made.append(
            Column(
                x=_percent(step * (at + 0.1)),
                y=GROUND - height,
                height=height,
                words=f"{title}: {count}",
                middle=_percent(step * (at + 0.5)),
                label=str(count) if at in labelled else "",
            )
        )
    return Columns(
        id=name,
        heading=heading,
        words=words,
        columns=tuple(made),
        width=_percent(step * 0.8),
        years=_years(months, slots, 0),
        ends=_ends([title for _month, title, _count in counts], slots, 0),
        ground=GROUND,
        height=GROUND + BELOW,
    )


def spans(
    name: str,
    heading: str,
    words: str,
    months: Sequence[tuple[str, str]],
    took: Sequence[tuple[int, int, int, str]],
    scale: Sequence[tuple[int, str]],
) -> Spans:
    """Plot times: the place of a month among all, its half, its most, and both in words. `scale` are minutes in words, rising.

    `months` are pairs of a month and its name in words, the oldest first.
    """
    slots, longest = _slots(months), max([scale[-1][0], *(most for _at, _half, most, _words in took)])

    def height(minutes: int) -> int:
        return GROUND - round(HIGH * log(1 + minutes) / log(1 + longest))

    return Spans(
        id=name,
        heading=heading,
        words=words,
        spans=tuple(
            Span(_percent(_along(at + 0.5, slots, MARGIN)), height(half), height(most), told)
            for at, half, most, told in took
        ),
        lines=tuple(Tick(str(height(minutes)), told) for minutes, told in scale),
        years=_years([month for month, _title in months], slots, MARGIN),
        ends=_ends([title for _month, title in months], slots, MARGIN),
        ground=GROUND,
        height=GROUND + BELOW,
    )


def bars(
    name: str, heading: str, words: str, groups: Sequence[tuple[str, Sequence[tuple[str, int, bool]]]]
) -> Bars:
    """Plot groups of counts: the words above each, and what was counted, how often, and whether it is filled."""
    highest = max((count for _title, parts in groups for _words, count, _filled in parts), default=0) or 1
    y, made = 0, []
    for title, parts in groups:
        head = Tick(str(y + HEAD - 8), title)
        y += HEAD
        group = []
        for told, count, filled in parts:
            if count:
                group.append(Bar(y, _percent(WIDEST * count / highest), f"{told}: {count}", filled))
                y += BAR
        y += GAP
        made.append((head, tuple(group)))
    return Bars(name, heading, words, tuple(made), y)


def _slots(months: Sequence[object]) -> int:
    return max(SLOTS, len(months))


def _along(at: float, slots: int, margin: int) -> float:
    return margin + (100 - margin) * at / slots


def _years(months: Sequence[str], slots: int, margin: int) -> tuple[Tick, ...]:
    """Give where a year begins, with its number where it touches neither the first month's name nor the last one's."""
    ticks = []
    for at, month in enumerate(months):
        if month.endswith("-01"):
            room = at >= NAME * slots and at + YEAR * slots <= len(months) - NAME * slots
            ticks.append(Tick(_percent(_along(at, slots, margin)), month[:4] if room else ""))
    return tuple(ticks)


def _ends(titles: Sequence[str], slots: int, margin: int) -> tuple[Tick, ...]:
    """Name the first month and the last; side by side where they stand too near to each other."""
    if not titles:
        return ()
    first, last = titles[0], titles[-1]
    if len(titles) < 2 * NAME * slots:
        return (Tick(_percent(margin), first if first == last else f"{first} \N{EN DASH} {last}"),)
    return Tick(_percent(margin), first), Tick(_percent(_along(len(titles), slots, margin)), last)


def _labelled(counts: Sequence[int]) -> set[int]:
    """Choose the highest and the newest to be told above their columns, unless their numbers would touch."""
    highest = max(range(len(counts)), key=lambda at: (counts[at], at), default=0)
    newest = len(counts) - 1
    return {at for at in ({highest, newest} if newest - highest > 3 else {highest}) if counts and counts[at]}  # noqa: PLR2004 - columns, as wide as a number


def _percent(share: float) -> str:
    return f"{share:.2f}%"
