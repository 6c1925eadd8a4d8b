"""All articles by month, each month by title: what a reader without scripts looks through."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Final

from handbill.cleaning.words import fold
from handbill.look.contexts.parts import Link
from handbill.look.contexts.search import MonthPage
from handbill.look.dates import month
from handbill.look.environment import render
from handbill.newswire.article import Article
from handbill.newswire.standing import states_of
from handbill.pages.lists import lines
from handbill.pages.moment import USING, Moment
from handbill.pages.paths import root_of
from handbill.pages.views import READABLE

PAGE: Final = 200
"""Articles on one page."""


def months(moment: Moment) -> Iterator[tuple[str, Link, str]]:
    """Give the pages of all months, the newest first: address, link, text. The link of further pages has no title."""
    rows = Article.objects.using(USING).order_by("-sorts_at").values_list("sorts_at", "number", "title")
    for (year, number), some in groupby(
        rows.iterator(chunk_size=5000), key=lambda row: _month(moment.local(row[0]))
    ):
        named = [(fold(title), article) for _at, article, title in some]
        states = states_of([article for _title, article in named], USING)
        wanted = sorted(one for one in named if states.get(one[1], "listed") in READABLE)
        if not wanted:
            continue
        title = month(moment.site.language, datetime(year, number, 1, tzinfo=moment.site.zone))
        count = (len(wanted) - 1) // PAGE + 1
        key = f"search/months/{year:04}/{number:02}"
        paths = [f"{key}.html", *(f"{key}-{page}.html" for page in range(2, count + 1))]
        for at, path in enumerate(paths):
            here = [article for _title, article in wanted[at * PAGE : (at + 1) * PAGE]]
            text = _page(moment, path, title, here, tuple(paths) if count > 1 else ())
            yield path, Link("" if at else title, path, f"{year:04}"), text


def _month(at: datetime) -> tuple[int, int]:
    return at.year, at.month


def _page(moment: Moment, path: str, title: str, numbers: list[int], paths: tuple[str, ...]) -> str:
    found = Article.objects.using(USING).in_bulk(numbers)
    rows = [(found[number], "listed") for number in numbers]
    return render(
        MonthPage(
            site=moment.view,
            root=root_of(path),
            path=path,
            title=title,
            lines=lines(moment, rows),
            pages=tuple(Link(str(at), one) for at, one in enumerate(paths, 1)),
        )
    )
