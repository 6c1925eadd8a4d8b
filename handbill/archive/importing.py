"""Import: sources in, articles with their comments out, some hundred items in a transaction.

It may be killed anywhere and run again: what is in is known by its provenance, what is not in comes then. No source is
held in memory whole but a page, which has so many tags at most; of an article's comments some hundred are at a time, and those of a page.
"""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from django.db import DatabaseError, OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill import scratch
from handbill.archive.ahead import ahead
from handbill.archive.bring import Brought, bring
from handbill.archive.notes import Notes
from handbill.archive.packed import is_packed, unpack
from handbill.archive.provenance import Keys
from handbill.archive.readers import mapping
from handbill.archive.readers.saved.layout import load
from handbill.archive.readers.which import FORMATS, READERS, reader
from handbill.archive.ready import Batch, Preparing
from handbill.archive.sources import Found, NotUnderstood, SourceError
from handbill.archive.together import groups
from handbill.archive.together import read as read_together
from handbill.archive.told import Told
from handbill.archive.unpacking import Rooms
from handbill.archive.walk import Source, files
from handbill.settings import Settings

PLAINLY: Final = frozenset({"auto", "html", "warc", "wxr", "feed"})
"""With these formats only some files of a folder are read: the others belong to pages, or are no archive."""

FAULTS: Final = (OSError, OperationalError)
"""What stops an import: the machine or the database, never what is in a source."""

LONG: Final = 1_000_000
"""Bytes of a source that is worth a process of its own: one for each of ten thousand saved pages is not."""


_SHOWN: Final = 200  # characters of an error in the report


@dataclass(slots=True)
class Report:
    """What an import did: new articles and comments, items that were here already, and what was not understood."""

    articles: int = 0
    comments: int = 0
    known: int = 0
    not_understood: Notes = field(default_factory=Notes)

    def add(self, done: Brought) -> None:
        """Count what one transaction did, after it is through."""
        self.articles += done.articles
        self.comments += done.comments
        self.known += done.known
        self.not_understood.extend(done.notes)

    def note(self, place: str, what: str) -> None:
        """Say that something was not taken."""
        self.not_understood.append(NotUnderstood(place, what))

    def to_json(self) -> Iterator[str]:
        """Give it for programs: an object, in parts."""
        counts = {"articles": self.articles, "comments": self.comments, "known": self.known}
        yield f'{json.dumps(counts)[:-1]}, "not_understood": ['
        for number, one in enumerate(self.not_understood):
            told = json.dumps({"place": one.place, "what": one.what}, ensure_ascii=False)
            yield f", {told}" if number else told
        yield "]}"

    def lines(self) -> Iterator[str]:
        """Give it for people."""
        counts = (
            (self.articles, ngettext("%(count)d new article", "%(count)d new articles", self.articles)),
            (self.comments, ngettext("%(count)d new comment", "%(count)d new comments", self.comments)),
            (self.known, _("%(count)d known already")),
        )
        yield ", ".join(words % {"count": count} for count, words in counts)
        for one in self.not_understood:
            yield f"{one.place}: {one.what}"


def total(site: Settings, sources: Iterable[Path], format: str = "auto") -> int:  # noqa: A002 - as in `run`
    """Give the bytes that `run` will read, for a progress bar.

    Raises:
        SourceError: a source is not there.
    """
    return sum(one.size for one in _files(site, sources, format))


def _files(site: Settings, sources: Iterable[Path], format_: str) -> Iterator[Source]:
    for one in files(sources, site.folder, plain=format_ in PLAINLY):
        if isinstance(one, Source):
            yield one


def run(
    site: Settings,
    sources: list[Path],
    format: str = "auto",  # noqa: A002 - named as the option
    tick: Callable[[int], None] = lambda _size: None,
    told: Told = Told(),  # noqa: B008 - frozen
) -> Report:
    """Import files, and the files of folders. `tick` is told the bytes as they are done with; they add up to `total`.

    Raises:
        SourceError: a source is not there, or the format is none that is read; nothing was changed.
    """
    if format not in FORMATS:
        words = _("%(format)s is no format of an import: it is one of %(formats)s.")
        raise SourceError(words % {"format": format, "formats": ", ".join(FORMATS)})
    if format not in {"auto", *READERS}:
        raise SourceError(_("Handbill does not read %(format)s yet.") % {"format": format})
    if told.layout:
        load(told.layout)
    if told.map:
        mapping.read(told.map)
    total(site, sources, format)
    report, keys = Report(not_understood=Notes(site.temporary)), Keys(site)
    scratch.sweep(site.temporary, "import-*", "clean-*")
    with scratch.folder(site.temporary, "import-") as folder:
        told = replace(told, sources=lambda: _files(site, sources, format), folder=folder)
        found = files(sources, site.folder, plain=format in PLAINLY)
        for some in groups(found):
            if isinstance(some, NotUnderstood):
                report.not_understood.append(some)
                continue
            if len(some) == 1 and is_packed(some[0]):
                _packed(some[0], format, told, keys, report)
                tick(some[0].size)
                continue
            passed = 0
            for size in _one(some, format, told, keys, report):
                passed += size
                tick(size)
            tick(max(0, sum(source.size for source in some) - passed))
    return report


def _packed(source: Source, format_: str, told: Told, keys: Keys, report: Report) -> None:
    """Import what is packed in a source. What is packed in that once more is not read."""
    assert told.folder is not None  # noqa: S101 - the import has one, for the type checker
    with (
        tempfile.TemporaryDirectory(dir=told.folder) as aside,
        tempfile.TemporaryDirectory(dir=told.folder) as into,
    ):
        try:
            report.not_understood.extend(unpack(source, Path(into)))
        except SourceError as error:
            report.note(source.name, str(error))
            return

        def found() -> Iterator[Source | NotUnderstood]:
            inside = [*Path(into).iterdir()]
            one = len(inside) == 1 and inside[0].is_file()
            return files(inside if one else [Path(into)], Path(aside), plain=format_ in PLAINLY)

        sources = lambda: (one for one in found() if isinstance(one, Source))  # noqa: E731 - as above
        told = replace(told, sources=sources, folder=Path(aside), rooms=Rooms(source.size))
        for some in groups(found()):
            if isinstance(some, NotUnderstood):
                report.not_understood.append(some)
            else:
                for _size in _one(some, format_, told, keys, report):
                    pass


def _one(sources: list[Source], format_: str, told: Told, keys: Keys, report: Report) -> Iterator[int]:
    """Import one file, or pages that lie together; gives the bytes that are done with."""
    preparing = Preparing(keys)

    def making() -> Iterator[Batch]:
        return preparing.batches(
            sources[0].name, lambda: read_together(sources, lambda source: _read(source, format_, told))
        )

    for batch in ahead(making) if sum(source.size for source in sources) >= LONG else making():
        report.add(bring(batch))
        if batch.size:
            yield batch.size


def _read(source: Source, format_: str, told: Told) -> Iterator[Found]:
    """Read one file with the reader that fits it. One that some reader stumbles over costs itself alone."""
    try:
        with source.open() as stream:
            yield from reader(source, stream, format_, told)(source, stream, told)
    except (SourceError, OSError, DatabaseError):
        raise
    except sqlite3.OperationalError as error:  # a reader's own temporary database: the disc is full
        raise OSError(str(error)) from None
    except Exception as error:  # noqa: BLE001 - whatever a library or a reader did not foresee
        why = f"{type(error).__name__}: {error}"[:_SHOWN]
        yield NotUnderstood(source.name, _("it cannot be read any further: %(why)s") % {"why": why})
