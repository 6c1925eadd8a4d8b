"""The page that counts what was published and decided, and how long it took, with plots that need neither colour nor script.

Plots are as wide as the page lets them be: what lies along the page is in percent of it, what lies across in pixels.
"""

from datetime import datetime

from handbill.look.contexts.parts import Link, Page
from handbill.look.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis."""

    at: str  # "41.67%" along the page, or pixels from above
    words: str  # what stands there: "2026", "1 day"


@dataclass(frozen=True, slots=True)
class Column:
    """A month in a plot of counts."""

    x: str  # of its left edge, in percent
    y: int  # of its top, in pixels
    height: int  # in pixels
    words: str  # "Nov 2026: 12"
    middle: str  # of the column, in percent
    label: str  # the number above it; empty where there is no room, it stands in the table


@dataclass(frozen=True, slots=True)
class Columns:
    """A plot of counts by month."""

    id: str  # of the plot on its page
    heading: str  # what is counted
    words: str  # the plot in a sentence
    columns: tuple[Column, ...]  # oldest first
    width: str  # of a column, in percent
    years: tuple[Tick, ...]  # where one begins
    ends: tuple[Tick, ...]  # the names of the first month and the last, or both in one
    ground: int  # of the axis, in pixels
    height: int  # of the plot, in pixels


@dataclass(frozen=True, slots=True)
class Span:
    """A month in a plot of times."""

    x: str  # in percent
    half: int  # of its dot: half took no longer; in pixels
    most: int  # of its ring: nine of ten took no longer; in pixels
    words: str  # "Nov 2026: 2h; 3d 6h"


@dataclass(frozen=True, slots=True)
class Spans:
    """A plot of times by month, on a scale on which each line is far longer than the one below."""

    id: str  # of the plot on its page
    heading: str  # what took that long
    words: str  # the plot in a sentence
    spans: tuple[Span, ...]  # oldest first
    lines: tuple[Tick, ...]  # "1 hour", "1 day": in pixels from above
    years: tuple[Tick, ...]  # where one begins
    ends: tuple[Tick, ...]  # the names of the first month and the last, or both in one
    ground: int  # of the axis, in pixels
    height: int  # of the plot, in pixels


@dataclass(frozen=True, slots=True)
class Bar:
    """A count in a plot of guidelines."""

    y: int  # of its top, in pixels
    width: str  # in percent
    words: str  # "Hidden: 31"
    filled: bool  # False: an outline, for what gave something back or asked for it


@dataclass(frozen=True, slots=True)
class Bars:
    """A plot of what was done by guideline."""

    id: str  # of the plot on its page
    heading: str  # what is counted
    words: str  # the plot in a sentence
    groups: tuple[tuple[Tick, tuple[Bar, ...]], ...]  # by guideline, where any was cited
    height: int  # of the plot, in pixels


@dataclass(frozen=True, slots=True)
class Counted:
    """A line of a table of counts."""

    link: Link  # what was counted; without an href where nothing stands behind it
    counts: tuple[int, ...]  # in the order of the table's columns


@dataclass(frozen=True, slots=True)
class Took:
    """How long something took in a month, or since one."""

    title: str  # the month
    count: int  # how often it was done
    half: str  # half took no longer, in words
    most: str  # nine of ten took no longer, in words


@dataclass(frozen=True, slots=True)
class Duration:
    """Something that takes time: a table and its plot."""

    words: str  # from when until when
    whole: Took | None  # in all months of the plot; `title` is the first of them
    months: tuple[Took, ...]  # newest first, where there was any
    plot: Spans  # the same


@dataclass(frozen=True, slots=True)
class OpenAppeal:
    """An appeal that waits for its answer."""

    item: Link  # what it is about, where it can be read
    decision: str  # href of the appeal on the record
    at: datetime  # since when


@dataclass(frozen=True, slots=True)
class TransparencyPage(Page):
    """record/transparency.html: what was published and decided, in numbers, and how long it took."""

    columns: tuple[str, ...]  # headings of the table by month
    months: tuple[Counted, ...]  # newest first: all of two years
    years: tuple[Counted, ...]  # those before, newest first
    plots: tuple[Columns, ...]  # of some of the columns
    judged: tuple[str, ...]  # headings of the table by guideline
    rules: tuple[Counted, ...]  # by number, what cites none last
    bars: Bars | None  # the same; None where nothing was decided
    durations: tuple[Duration, ...]  # what takes time
    appeals: tuple[OpenAppeal, ...]  # the oldest first
    waiting: int  # how many appeals are open
    data: str  # href of the numbers for programs
