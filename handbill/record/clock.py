"""Is the machine's clock to be believed? One that has jumped far ahead would date entries that stand for ever, and make every wait seem over.

While it is doubted nothing is appended, so nothing is destroyed either; reading goes on. A clock that goes back does no harm.
"""

import sys
from datetime import datetime, timedelta
from typing import Final

from handbill.record.format.entry import Entry as Format
from handbill.record.models import Clock, Entry

LEAP: Final = timedelta(days=45)
"""So far ahead of the last look it is doubted: it was set, or the site was not served for so long. Longer than any wait for an act."""

DOUBT: Final = timedelta(days=2)
"""So long afterwards it is believed, if nobody has set it back."""

EACH: Final = timedelta(hours=1)
"""How often it is noted."""


def look(now: datetime) -> bool:
    """Look at the clock; tell whether it is believed."""
    row = Clock.objects.filter(id=1).first()
    if row is None:
        Clock.objects.create(id=1, seen_at=now)
        return True
    passed, since = now - row.seen_at, row.doubted_at
    if passed > LEAP and now - _newest(row.seen_at) > LEAP:
        sys.stderr.write(
            f"the clock says {now:%Y-%m-%d}, and the last time {row.seen_at:%Y-%m-%d}: nothing is stored\n"
        )
        since = now
    elif passed < -EACH or (since and now - since >= DOUBT):
        since = None  # it was set back, or is so all the same
    if abs(passed) >= EACH or since != row.doubted_at:
        Clock.objects.filter(id=1).update(seen_at=now, doubted_at=since)
    return since is None


def _newest(otherwise: datetime) -> datetime:
    """Give the time of the newest entry: after `handbill catch-up` it is later than the last look."""
    newest = Entry.objects.order_by("-id").first()
    return (
        datetime.strptime(Format.decode(bytes(newest.body)).at, "%Y-%m-%dT%H:%M%z") if newest else otherwise
    )


def believe(now: datetime) -> None:
    """Take it as right, because a person says so."""
    Clock.objects.update_or_create(id=1, defaults={"seen_at": now, "doubted_at": None})


def believed_from() -> datetime | None:
    """Tell from when on a clock is believed that is doubted; None where it is not."""
    since = Clock.objects.filter(id=1).values_list("doubted_at", flat=True).first()
    return since + DOUBT if since else None
