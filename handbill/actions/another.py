"""Another editor: whom the desk takes for a second one where it takes two, so that nobody brings in their own second.

Two editors count as one while one was brought in by the other. Each is followed up through whoever invited them at the
desk, for as long as that was less than `NEWCOMER` days ago; where both ways end at the same editor, they are one. An
invitation from the shell ends the way: whoever runs the site brought them in, and may do all of it anyway.
"""

from collections.abc import Collection
from datetime import UTC, date, timedelta

from django.utils.translation import gettext as _

from handbill.actions.act import Act
from handbill.limits import NEWCOMER
from handbill.look import dates
from handbill.newswire.decision import Decision
from handbill.newswire.editor import Editor
from handbill.settings import site

_Way = list[tuple[int, date]]
"""An editor and those behind them, each with the day (UTC) from which on the way ends there."""


def barred(act: Act, others: Collection[str]) -> str:
    """Say with which of these (`editor:3`, `site`) whoever acts counts as one, and how long; empty where with none.

    That somebody is one with themselves is for the caller to say.
    """
    if not act.by.startswith("editor:"):
        return ""
    today = act.at.astimezone(UTC).date()
    for other in sorted(others):
        if not other.startswith("editor:") or other == act.by:
            continue
        if day := _apart(_way(_number(act.by), today), _way(_number(other), today)):
            return _(
                "One of you and %(name)s brought the other to the desk, or somebody brought both of you, less than %(days)d days ago, "
                "so for this you count as one. From %(day)s on you may; today another editor can, or whoever runs the site, at once, with “handbill act”."
            ) % {
                "name": Editor.objects.get(number=_number(other)).name,
                "days": NEWCOMER,
                "day": dates.day(site().language, day),
            }
    return ""


def _way(editor: int, today: date) -> _Way:
    way: _Way = []
    while True:
        invited = Decision.objects.filter(kind="invite", number=editor).order_by("entry_id").first()
        if invited is None or not invited.by.startswith("editor:"):
            return [*way, (editor, date.min)]
        until = invited.at.astimezone(UTC).date() + timedelta(days=NEWCOMER)
        way.append((editor, until))
        if until <= today:
            return way
        editor = _number(invited.by)


def _apart(one: _Way, other: _Way) -> date | None:
    """Give the day from which on two editors count as two; None where they do today."""
    if one[-1][0] != other[-1][0]:
        return None
    days = sorted({until for _editor, until in one + other})
    return next(day for day in days if _end(one, day) != _end(other, day))


def _end(way: _Way, day: date) -> int:
    return next(editor for editor, until in way if until <= day)


def _number(by: str) -> int:
    return int(by.removeprefix("editor:"))
