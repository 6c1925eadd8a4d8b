"""Is the machine's clock to be believed? One that has jumped far ahead would date entries that stand for ever, and make every wait seem over.

While it is doubted nothing is appended, so nothing is destroyed either; reading goes on. A clock that goes back does no harm.
After a smaller jump acts go on, but nothing is destroyed for being old until the clock has been steady for two days.
"""

import sys
from datetime import datetime, timedelta
from typing import Final

from handbill.record.format.entry import Entry as Format
from handbill.record.models import Clock, Entry

LEAP: Final = timedelta(days=45)
"""So far ahead of the last look it is doubted: it was set, or the site was not served for so long. Longer than any wait for an act."""

GAP: Final = timedelta(days=2)
"""So far ahead of the last look nothing is destroyed for its age, until `DOUBT` is over."""

DOUBT: Final = timedelta(days=2)
"""So long afterwards it is believed, if nobody has set it back."""

STEADY: Final = timedelta(days=1)
"""By what it may differ from the look before while it is doubted: else the two days begin anew."""

EACH: Final = timedelta(hours=1)
"""How often it is noted."""


def look(now: datetime) -> bool:
    """Look at the clock; tell whether it is believed. `seen_at` is the latest time that was: to go back and come again is no leap."""
    row = Clock.objects.filter(id=1).first()
    if row is None:
        Clock.objects.create(id=1, seen_at=now, looked_at=now)
        return True
    seen, since = row.seen_at, row.doubted_at
    far = now - seen > LEAP and now - _newest(seen) > LEAP
    if far and (since is None or abs(now - row.looked_at) > STEADY):
        since = now
        sys.stderr.write(
            f"the clock says {now:%Y-%m-%d}, and the last time {seen:%Y-%m-%d}: nothing is stored\n"
        )
    elif not far or (since and now - since >= DOUBT):
        seen, since = max(seen, now), None  # it is right, was set back, or has stood so for long enough
    leapt = _leapt(row, now)
    if abs(now - row.looked_at) >= EACH or (since, leapt) != (row.doubted_at, row.leapt_at):
        Clock.objects.filter(id=1).update(seen_at=seen, looked_at=now, doubted_at=since, leapt_at=leapt)
    return since is None


def _leapt(row: Clock, now: datetime) -> datetime | None:
    if now - row.looked_at > GAP:
        return now
    is_recent = row.leapt_at is not None and timedelta(0) <= now - row.leapt_at < DOUBT
    return row.leapt_at if is_recent else None  # else it was set back, or has been steady for long enough


def is_steady() -> bool:
    """Tell whether what is due may be destroyed: a clock that has just jumped makes everything old."""
    return not Clock.objects.filter(id=1).exclude(doubted_at=None, leapt_at=None).exists()


def _newest(otherwise: datetime) -> datetime:
    """Give the time of the newest entry: after `handbill catch-up` it is later than the last look."""
    newest = Entry.objects.order_by("-id").first()
    return (
        datetime.strptime(Format.decode(bytes(newest.body)).at, "%Y-%m-%dT%H:%M%z") if newest else otherwise
    )


def believe(now: datetime) -> None:
    """Take it as right, because a person says so."""
    Clock.objects.update_or_create(
        id=1, defaults={"seen_at": now, "looked_at": now, "doubted_at": None, "leapt_at": None}
    )


def believed_from() -> datetime | None:
    """Tell from when on a clock is believed that is doubted; None where it is not."""
    since = Clock.objects.filter(id=1).values_list("doubted_at", flat=True).first()
    return since + DOUBT if since else None
