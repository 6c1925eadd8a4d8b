"""Which reader reads a file: the one that was asked for, or the first that knows it by its beginning; text is what is left."""

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, Final, TypeAlias

from django.utils.translation import gettext as _

from handbill.archive.readers import jsonl, text
from handbill.archive.sources import Found, NotUnderstood, Told
from handbill.archive.walk import Source

FORMATS: Final = ("auto", "text", "html", "wxr", "feed", "warc", "jsonl")
BEGINNING: Final = 65_536
"""Bytes of a file by which it is known."""

Reader: TypeAlias = Callable[[Source, BinaryIO, Told], Iterator[Found]]


def _jsonl(source: Source, stream: BinaryIO, _told: Told) -> Iterator[Found]:
    return jsonl.read(source.name, stream)


def _text(source: Source, stream: BinaryIO, _told: Told) -> Iterator[Found]:
    if source.size > text.LARGEST:
        yield NotUnderstood(source.name, _("this is too large to be the text of a page"))
    else:
        yield from text.read(source.name, stream.read(text.LARGEST))


READERS: Final[Mapping[str, Reader]] = {"jsonl": _jsonl, "text": _text}
"""A format that is read has its line here."""

_KNOWS: Final[tuple[tuple[Callable[[bytes], bool], str], ...]] = ((jsonl.knows, "jsonl"),)
"""Takes the beginning of a file; asked in this order."""


def reader(stream: BinaryIO, format_: str) -> Reader:
    """Give the reader of a file that is open at its beginning, and stays there."""
    if format_ != "auto":
        return READERS[format_]
    start = stream.read(BEGINNING)
    stream.seek(0)
    return READERS[next((name for knows, name in _KNOWS if knows(start)), "text")]
