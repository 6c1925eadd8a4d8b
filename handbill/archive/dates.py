"""When an imported article sorts, where its committed date is destroyed: as its page shows it, else by the day that lists it.

Pages show dates without proof, so what is read here must lie in the month of the article's path, which is on the record.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

_SHOWN = re.compile(
    r'<p class="meta who">(?:(?!</p>).)*?class="dt-published" datetime="([^"]{10,30})"', re.DOTALL
)


class Date(NamedTuple):
    """When an import sorts; whether its day is known, and its hour."""

    sorts_at: datetime
    dated: bool
    timed: bool


def date_of(get: Callable[[str], bytes | None], path: str) -> Date:
    """Find the date of the article at `path`; the first of its month where no file says more."""
    month = path[:7]
    for file in (f"{path}.html", f"hidden/{path[8:]}.html"):
        match = _SHOWN.search((get(file) or b"").decode("utf-8", "replace"))
        if not match:
            continue
        try:
            at = datetime.fromisoformat(match[1])
        except ValueError:
            at = datetime.min.replace(tzinfo=UTC)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        if f"{at.year:04}/{at:%m}" == month:
            return Date(at, dated=True, timed="T" in match[1])
    link = f"{path}.html".encode()
    for day in range(1, 32):
        if link in (get(f"newswire/{month}/{day:02}.html") or b""):
            return Date(
                datetime.fromisoformat(f"{month.replace('/', '-')}-{day:02}T00:00+00:00"),
                dated=True,
                timed=False,
            )
    return Date(datetime.fromisoformat(f"{month.replace('/', '-')}-01T00:00+00:00"), dated=False, timed=False)
