"""One frozen moment of the database, in which every entry is sealed: what pages are made of.

Reading from one moment makes a page agree with the record: no act is half there, and each has its index.
"""

import contextlib
import json
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import connections, transaction

from handbill.look.contexts.parts import Finished, Link, SiteView
from handbill.newswire.decision import Decision
from handbill.newswire.editor import Editor
from handbill.newswire.freezing import present
from handbill.newswire.guideline import Guideline
from handbill.newswire.sitepage import AXES, SitePage
from handbill.pages.filing import file_all, filed
from handbill.record import seal
from handbill.record.format.commitment import values
from handbill.record.models import Sealed
from handbill.settings import Settings

USING = "snapshot"


class Moving(Exception):
    """Entries came in faster than they could be sealed; try again."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The site at one moment."""

    site: Settings
    view: SiteView
    size: int  # of the log: every index is below
    names: dict[str, dict[str, str]]  # axis -> name -> title
    editors: dict[int, str]  # desk names
    guidelines: dict[int, list[tuple[int, str]]]  # number -> [(row of the entry, title)], rising

    def local(self, at: datetime) -> datetime:
        """Give a time in the site's time zone."""
        try:
            return _in_zone(at, self.site.timezone)
        except OverflowError:  # an import of the year 1 or 9999, at the calendar's end
            return at

    def link(self, axis: str, name: str) -> Link:
        """Give the link of a topic, place or genre."""
        return Link(self.names[axis].get(name, name), f"{axis}/{name}/index.html", name)

    def by(self, by: str) -> str:
        """Give the desk name of who acted; empty for the site and authors."""
        return self.editors.get(int(by[7:]), "") if by.startswith("editor:") else ""

    def guideline_title(self, number: int | None, entry_id: int) -> str:
        """Give the title that a guideline had when it was cited."""
        version = self.guideline_version(number, entry_id)
        return self.guidelines[number or 0][version - 1][1] if version else ""

    def guideline_version(self, number: int | None, entry_id: int) -> int:
        """Give the version in which a guideline was cited, from 1; 0 where none was."""
        return bisect_left(self.guidelines.get(number or 0, []), (entry_id, ""))

    def guideline_set(self, number: int | None, entry_id: int) -> int:
        """Give the row of the entry that set a guideline as it was when it was cited; 0 where none was."""
        version = self.guideline_version(number, entry_id)
        return self.guidelines[number or 0][version - 1][0] if version else 0


@lru_cache(maxsize=4096)
def _in_zone(at: datetime, zone: str) -> datetime:
    """An import gives thousands the same minute, and equal times are the same in one zone."""
    return at.astimezone(ZoneInfo(zone))


def view_of(site: Settings) -> SiteView:
    """Give the site as pages know it."""
    return SiteView(site.name, site.tagline, site.language, site.address, site.identity)


def finished(site: Settings, using: str) -> Finished | None:
    """Give since when a site is finished, and why; None where it lives, or that entry has no index yet."""
    freezing = present(using)
    if freezing is None:
        return None
    begun = freezing.begun
    said = values(json.loads(begun.fields))
    index = (
        Sealed.objects.using(using).filter(entry_id=begun.entry_id).values_list("index", flat=True).first()
    )
    if index is None:
        return None
    return Finished(
        begun.at.astimezone(site.zone), str(said.get("reason", "")), f"record/decision/{index}.html"
    )


@contextlib.contextmanager
def frozen(site: Settings) -> Iterator[Moment]:
    """Open a moment in which every entry has its index and is filed.

    Raises:
        Moving: there was none within a few tries; nothing was done.
    """
    connection = connections[USING]
    for _attempt in range(20):
        seal.assign()
        file_all()
        with transaction.atomic(using=USING):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM record_cursor")  # the moment begins with the first read
            if not seal.unsealed(USING) and filed(USING) == seal.size(USING):
                yield _moment(site)
                return
    raise Moving


def _moment(site: Settings) -> Moment:
    names: dict[str, dict[str, str]] = {axis: {} for axis in AXES}
    for name, title in SitePage.objects.using(USING).values_list("name", "title"):
        axis, _slash, slug = name.partition("/")
        if slug:
            names[axis][slug] = title
    guidelines: dict[int, list[tuple[int, str]]] = {}
    known = Guideline.objects.using(USING).values(
        "number"
    )  # by number: the index of decisions begins with it
    rows = Decision.objects.using(USING).filter(number__in=known, kind="set-guidelines").order_by("entry_id")
    for entry_id, number, fields in rows.values_list("entry_id", "number", "fields"):
        title = json.loads(fields)["title"].get("value", "")
        guidelines.setdefault(number or 0, []).append((entry_id, title))
    return Moment(
        site=site,
        view=replace(view_of(site), finished=finished(site, USING)),
        size=seal.size(USING),
        names=names,
        editors=dict(Editor.objects.using(USING).values_list("number", "name")),
        guidelines=guidelines,
    )
