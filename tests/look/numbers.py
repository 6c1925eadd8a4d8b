"""Samples of the page that counts."""

from handbill.look.contexts.parts import Link, Page
from handbill.look.contexts.transparency import Columns, Counted, Duration, OpenAppeal, Took, TransparencyPage
from handbill.pages import plots
from tests.look.reading import HERE, static
from tests.look.recorded import RULES
from tests.look.town import AT

PATH = "record/transparency.html"
COLUMNS = ("Published", "Hidden", "Unhidden", "Redacted", "Appealed", "Answered")
JUDGED = ("Hidden", "Redacted", "Unhidden", "Appealed")
MONTHS = [(f"{year}-{month:02}", f"{month}/{year}") for year in (2025, 2026) for month in range(1, 13)][:23]
COUNTS = [(name, title, 37 * at % 110) for at, (name, title) in enumerate(MONTHS)]
SCALE = ((60, "1 hour"), (1440, "1 day"), (43200, "30 days"))


def columns(heading: str) -> Columns:
    return plots.columns(f"plot-{heading.lower()}", heading, "Columns by month.", COUNTS)


def duration(name: str, took: list[tuple[int, int, int, str]]) -> Duration:
    plot = plots.spans(name, f"How long: {name}", "By month.", MONTHS, took, SCALE)
    months = tuple(Took(MONTHS[at][1], 3, f"{half} min", f"{most} min") for at, half, most, _words in took)
    whole = Took("January 2025", 7, "30 min", "2 days") if took else None
    return Duration("From one minute to another.", whole, months, plot)


def numbers() -> dict[str, Page]:
    bars = [(f"Guideline {n}", [(it, 31 * n, it in JUDGED[:2]) for it in JUDGED]) for n in (1, 2)]
    took = [(at, 7 * at, 60 * 7 * at, "a while") for at in range(0, 23, 2)]
    page = TransparencyPage(
        **static(PATH, "Decisions in numbers"),  # type: ignore[arg-type]
        columns=COLUMNS,
        months=tuple(
            Counted(
                Link(title, f"record/month/{name}/index.html" if count else ""), (count, 31, 4, 0, 12, 11)
            )
            for name, title, count in COUNTS
        ),
        years=(Counted(Link("2024", ""), (12034, 310, 40, 3, 100, 100)),),
        plots=tuple(columns(it) for it in ("Published", "Hidden", "Unhidden", "Appealed")),
        judged=JUDGED,
        rules=(
            *(Counted(it, (31, 2, 4, 8)) for it in RULES),
            Counted(Link("No guideline", ""), (0, 3, 0, 0)),
        ),
        bars=plots.bars("plot-guidelines", "By guideline", "Bars by guideline.", bars),
        durations=(duration("read", took), duration("held", took[:1]), duration("asked", [])),
        appeals=(
            OpenAppeal(Link("Article 4521", HERE), "record/decision/4513.html", AT),
            OpenAppeal(Link("Comment 4523", "hidden/4523.html"), "record/decision/4514.html", AT),
        ),
        waiting=112,
        data="record/transparency.json",
    )
    nothing = TransparencyPage(
        **static(PATH, "Decisions in numbers"),  # type: ignore[arg-type]
        columns=COLUMNS,
        months=(),
        years=(),
        plots=(),
        judged=JUDGED,
        rules=tuple(Counted(it, (0, 0, 0, 0)) for it in RULES),
        bars=None,
        durations=(duration("read", []), duration("held", []), duration("asked", [])),
        appeals=(),
        waiting=0,
        data="record/transparency.json",
    )
    return {PATH: page, "record/transparency-none.html": nothing}
