"""Which reader reads a file: the one that was asked for, or the first that knows it by its beginning; text is what is left."""

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, Final, TypeAlias

from django.utils.translation import gettext as _

from handbill import below
from handbill.archive.readers import crate, feed, jsonl, mapped, text, wordpress, wxr
from handbill.archive.readers.saved import html, mht, warc
from handbill.archive.sources import Found, NotUnderstood
from handbill.archive.told import Told
from handbill.archive.walk import BEGINNING, TABLES, XML, Source

FORMATS: Final = ("auto", "text", "html", "wxr", "feed", "warc", "jsonl")

Reader: TypeAlias = Callable[[Source, BinaryIO, Told], Iterator[Found]]


def _jsonl(source: Source, stream: BinaryIO, told: Told) -> Iterator[Found]:
    """Read an export: a tar with its files, or its lines, whose files lie in a folder."""
    start = stream.read(BEGINNING)
    stream.seek(0)
    if crate.knows(start):
        return crate.read(source, stream, told)

    def find(name: str) -> BinaryIO:
        try:
            found = below.opened(told.media, name) if told.media else None
        except ValueError as error:
            raise LookupError(str(error)) from None
        if found is None:
            raise LookupError(name)
        return found

    return jsonl.read(source.name, stream, find)


def _text(source: Source, stream: BinaryIO, _told: Told) -> Iterator[Found]:
    if source.size > text.LARGEST:
        yield NotUnderstood(source.name, _("this is too large to be the text of a page"))
    else:
        yield from text.read(source.name, stream.read(text.LARGEST), source.path.parts)


def _page(source: Source, stream: BinaryIO, told: Told) -> Iterator[Found]:
    start = stream.read(BEGINNING)
    stream.seek(0)
    yield from (mht if mht.knows(start) else html).read(source, stream, told)


READERS: Final[Mapping[str, Reader]] = {
    "jsonl": _jsonl,
    "wxr": wxr.read,
    "feed": feed.read,
    "html": _page,
    "warc": warc.read,
    "text": _text,
}
"""A format that is read has its line here."""

_KNOWS: Final[tuple[tuple[Callable[[bytes], bool], str], ...]] = (
    (jsonl.knows, "jsonl"),
    (crate.knows, "jsonl"),
    (wordpress.knows, "wxr"),
    (feed.knows, "feed"),
    (warc.knows, "warc"),
    (html.knows, "html"),
    (mht.knows, "html"),
)
"""Takes the beginning of a file; asked in this order."""


def reader(source: Source, stream: BinaryIO, format_: str, told: Told) -> Reader:
    """Give the reader of a file that is open at its beginning, and stays there. With a mapping, files are tables."""
    if told.map is not None and format_ in {"auto", "jsonl"}:
        return mapped.read
    if format_ != "auto":
        return READERS[format_]
    start = stream.read(BEGINNING)
    stream.seek(0)
    found = next((name for knows, name in _KNOWS if knows(start)), "")
    if not found and source.path.suffix.lower() in TABLES:
        return mapped.read  # it says what is missing
    if found or source.path.suffix.lower() not in XML:
        return READERS[found or "text"]
    return _nothing


def _nothing(source: Source, _stream: BinaryIO, _told: Told) -> Iterator[Found]:
    yield NotUnderstood(source.name, _("this is no export and no feed that is known"))
