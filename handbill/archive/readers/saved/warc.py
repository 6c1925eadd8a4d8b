"""Web archives: WARC 0.17 to 1.1 and ARC, each record packed or none, and WACZ, which is a zip of them.

The file is read twice: first to learn what lies where, then page by page, each with the pictures that it shows. So a page and
what belongs to it may lie apart, and of several captures of a page the latest that is an article counts, with the comments of all.
"""

import contextlib
import io
import logging
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from handbill.archive.readers.saved.captures import Capture, Captures
from handbill.archive.readers.saved.decode import decode
from handbill.archive.readers.saved.html import found, layouts
from handbill.archive.readers.saved.page import Reading, Saved
from handbill.archive.readers.saved.page import read as read_page
from handbill.archive.readers.saved.tree import LARGEST
from handbill.archive.sources import Found, ImportedComment, NotUnderstood, Passed
from handbill.archive.together import lists_in_words
from handbill.archive.told import Told
from handbill.archive.walk import Source
from handbill.cleaning.text import one_line
from handbill.newswire import media

_PAGES: Final = ("text/html", "application/xhtml")
_KINDS: Final = frozenset({"response", "resource"})
_GOOD: Final = "200"
_PIECE: Final = 1 << 20
_IN_MEMORY: Final = 4_000_000  # bytes of a picture; larger ones wait on the disc
_BROKEN: Final = (
    ArchiveLoadFailed,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
)
"""What warcio raises on files that are cut off or no archives at all."""
_SHOWN: Final = 200

logging.getLogger("warcio").setLevel(
    logging.CRITICAL
)  # what it warns of is named in the report, if it matters


def knows(start: bytes) -> bool:
    """Tell from the beginning of a file whether it is one of these archives."""
    if start.startswith(b"\x1f\x8b"):
        try:
            start = zlib.decompressobj(31).decompress(start[:4096], 512)
        except zlib.error:
            return False
    return start.startswith((b"WARC/", b"filedesc://")) or _is_wacz(start)


def read(source: Source, stream: BinaryIO, told: Told) -> Iterator[Found]:
    """Read an archive."""
    if not _is_wacz(stream.read(4096)):
        stream.seek(0)
        yield from _archive(source.name, stream, told)
        return
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as packed:
            names = [
                one for one in packed.namelist() if one.lower().endswith((".warc", ".warc.gz", ".arc.gz"))
            ]
            for name in names:
                place = f"{source.name}: {one_line(name)[-_SHOWN:]}"
                with tempfile.TemporaryFile() as file, packed.open(name) as member:
                    while piece := member.read(_PIECE):
                        file.write(piece)
                    file.seek(0)
                    yield from (one for one in _archive(place, file, told) if not isinstance(one, Passed))
                yield Passed(packed.getinfo(name).compress_size)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, *_BROKEN):
        yield NotUnderstood(source.name, _("this zip is broken, or cut off"))
        return
    if not names:
        yield NotUnderstood(source.name, _("there is no web archive in this zip"))


def _is_wacz(start: bytes) -> bool:
    return start.startswith(b"PK\x03\x04") and any(
        sign in start for sign in (b"datapackage", b"archive/", b"indexes/", b"pages/")
    )


def _archive(place: str, stream: BinaryIO, told: Told) -> Iterator[Found]:
    with ExitStack() as stack:
        file = stack.enter_context(_unpacked(stream)) if _is_one_stream(stream) else stream
        captures = Captures()
        stack.callback(captures.close)
        yield from _index(place, file, captures)
        captures.ready()
        yield from _pages(place, file, captures, told)


