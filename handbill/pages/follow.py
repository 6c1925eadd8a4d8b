"""The followers that make pages from the record: each remembers how far it got, and can be killed anywhere.

There are three, so that what was just said is never behind what only lists it: `items` (articles, comments, decisions),
`lists` (the newswire, topics, feeds, the front page), and `later` (counts of comments, the sitemap). A cursor moves
last; whatever was written before a crash is written again, with the same bytes, and so is left alone.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from math import inf

from handbill.newswire.those import those
from handbill.pages.everything import everything
from handbill.pages.facts import facts_of
from handbill.pages.moment import USING, Moment
from handbill.pages.plan import EVERYTHING, LATER, plan
from handbill.pages.render import is_item, render
from handbill.pages.write import Writer
from handbill.record import host
from handbill.record.format.entry import Entry, Kind
from handbill.record.format.kinds import ATTACHING
from handbill.record.models import Cursor, Sealed
from handbill.record.models import Entry as Row
from handbill.record.seal import Log

ITEMS, LISTS, AFTERWARDS = "pages", "lists", "later"
FOLLOWERS = (ITEMS, LISTS, AFTERWARDS)

CHUNK = 2000
"""Entries planned together: each page that they touch is rendered once."""

SHORT = 200
"""The same where somebody waits: an import's 200 articles of as many days touch 600 pages of lists, a second's work."""

DESTROYING = ATTACHING | {Kind.REDACT, Kind.WITHDRAW, Kind.REVISE}
"""After these, something may be gone from the tables for good."""


@dataclass(slots=True)
class Follower:
    """One of the three, at one moment. `now` is the minute that its files are given."""

    name: str
    moment: Moment
    log: Log
    now: datetime
    longest: float = inf  # seconds after which it stops between two chunks: what is left is for the next time
    destroyed: bool = False  # one of the entries that it passed may have destroyed something

    def run(self, also: frozenset[str] = frozenset()) -> int:
        """Bring its pages up to the moment, and those with the keys `also`; give how many entries were passed."""
        begun = at = position(self.name) or 0
        writer = Writer.of(self.moment.site, self.now)
        self._write(writer, set(also))  # first: it may say that the disc takes nothing
        chunk, end = (CHUNK, inf) if self.longest == inf else (SHORT, time.monotonic() + self.longest)
        while at < self.moment.size:
            entries = list(_entries(at, min(at + chunk, self.moment.size)))
            keys = plan(entries, facts_of(self.moment, entries))
            if EVERYTHING in keys and self.name == ITEMS:
                everything(self.moment, self.log, writer, self.now)
            else:  # the others are behind: what came after everything was made is theirs to make
                own = {key for key in keys - {EVERYTHING} if follower_of(key) == self.name}
                self._write(writer, {key.removeprefix(LATER) for key in own})
            writer.settle()
            at += len(entries)
            self.destroyed |= any(entry.kind in DESTROYING for _index, entry in entries)
            move(self.name, at)
            if time.monotonic() >= end:
                break
        writer.settle()
        return at - begun

    def _write(self, writer: Writer, keys: set[str]) -> None:
        for path, text in render(self.moment, self.log, keys, self.now):
            writer.put(path, text)


def follower_of(key: str) -> str:
    """Name the follower that makes the page with this key."""
    if key.startswith(LATER):
        return AFTERWARDS
    return ITEMS if is_item(key) else LISTS


def first_run(moment: Moment, log: Log, now: datetime) -> bool:
    """Make the whole site if no follower ever ran; say whether that was so."""
    if position(ITEMS) is not None:
        return False
    writer = Writer.of(moment.site, now)
    everything(moment, log, writer, now)
    writer.settle()
    for name in reversed(FOLLOWERS):
        move(name, moment.size)
    return True


def position(name: str) -> int | None:
    """Give how many entries a follower of this machine has dealt with; None where it never ran."""
    return Cursor.objects.filter(name=host.cursor(name)).values_list("position", flat=True).first()


def move(name: str, to: int) -> None:
    """Move the cursor of a follower of this machine."""
    Cursor.objects.update_or_create(name=host.cursor(name), defaults={"position": to})


def _entries(start: int, end: int) -> Iterator[tuple[int, Entry]]:
    sealed = Sealed.objects.using(USING).filter(index__gte=start, index__lt=end).order_by("index")
    pairs = iter(sealed.values_list("index", "entry_id"))
    while part := list(islice(pairs, 500)):
        wanted = those((entry_id for _index, entry_id in part), USING)
        bodies = dict(Row.objects.using(USING).filter(id__in=wanted).values_list("id", "body"))
        for index, entry_id in part:
            yield index, Entry.decode(bytes(bodies[entry_id]))
