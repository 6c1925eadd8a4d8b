"""The follower that makes pages from the record: it remembers how far it got, and can be killed anywhere.

The cursor moves last. Whatever was written before a crash is written again, with the same bytes, and so is left alone.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from handbill.pages.everything import everything
from handbill.pages.facts import facts_of
from handbill.pages.moment import USING, Moment
from handbill.pages.plan import EVERYTHING, LATER, plan
from handbill.pages.render import render
from handbill.pages.write import Writer
from handbill.record.format.entry import Entry
from handbill.record.models import Cursor, Sealed
from handbill.record.models import Entry as Row
from handbill.record.seal import Log

PAGES = "pages"
AFTERWARDS = "later"
CHUNK = 2000
"""Entries planned together: each page that they touch is rendered once."""


def position(name: str) -> int | None:
    """Give how many entries a follower has dealt with; None where it never ran."""
    return Cursor.objects.filter(name=name).values_list("position", flat=True).first()


def move(name: str, to: int) -> None:
    """Move the cursor of a follower."""
    Cursor.objects.update_or_create(name=name, defaults={"position": to})


def follow(moment: Moment, log: Log, now: datetime) -> int:
    """Bring the pages up to the moment; give how many entries were passed."""
    begun = position(PAGES)
    writer = Writer(moment.site.public, now)
    if begun is None:
        everything(moment, log, writer, now)
        writer.settle()
        move(AFTERWARDS, moment.size)
        move(PAGES, moment.size)
        return moment.size
    at = begun
    while at < moment.size:
        entries = list(_entries(at, min(at + CHUNK, moment.size)))
        keys = plan(entries, facts_of(moment, entries))
        if EVERYTHING in keys:
            everything(moment, log, writer, now)
        else:
            for path, text in render(moment, log, (key for key in keys if not key.startswith(LATER)), now):
                writer.put(path, text)
        writer.settle()
        at += len(entries)
        move(PAGES, at)
    return at - begun


def catch_up_later(moment: Moment, log: Log, now: datetime, *, also: frozenset[str] = frozenset()) -> None:
    """Render what may wait for a tick: counts of comments on the front page, the sitemap; and the keys in `also`."""
    at, end = position(AFTERWARDS) or 0, position(PAGES) or 0
    keys = set(also)
    for start in range(at, end, CHUNK):
        entries = list(_entries(start, min(start + CHUNK, end)))
        touched = plan(entries, facts_of(moment, entries))
        keys |= {key.removeprefix(LATER) for key in touched if key.startswith(LATER)}
    if not keys:
        return
    writer = Writer(moment.site.public, now)
    for path, text in render(moment, log, keys, now):
        writer.put(path, text)
    writer.settle()
    move(AFTERWARDS, end)


def _entries(start: int, end: int) -> Iterator[tuple[int, Entry]]:
    sealed = Sealed.objects.using(USING).filter(index__gte=start, index__lt=end).order_by("index")
    pairs = iter(sealed.values_list("index", "entry_id"))
    while part := list(islice(pairs, 500)):
        bodies = Row.objects.using(USING).in_bulk([entry_id for _index, entry_id in part])
        for index, entry_id in part:
            yield index, Entry.decode(bytes(bodies[entry_id].body))