def _index(place: str, stream: BinaryIO, captures: Captures) -> Iterator[Found]:
    """Learn what lies where; half of the way."""
    passed = 0
    records = ArchiveIterator(stream, arc2warc=True)
    try:
        while record := _next(records):
            offset = records.get_record_offset()
            _take_down(record, offset, captures)
            if offset - passed > _PIECE:
                yield Passed((offset - passed) // 2)
                passed = offset
    except _BROKEN:
        at = _("byte %(count)d") % {"count": max(0, records.offset)}
        yield NotUnderstood(f"{place}, {at}", _("the archive is broken here; what comes after was not read"))


def _next(records: ArchiveIterator) -> Any:
    """Give the next record; None at the end. warcio writes to standard error what it raises besides."""
    with contextlib.redirect_stderr(io.StringIO()):
        return next(records, None)


def _take_down(record: Any, offset: int, captures: Captures) -> None:
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    address = address.strip().removeprefix("<").removesuffix(">")
    if record.rec_type not in _KINDS or not address.startswith(("http://", "https://")):
        return
    http = record.http_headers
    if http is not None and http.get_statuscode() != _GOOD:
        return
    kind = (http.get_header("Content-Type") if http else record.rec_headers.get_header("Content-Type")) or ""
    captures.add(
        address,
        offset,
        page=kind.strip().lower().startswith(_PAGES),
        at=record.rec_headers.get_header("WARC-Date") or "",
        digest=record.rec_headers.get_header("WARC-Payload-Digest") or "",
        charset=kind.lower().partition("charset=")[2].strip("\"' ;")[:40],
    )


def _pages(place: str, stream: BinaryIO, captures: Captures, told: Told) -> Iterator[Found]:
    tried, lists, passed = layouts(told), 0, 0

    def find(address: str) -> Callable[[], BinaryIO] | None:
        capture = captures.find(address) if address.startswith("http") else None
        return None if capture is None else lambda: _file(stream, capture)

    def reading(capture: Capture) -> Reading:
        data = _content(stream, capture.offset, LARGEST)
        where = f"{place}: {one_line(capture.address)[:_SHOWN]}"
        return read_page(
            Saved(where, decode(data, capture.charset), capture.address, sure=True, find=find), tried
        )

    for some in captures.pages():
        whole = _latest([one for one in map(reading, some) if one.article is not None])
        if whole is None:
            lists += 1
        else:
            yield from found(whole.article.place if whole.article else place, whole)
        if some[0].offset - passed > _PIECE:
            yield Passed((some[0].offset - passed) // 2)
            passed = some[0].offset
    if lists:
        yield NotUnderstood(place, lists_in_words(lists))


def _latest(readings: list[Reading]) -> Reading | None:
    """Give the first of these, the latest, with the comments that only earlier ones have: they were taken away later, or stand on another page."""
    if not readings:
        return None
    first = readings[0]
    if first.article is None or len(readings) == 1:
        return first
    known = {comment.keys for comment in first.article.comments}
    more: list[ImportedComment] = []
    for one in readings[1:]:
        for comment in one.article.comments if one.article else []:
            if comment.keys not in known:
                known.add(comment.keys)
                more.append(comment)
    comments = (
        sorted([*first.article.comments, *more], key=lambda one: one.date) if more else first.article.comments
    )
    first.article = replace(first.article, comments=comments)
    return first


def _content(stream: BinaryIO, offset: int, most: int) -> bytes:
    """Give what a record holds, unpacked; what cannot be unpacked is left out."""
    try:
        stream.seek(offset)
        record = _next(ArchiveIterator(stream, arc2warc=True))
        data: bytes = record.content_stream().read(most)
    except _BROKEN:
        return b""
    return data


def _file(stream: BinaryIO, capture: Capture) -> BinaryIO:
    """Give a picture or another file.

    Raises:
        LookupError: it cannot be unpacked.
    """
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - whoever asked closes it
    try:
        stream.seek(capture.offset)
        content = _next(ArchiveIterator(stream, arc2warc=True)).content_stream()
        left = media.allowed().bytes + 1  # with one more it is too large, and whoever asked says so
        while left and (piece := content.read(min(_PIECE, left))):
            file.write(piece)
            left -= len(piece)
    except _BROKEN:
        file.close()
        raise LookupError(capture.address) from None
    file.seek(0)
    return file  # type: ignore[return-value]  # it reads and closes as files do


def _is_one_stream(stream: BinaryIO) -> bool:
    """Tell whether all records are packed as one, so that none can be opened by itself."""
    if stream.read(2) != b"\x1f\x8b":
        stream.seek(0)
        return False
    stream.seek(0)
    unpacking, size, data = zlib.decompressobj(31), 0, b""
    try:
        while not unpacking.eof and size < _PIECE and (piece := stream.read(1 << 14)):
            data = unpacking.decompress(piece)
            size += len(data)
            if size > 0 and data.find(b"\r\n\r\nWARC/") >= 0:
                return True
    except zlib.error:
        return False
    finally:
        stream.seek(0)
    return False


def _unpacked(stream: BinaryIO) -> BinaryIO:
    """Give it unpacked, on the disc; as much as there is of it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it
    unpacking = zlib.decompressobj(31)
    with contextlib.suppress(zlib.error):
        while piece := stream.read(_PIECE):
            while piece:
                file.write(unpacking.decompress(piece, _PIECE))
                piece = unpacking.unconsumed_tail
                if unpacking.eof:
                    piece, unpacking = unpacking.unused_data, zlib.decompressobj(31)
    file.seek(0)
    return file
