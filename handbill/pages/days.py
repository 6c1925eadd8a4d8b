"""The days of the newswire, each on a page."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connections

from handbill.look.contexts.pages import DayPage
from handbill.look.contexts.parts import Link
from handbill.look.dates import long
from handbill.look.environment import render
from handbill.pages.among import aware
from handbill.pages.lists import lines, with_states
from handbill.pages.moment import USING, Moment
from handbill.pages.paths import day_key, root_of

INSIDE = "SELECT number FROM newswire_listing WHERE list = 'newswire' AND sorts_at >= %s AND sorts_at < %s ORDER BY sorts_at, number"
BESIDE = (
    "SELECT (SELECT MAX(sorts_at) FROM newswire_listing WHERE list = 'newswire' AND sorts_at < %s), "
    "(SELECT MIN(sorts_at) FROM newswire_listing WHERE list = 'newswire' AND sorts_at >= %s)"
)


def day(moment: Moment, when: date) -> Iterator[tuple[str, str]]:
    """Render a day of the newswire, oldest first."""
    start, end = span(moment, when)
    numbers = [number for (number,) in _asked(INSIDE, start, end)]
    before, after = _beside(start, end)
    path = f"{day_key(when)}.html"
    yield (
        path,
        render(
            DayPage(
                site=moment.view,
                root=root_of(path),
                path=path,
                title=long(moment.site.language, datetime.combine(when, datetime.min.time()), timed=False),
                day=when,
                lines=lines(moment, with_states(numbers)),
                earlier=_day_link(moment, before),
                later=_day_link(moment, after),
            )
        ),
    )


def _asked(query: str, start: datetime, end: datetime) -> list[tuple[Any, ...]]:
    """Ask about a span of time. SQLite holds times as texts, and one that says its zone comes after the same without."""
    told = connections[USING].ops.adapt_datetimefield_value
    with connections[USING].cursor() as cursor:
        cursor.execute(query, [told(start), told(end)])
        return list(cursor.fetchall())


def _beside(start: datetime, end: datetime) -> tuple[datetime | None, datetime | None]:
    """Give the last time before a day at which something stands, and the first one after it."""
    ((before, after),) = _asked(BESIDE, start, end)
    return before and aware(before), after and aware(after)


def span(moment: Moment, when: date) -> tuple[datetime, datetime]:
    """Give the beginning and the end of a day in the site's time zone, in UTC."""
    zone = moment.site.zone
    start = datetime.combine(when, datetime.min.time(), zone)
    with contextlib.suppress(OverflowError):
        return start.astimezone(UTC), (start + timedelta(days=1)).astimezone(UTC)
    return start.replace(tzinfo=UTC), datetime.combine(when, datetime.max.time(), UTC)


def _day_link(moment: Moment, at: datetime | None) -> Link | None:
    if at is None:
        return None
    local = moment.local(at)
    return Link(long(moment.site.language, local, timed=False), f"{day_key(local.date())}.html")
