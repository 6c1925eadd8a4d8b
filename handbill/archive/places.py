"""The positions that a site's lists gave, read from its numbered pages: what was destroyed no longer says where it stood.

Lists are derived and not proven, so they are believed only where they hold all that the entries call for, and known articles alone.
"""

import re
from collections.abc import Callable, Iterable

from handbill.newswire.article import Article
from handbill.newswire.listing import PAGE, Listing
from handbill.newswire.those import those

_LINE = re.compile(r'<li class="line[^"]*">\s*<a [^>]*href="[./]*[0-9]{4}/[0-9]{2}/([0-9]{1,15})\.html"')


def take_places_from(get: Callable[[str], bytes | None], lists: Iterable[str]) -> int:
    """Give articles the positions that they had in these lists; give how many lists were changed."""
    changed = 0
    for name in lists:
        there = _numbers(get, name)
        rows = Listing.objects.filter(list=name).order_by("position")
        here = list(rows.values_list("number", flat=True))
        if there in ([], here) or not set(here) <= set(there) or len(set(there)) < len(there):
            continue
        known = Article.objects.filter(number__in=those(there, "default"))
        sorts_at = dict(known.values_list("number", "sorts_at"))
        if len(sorts_at) == len(there):
            rows.delete()
            Listing.objects.bulk_create(
                Listing(list=name, position=position, number=number, sorts_at=sorts_at[number])
                for position, number in enumerate(there, 1)
            )
            changed += 1
    return changed


def _numbers(get: Callable[[str], bytes | None], name: str) -> list[int]:
    """Give the articles of a list from position 1 on; pages are numbered from the oldest, and begin with the newest."""
    found: list[int] = []
    page = 1
    while data := get(f"{name}/{page}.html"):
        part = [int(number) for number in _LINE.findall(data.decode("utf-8", "replace"))]
        found += reversed(part)
        if len(part) != PAGE:
            break
        page += 1
    return found
