"""Does more come in than is usual here, or is nobody at the desk? Counts for each hour, of nobody, and the rules by which a site is slow.

What is usual is the median, over the last 28 days, of each day's busiest hour: half of the days would have to be floods before a
flood is usual. A site's days are those since it began to count, at least seven, so a new site is quiet until it has shown otherwise. Whoever sends
a little more each day walks that up to `SURGE_MOST` times what is usual anywhere, and no further.

What the guard held reaches no reader, and costs whoever sends it nothing: it makes no surge by itself, but half as much of what is shown is too much then.
"""

from datetime import datetime, timedelta
from statistics import median
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.guard.models import Attended, Hour
from handbill.limits import SURGE_ARTICLES, SURGE_COMMENTS, SURGE_DAYS, SURGE_HELD, SURGE_MOST, SURGE_TIMES
from handbill.settings import site

OPEN: Final = "open"
SURGE: Final = "surge"
MODES: Final = (OPEN, SURGE)

_NEW: Final = 7  # days: what a site that is younger did not see counts as quiet days
_FLOORS: Final = {"articles": SURGE_ARTICLES, "comments": SURGE_COMMENTS, "held": SURGE_HELD}
"""What is never too much in one hour, whatever is usual."""
_Told = dict[str, int]


def _articles(told: _Told) -> str:
    return _("%(came)d articles came within an hour; up to %(most)d would be usual.") % told


def _comments(told: _Told) -> str:
    return _("%(came)d comments came within an hour; up to %(most)d would be usual.") % told


_WORDS: Final = (_articles, _comments)
_HELD: Final = list(_FLOORS).index("held")
_Counts = dict[int, tuple[int, int, int]]
_ADD: Final = (
    "INSERT INTO guard_hour (hour, articles, comments, held) VALUES (%s, %s, %s, %s) ON CONFLICT (hour) DO UPDATE SET "
    "articles = guard_hour.articles + excluded.articles, comments = guard_hour.comments + excluded.comments, "
    "held = guard_hour.held + excluded.held"
)


def count(kind: str, word: str, now: datetime) -> None:
    """Count an article or a comment that is shown, or what the guard holds. Runs inside the verb's transaction, under the counter's lock."""
    if site().front.limits == "off":
        return
    held = word == "hold"
    with connection.cursor() as cursor:  # for every item: one statement
        cursor.execute(
            _ADD,
            [_hour(now), int(kind == "article" and not held), int(kind == "comment" and not held), int(held)],
        )


def attended(now: datetime) -> None:
    """Note that an editor is at the desk, once a minute."""
    minute = now.replace(second=0, microsecond=0)
    if not Attended.objects.filter(pk=1, at=minute).exists():
        Attended.objects.update_or_create(pk=1, defaults={"at": minute})


def called_for(present: str, now: datetime) -> tuple[str, str]:
    """Give the mode that the rules call for, and why in words.

    A surge begins when an hour has more than is usual, or more than half of it where the guard held more than is usual besides. It ends when that hour and the next are over, or have less than half of it:
    else it would come and go with every text at the edge.
    """
    if words := _unattended(now) or _too_much(present, _hour(now)):
        return SURGE, words
    return OPEN, _("What comes in is as usual.")


def prune(now: datetime) -> int:
    """Forget the hours that do not tell any more what is usual; give how many."""
    return Hour.objects.filter(hour__lt=_first(_hour(now))).delete()[0]


def _unattended(now: datetime) -> str:
    """Say for how long nobody was at the desk, where that is too long; where nobody ever was, nobody is missed."""
    hours = site().guard.unattended
    last = Attended.objects.filter(pk=1).first() if hours else None
    if last is None or now - last.at < timedelta(hours=hours):
        return ""
    return ngettext(
        "No editor was at the desk for %(hours)d hour.",
        "No editor was at the desk for %(hours)d hours.",
        hours,
    ) % {"hours": hours}


def _too_much(present: str, hour: int) -> str:
    if site().front.limits == "off":
        return ""
    rows = Hour.objects.filter(hour__gte=_first(hour), hour__lte=hour)
    seen: _Counts = {row[0]: row[1:] for row in rows.values_list("hour", *_FLOORS)}
    most = [_most(seen, column, hour) for column in range(len(_FLOORS))]
    now, before = (seen.get(one, (0, 0, 0)) for one in (hour, hour - 1))
    held = now[_HELD] > most[_HELD]
    for column, words in enumerate(_WORDS):
        came = max(now[column], before[column]) if present == SURGE else now[column]
        usual = most[column] // 2 if held or present == SURGE else most[column]
        if came > usual:
            told = str(words({"came": came, "most": usual}))
            return f"{told} {_held(now[_HELD], most[_HELD])}" if held else told
    return ""


def _held(came: int, most: int) -> str:
    return _("The guard held %(came)d texts besides; up to %(most)d would be usual.") % {
        "came": came,
        "most": most,
    }


def _most(seen: _Counts, column: int, hour: int) -> int:
    floor = list(_FLOORS.values())[column]
    return min(max(floor, SURGE_TIMES * _usual(seen, column, hour)), SURGE_MOST * floor)


def _usual(seen: _Counts, column: int, hour: int) -> int:
    """Give what the busiest hour of an ordinary day has. Today does not count: it is what is asked about."""
    today = hour // 24
    busiest: dict[int, int] = {}
    for one, counts in seen.items():
        day = one // 24
        busiest[day] = max(busiest.get(day, 0), counts[column])
    days = min(SURGE_DAYS, max(_NEW, today - min(busiest, default=today)))
    return int(median(busiest.get(day, 0) for day in range(today - days, today)))


def _hour(now: datetime) -> int:
    return int(now.timestamp()) // 3600


def _first(hour: int) -> int:
    return (hour // 24 - SURGE_DAYS) * 24
