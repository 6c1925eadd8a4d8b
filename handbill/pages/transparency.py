"""What was published and decided here, in numbers, and how long it took: record/transparency.html, and the same as data.

All of it follows from the tallies of the record; no clock is asked, so open appeals say since when, not for how long.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from handbill.look.contexts.parts import Link
from handbill.look.contexts.transparency import (
    Bars,
    Columns,
    Counted,
    Duration,
    OpenAppeal,
    Took,
    TransparencyPage,
)
from handbill.look.dates import span
from handbill.look.environment import render
from handbill.newswire import tally
from handbill.newswire.filed import MONTH, Filed
from handbill.pages import counts, plots
from handbill.pages.hidden_lists import place_of, rows_of
from handbill.pages.moment import USING, Moment
from handbill.pages.naming import month, short_month
from handbill.pages.paths import root_of
from handbill.pages.rows import indexes
from handbill.pages.tallies import ASKED, COUNTS, HELD, READ
from handbill.record.format.canonical import Json, canonical

HEADINGS: Final = {
    "published": gettext_noop("Published"),
    "hidden": gettext_noop("Hidden"),
    "unhidden": gettext_noop("Unhidden"),
    "redacted": gettext_noop("Redacted"),
    "appealed": gettext_noop("Appealed"),
    "answered": gettext_noop("Answered"),
}
PLOTTED: Final = ("published", "hidden", "unhidden", "appealed")
JUDGED: Final = {"hidden": True, "redacted": True, "unhidden": False, "appealed": False}
"""What is told by guideline, and whether its bars are filled: those took something from readers."""

TIMES: Final = {
    READ: (
        gettext_noop("Readable before it was hidden"),
        gettext_noop(
            "From the minute in which an item could be read until an editor hid it for the first time."
        ),
    ),
    HELD: (
        gettext_noop("Held, until somebody decided"),
        gettext_noop("From the minute in which an item was held until it was admitted, hidden or redacted."),
    ),
    ASKED: (
        gettext_noop("Appeals, until they were answered"),
        gettext_noop("From the appeal of an author to the answer of an editor."),
    ),
}
SCALE: Final = (60, 24 * 60, 30 * 24 * 60)
"""Minutes at which plots of times have a line."""

APPEALS: Final = 50
"""Open appeals on the page, the oldest first."""

PAGE, DATA = "record/transparency.html", "record/transparency.json"


def transparency(moment: Moment) -> Iterator[tuple[str, str]]:
    """Render the page and its data."""
    months, rules = counts.months(), counts.rules()
    years = counts.years(months[0].name) if months else {}
    appeals = _appeals(moment)
    waiting = tally.OpenAppeal.objects.using(USING).count()
    yield DATA, _data(months, years, rules, waiting)
    yield (
        PAGE,
        render(
            TransparencyPage(
                site=moment.view,
                root=root_of(PAGE),
                path=PAGE,
                title=_("Decisions in numbers"),
                columns=tuple(_(HEADINGS[what]) for what in COUNTS),
                months=_months(moment, months),
                years=tuple(
                    Counted(Link(year, ""), _row(years[year], COUNTS)) for year in sorted(years, reverse=True)
                ),
                plots=tuple(_columns(moment, what, months) for what in PLOTTED) if months else (),
                judged=tuple(_(HEADINGS[what]) for what in JUDGED),
                rules=_rules(moment, rules),
                bars=_bars(rules),
                durations=tuple(_duration(moment, what, months) for what in TIMES),
                appeals=appeals,
                waiting=waiting,
                data=DATA,
            )
        ),
    )


def _row(found: Counter[str], columns: Sequence[str]) -> tuple[int, ...]:
    return tuple(found[what] for what in columns)


def _months(moment: Moment, months: Sequence[counts.Month]) -> tuple[Counted, ...]:
    """Give the lines of the table by month; a month with decisions leads to them."""
    names = [f"{MONTH}/{it.name}" for it in months]
    there = set(Filed.objects.using(USING).filter(list__in=names, position=1).values_list("list", flat=True))
    return tuple(
        Counted(
            Link(short_month(moment, it.name), f"{name}/index.html" if name in there else ""),
            _row(it.counts, COUNTS),
        )
        for it, name in reversed(list(zip(months, names, strict=True)))
    )


def _columns(moment: Moment, what: str, months: Sequence[counts.Month]) -> Columns:
    heading = _(HEADINGS[what])
    told = [(it.name, short_month(moment, it.name), it.counts[what]) for it in months]
    highest = max(told, key=lambda it: it[2])
    words = _("Columns by month, the oldest first; the highest is %(month)s with %(count)d.")
    return plots.columns(f"plot-{what}", heading, words % {"month": highest[1], "count": highest[2]}, told)


def _rules(moment: Moment, found: dict[int, Counter[str]]) -> tuple[Counted, ...]:
    """Give the lines of the table by guideline: every one that there is, then what cites none."""
    rows = [
        Counted(
            Link(
                _("%(number)d. %(title)s") % {"number": number, "title": moment.guidelines[number][-1][1]},
                f"record/guideline/{number}/index.html",
            ),
            _row(found.get(number, Counter()), tuple(JUDGED)),
        )
        for number in sorted(moment.guidelines)
    ]
    none = _row(found.get(0, Counter()), tuple(JUDGED))
    return (*rows, *([Counted(Link(_("No guideline"), ""), none)] if any(none) else []))


def _bars(found: dict[int, Counter[str]]) -> Bars | None:
    groups = [
        (
            _("Guideline %(number)d") % {"number": number} if number else _("No guideline"),
            [(_(HEADINGS[what]), found[number][what], filled) for what, filled in JUDGED.items()],
        )
        for number in sorted(found, key=lambda it: (not it, it))
        if any(found[number][what] for what in JUDGED)
    ]
    words = _("Bars by guideline; each says what it counts, and how often.")
    return plots.bars("plot-guidelines", _("By guideline"), words, groups) if groups else None


def _duration(moment: Moment, what: str, months: Sequence[counts.Month]) -> Duration:
    language = moment.site.language
    heading, words = TIMES[what]
    rows, marks = [], []
    for at, it in enumerate(months):
        if took := counts.took(it.spent.get(what, Counter())):
            rows.append(_took(moment, short_month(moment, it.name), took, narrow=True))
            told = f"{rows[-1].title}: {rows[-1].half}; {rows[-1].most}"
            marks.append((at, took.half, took.most, told))
    plot = plots.spans(
        f"plot-{what}",
        _(heading),
        _("By month, the oldest first: a dot for the time that half took at most, a ring for nine of ten."),
        [(it.name, short_month(moment, it.name)) for it in months],
        marks,
        [(minutes, span(language, minutes)) for minutes in SCALE],
    )
    whole = counts.took(sum((it.spent.get(what, Counter()) for it in months), Counter()))
    since = _took(moment, month(moment, months[0].name), whole) if whole else None
    return Duration(_(words), since, tuple(reversed(rows)), plot)


def _took(moment: Moment, title: str, took: counts.Took, *, narrow: bool = False) -> Took:
    half, most = (span(moment.site.language, it, narrow=narrow) for it in (took.half, took.most))
    return Took(title, took.count, half, most)


def _appeals(moment: Moment) -> tuple[OpenAppeal, ...]:
    """Give the appeals that have waited longest, each with where its item can be read."""
    open_now = list(tally.OpenAppeal.objects.using(USING).order_by("at", "number")[:APPEALS])
    rows = rows_of([it.number for it in open_now])
    index = indexes([it.entry_id for it in open_now])
    return tuple(
        OpenAppeal(
            place_of(rows[it.number]),
            f"record/decision/{index[it.entry_id]}.html",
            moment.local(it.at),
        )
        for it in open_now
    )


def _data(
    months: Sequence[counts.Month],
    years: dict[str, Counter[str]],
    rules: dict[int, Counter[str]],
    waiting: int,
) -> str:
    """Give the same numbers for programs; times are minutes."""
    return canonical(
        {
            "months": [
                {
                    "month": it.name,
                    **_named(it.counts, COUNTS),
                    "guidelines": _judged(it.rules),
                    "minutes": {
                        what: {"count": took.count, "median": took.half, "p90": took.most}
                        for what, spent in it.spent.items()
                        if (took := counts.took(spent))
                    },
                }
                for it in months
            ],
            "years": [{"year": year, **_named(found, COUNTS)} for year, found in years.items()],
            "guidelines": _judged(rules),
            "open_appeals": waiting,
        }
    ).decode()


def _judged(rules: dict[int, Counter[str]]) -> list[Json]:
    """Give counts by guideline; 0 where none was cited."""
    return [{"guideline": number, **_named(found, COUNTS[1:])} for number, found in sorted(rules.items())]


def _named(found: Counter[str], columns: Sequence[str]) -> dict[str, Json]:
    return {what: found[what] for what in columns}
