"""The files of an import: those that were named, and those in named folders. Links inside a folder lead nowhere.

A file's name never becomes a path here; it is opened where it was found, and its base name stands as the name of the source.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from handbill.archive.sources import NotUnderstood, SourceError
from handbill.cleaning.text import one_line
from handbill.limits import FILE_NAME

XML: Final = frozenset({".xml", ".wxr", ".rss", ".rdf", ".atom"})
PAGES: Final = frozenset({".html", ".htm", ".shtml", ".xhtml", ".php", ".mht", ".mhtml"})
ARCHIVES: Final = frozenset({".warc", ".wacz"})
TABLES: Final = frozenset({".csv", ".tsv"})
PLAIN: Final = frozenset({".txt", ".text", ".jsonl", ".json", *XML, *PAGES, *ARCHIVES, *TABLES})
BEGINNING: Final = 65_536
"""Bytes of a file by which it is known."""
PARTS: Final = frozenset(
    (
        *(".css", ".js", ".ico", ".svg", ".woff", ".woff2", ".ttf", ".swf", ".download", ".axd"),
        *(
            ".jpg",
            ".jpeg",
            ".png",
            ".gif",
            ".webp",
            ".bmp",
            ".mp3",
            ".ogg",
            ".oga",
            ".mp4",
            ".webm",
            ".ogv",
            ".avi",
            ".mov",
            ".pdf",
        ),
    )
)
"""What stands beside a page and belongs to it: it is found through the page."""
_PAGE: Final = (b"<html", b"<!doctype html", b"<head")
_LOOKED: Final = 1024  # bytes in which a page without an ending says that it is one


@dataclass(frozen=True, slots=True)
class Source:
    """A regular file to read."""

    path: Path
    size: int
    follow: bool  # it was named by the operator: a link is what they meant

    @property
    def name(self) -> str:
        """Its base name as it is shown: what cannot be shown of it is left out."""
        return shown(self.path)

    def open(self) -> BinaryIO:
        """Open it for reading.

        Raises:
            SourceError: it cannot be read.
        """
        flags = os.O_RDONLY | os.O_CLOEXEC | (0 if self.follow else os.O_NOFOLLOW)
        try:
            return os.fdopen(os.open(self.path, flags), "rb")
        except OSError as error:
            raise SourceError(f"{self.name}: {error.strerror}") from None


def files(sources: Iterable[Path], site: Path, *, plain: bool) -> Iterator[Source | NotUnderstood]:
    """Give the files, in the order of their names within a folder. The folder of the site is never walked: it holds secrets.

    With `plain` only the files in a folder whose names say that they hold text or an export.

    Raises:
        SourceError: a source is not there.
    """
    for source in sources:
        try:
            about = source.stat()
        except OSError as error:
            raise SourceError(f"{source}: {error.strerror}") from None
        if stat.S_ISDIR(about.st_mode):
            yield from _inside(source, site, plain=plain)
        elif stat.S_ISREG(about.st_mode):
            yield Source(source, about.st_size, follow=True)
        else:
            raise SourceError(_("%(file)s is neither a file nor a folder.") % {"file": source})


def _inside(folder: Path, site: Path, *, plain: bool) -> Iterator[Source | NotUnderstood]:
    if folder.resolve().is_relative_to(site.resolve()):
        yield NotUnderstood(shown(folder), _("this is the folder of the site; it was passed over"))
        return
    for path in sorted(folder.iterdir()):
        about = path.lstat()
        if path.name.startswith("."):
            continue
        if stat.S_ISDIR(about.st_mode):
            yield from _inside(path, site, plain=plain)
        elif not stat.S_ISREG(about.st_mode):
            yield NotUnderstood(shown(path), _("this is a link or a device, not a file; it was passed over"))
        elif plain and path.suffix.lower() in PARTS:
            continue
        elif plain and not _is_plain(path):
            yield NotUnderstood(
                shown(path), _("this kind of file is not read; name it alone if it is the text of a page")
            )
        else:
            yield Source(path, about.st_size, follow=False)


def _is_plain(path: Path) -> bool:
    """Tell whether a file in a folder may be read: by its name, or in a copy of a site by how it begins."""
    suffixes = [one.lower() for one in path.suffixes[-2:]]
    if (suffixes[-1:] and suffixes[-1] in PLAIN) or suffixes == [".warc", ".gz"]:
        return True
    try:
        with path.open("rb") as stream:
            return any(sign in stream.read(_LOOKED).lower() for sign in _PAGE)
    except OSError:
        return False


def shown(path: Path) -> str:
    """Give a base name that can be shown."""
    return one_line(path.name)[:FILE_NAME] or "?"
