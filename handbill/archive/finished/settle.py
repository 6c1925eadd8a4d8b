"""The files that a finished site has besides: its search. They follow from the record like all pages, and are made at its size.

The mark comes last: where it stands, the site can be served from its public files alone. Whoever is killed before leaves
none, so the next worker or `handbill freeze` makes them; what a newer size replaces is taken away at the end.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from handbill.archive.finished.gather import Gathering
from handbill.archive.finished.items import items
from handbill.archive.finished.months import months
from handbill.archive.finished.parts import Parts, path_of
from handbill.look.contexts.parts import Link
from handbill.look.contexts.search import FinderPage
from handbill.look.environment import render
from handbill.pages import follow
from handbill.pages.moment import Moment
from handbill.pages.paths import root_of
from handbill.pages.write import Writer
from handbill.record import durable

PAGE: Final = "search/index.html"
PARTS: Final = "search/parts"


def settle(moment: Moment, now: datetime, *, anew: bool = False) -> bool:
    """Let a finished site have its search, and any other none; tell whether something was made. `anew`: whatever is there."""
    site = moment.site
    mark = site.finished_mark
    if moment.view.finished is None:
        mark.unlink(missing_ok=True)
        _remove(site.public, site.public / "search")
        return False
    told = str(moment.size)
    if any((follow.position(name) or 0) < moment.size for name in follow.FOLLOWERS):
        return False  # pages come first
    if not anew and site.finished and mark.read_text("ascii") == told:
        return False
    mark.unlink(missing_ok=True)
    writer = Writer.of(site, now)
    kept = _write(moment, writer)
    writer.settle()
    _prune(site.public, kept, told)
    partial = mark.with_name(f"{mark.name}.new")
    partial.write_text(told, "ascii")
    partial.rename(mark)
    return True


def _write(moment: Moment, writer: Writer) -> set[str]:
    """Write parts, months, and last the page that leads to them; give the addresses of pages."""
    here = f"{PARTS}/{moment.size}"
    _remove(writer.folder, writer.folder / here)  # of one that was killed: it is whole or not there
    parts = Parts(lambda name, text: writer.put(f"{here}/{path_of(name)}", text))
    with Gathering(moment.site.temporary) as gathering:
        total = parts.lines(_gathered(moment, gathering))
        parts.terms(gathering.terms(), total)
    links, kept = list[Link](), {PAGE}
    for path, link, text in months(moment):
        writer.put(path, text)
        kept.add(path)
        links += [link] if link.title else []
    page = FinderPage(
        site=moment.view,
        root=root_of(PAGE),
        path=PAGE,
        title=_("Search"),
        top=f"parts/{moment.size}/top.js",
        items=total,
        years=tuple((year, tuple(some)) for year, some in groupby(links, key=lambda link: link.name)),
    )
    writer.put(PAGE, render(page))
    return kept


def _gathered(moment: Moment, gathering: Gathering) -> Iterator[list[Any]]:
    for place, (terms, line) in enumerate(items(moment)):
        gathering.add(place, terms)
        yield line


def _prune(public: Path, kept: set[str], size: str) -> None:
    """Take away parts of another size and months that have nothing left."""
    for one in (public / PARTS).iterdir():
        if one.name != size:
            _remove(public, one)
    for file in (public / "search" / "months").rglob("*.html*"):
        if str(file.relative_to(public)).removesuffix(".gz") not in kept:
            durable.remove(public, file)


def _remove(public: Path, folder: Path) -> None:
    """Take a folder away, file by file: whoever copies the public files is told of each."""
    for below, _folders, files in os.walk(folder, topdown=False):
        for name in files:
            durable.remove(public, Path(below, name))
        Path(below).rmdir()
