"""Web archives: WARC 0.17 to 1.1 and ARC, each record packed or none, and WACZ, which is a zip of them.

The file is read twice: first to learn what lies where, then page by page, each with the pictures that it shows. So a page and
what belongs to it may lie apart, and of several captures of a page the latest that is an article counts, with the comments of all.
"""

import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, BinaryIO, Final, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.archive.readers.saved import one_stream
from handbill.archive.readers.saved.captures import Capture, Captures
from handbill.archive.readers.saved.decode import decode
from handbill.archive.readers.saved.elsewhere import ENDINGS, Elsewhere, opened
from handbill.archive.readers.saved.html import found, layouts
from handbill.archive.readers.saved.page import Reading, Saved
from handbill.archive.readers.saved.page import read as read_page
from handbill.archive.readers.saved.records import BROKEN, Records, content, demand_theirs
from handbill.archive.readers.saved.tree import LARGEST
from handbill.archive.sources import Found, Hidden, ImportedArticle, ImportedComment, NotUnderstood, Passed
from handbill.archive.together import lists_in_words
from handbill.archive.told import Told
from handbill.archive.unpacking import Room, Rooms, TooLargeError, pieces, unpacked, zipped
from handbill.archive.walk import Source
from handbill.cleaning.text import one_line
from handbill.newswire import media

_PAGES: Final = ("text/html", "application/xhtml")
_KINDS: Final = frozenset({"response", "resource"})
_GOOD: Final = "200"
_PIECE: Final = 1 << 20
_PARSED: Final = 4  # a byte of a page counts so many times more: reading it takes longer than unpacking it
_IN_MEMORY: Final = 4_000_000  # bytes of a picture; larger ones wait on the disc
_SHOWN: Final = 200


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
        yield from _archive(source.name, stream, told, told.rooms or Rooms(source.size))
        return
    stream.seek(0)
    try:
        with zipped(stream) as packed:
            members = [one for one in packed.infolist() if one.filename.lower().endswith(ENDINGS)]
            room, reading = Room(source.size), told.rooms or Rooms(source.size)
            for member in members:
                place = f"{source.name}: {one_line(member.filename)[-_SHOWN:]}"
                yield from _member(place, packed, member, told, (room, reading))
                yield Passed(member.compress_size)
    except TooLargeError as error:
        yield NotUnderstood(source.name, str(error))
        return
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, *BROKEN) as error:
        demand_theirs(error)
        yield NotUnderstood(source.name, _("this zip is broken, or cut off"))
        return
    if not members:
        yield NotUnderstood(source.name, _("there is no web archive in this zip"))


def _member(
    place: str, packed: zipfile.ZipFile, member: zipfile.ZipInfo, told: Told, rooms: tuple[Room, Rooms]
) -> Iterator[Found]:
    """Read one of the archives of a zip; one that is too large costs itself alone, as none gives more than it says."""
    try:
        rooms[0].demand(member.file_size)
        with packed.open(member) as stream:
            file = unpacked(pieces(cast("BinaryIO", stream)), rooms[0])
    except TooLargeError as error:
        yield NotUnderstood(place, str(error))
        return
    with file:
        yield from (one for one in _archive(place, file, told, rooms[1]) if not isinstance(one, Passed))


def _is_wacz(start: bytes) -> bool:
    return start.startswith(b"PK\x03\x04") and any(
        sign in start for sign in (b"datapackage", b"archive/", b"indexes/", b"pages/")
    )


def _archive(place: str, stream: BinaryIO, told: Told, reading: Rooms) -> Iterator[Found]:
    with ExitStack() as stack:
        captures, elsewhere = Captures(), Elsewhere(told, knows, _take_down)
        stack.callback(captures.close)
        stack.callback(elsewhere.close)
        try:
            whole = one_stream.knows(stream, reading.index)
            file = stack.enter_context(one_stream.unpacked(stream)) if whole else stream
            yield from _index(place, file, captures, reading.index)
            captures.ready()
            yield from _pages(place, file, captures, reading, (told, elsewhere))
        except TooLargeError as error:
            yield NotUnderstood(place, str(error))


def _index(place: str, stream: BinaryIO, captures: Captures, room: Room) -> Iterator[Found]:
    """Learn what lies where; half of the way."""
    passed = 0
    records = Records(stream, room)
    try:
        for offset, record in records:
            _take_down(record, offset, captures)
            if offset - passed > _PIECE:
                yield Passed((offset - passed) // 2)
                passed = offset
    except TooLargeError as error:
        yield NotUnderstood(place, str(error))
    except BROKEN as error:
        demand_theirs(error)
        at = _("byte %(count)d") % {"count": records.offset}
        yield NotUnderstood(f"{place}, {at}", _("the archive is broken here; what comes after was not read"))


def _take_down(record: Any, offset: int, captures: Captures, source: str = "") -> None:
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    address = address.strip().removeprefix("<").removesuffix(">")
    if record.rec_type not in _KINDS or not address.startswith(("http://", "https://")):
        return
    http = record.http_headers
    if http is not None and http.get_statuscode() != _GOOD:
        return
    kind = (http.get_header("Content-Type") if http else record.rec_headers.get_header("Content-Type")) or ""
    page = kind.strip().lower().startswith(_PAGES)
    if page and source:
        return  # it comes with its own archive
    captures.add(
        address,
        offset,
        page=page,
        at=record.rec_headers.get_header("WARC-Date") or "",
        digest=record.rec_headers.get_header("WARC-Payload-Digest") or "",
        charset=kind.lower().partition("charset=")[2].strip("\"' ;")[:40],
        source=source,
    )


def _pages(
    place: str, stream: BinaryIO, captures: Captures, rooms: Rooms, beside: tuple[Told, Elsewhere]
) -> Iterator[Found]:
    tried, lists, passed = layouts(beside[0]), 0, 0

    def find(address: str) -> Callable[[], BinaryIO] | None:
        if not address.startswith("http"):
            return None
        capture = captures.find(address)
        if capture is not None:
            return lambda: _file(stream, capture, rooms.files)
        other = beside[1].find(address)
        return None if other is None else lambda: _from(other, rooms.files)

    def reading(capture: Capture) -> Reading:
        data = _content(stream, capture.offset, rooms.pages)
        where = f"{place}: {one_line(capture.address)[:_SHOWN]}"
        return read_page(
            Saved(where, decode(data, capture.charset), capture.address, sure=True, find=find), tried
        )

    for some in captures.pages():
        readings = list(map(reading, some))
        whole = _latest([one for one in readings if one.article is not None])
        if whole is None or whole.article is None:
            large = readings[0].large
            lists += not large
            if large:
                yield NotUnderstood(
                    f"{place}: {one_line(some[0].address)[:_SHOWN]}", _("this is too large to be a page")
                )
        else:
            yield from found(whole.article.place, whole)
            yield from _told_of(whole.article)
        if some[0].offset - passed > _PIECE:
            yield Passed((some[0].offset - passed) // 2)
            passed = some[0].offset
    if lists:
        yield NotUnderstood(place, lists_in_words(lists))


def _latest(readings: list[Reading]) -> Reading | None:
    """Give the first of these, the latest, with the comments that only earlier ones have, as hidden: somebody took them away later."""
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
                more.append(_gone_later(comment))
    comments = (
        sorted([*first.article.comments, *more], key=lambda one: one.date) if more else first.article.comments
    )
    first.article = replace(first.article, comments=comments)
    return first


def _told_of(article: ImportedArticle) -> Iterator[NotUnderstood]:
    """Say how many comments only an earlier capture has."""
    gone = _("It is not on the latest capture of its page.")
    count = sum(1 for one in article.comments if one.hidden and one.hidden.reason == gone)
    if count:
        words = ngettext(
            "%(count)d comment is on an earlier capture alone: it comes hidden",
            "%(count)d comments are on an earlier capture alone: they come hidden",
            count,
        )
        yield NotUnderstood(article.place, words % {"count": count})


def _gone_later(comment: ImportedComment) -> ImportedComment:
    if comment.state == "hidden":
        return comment
    return replace(comment, state="hidden", hidden=Hidden(_("It is not on the latest capture of its page.")))


def _content(stream: BinaryIO, offset: int, room: Room) -> bytes:
    """Give the page that a record holds, unpacked; what cannot be unpacked is left out.

    Raises:
        TooLargeError: more is unpacked than may be.
    """
    try:
        data: bytes = content(stream, offset, room).read(LARGEST)
        room.take(_PARSED * len(data))
    except TooLargeError:
        raise
    except BROKEN as error:
        demand_theirs(error)
        return b""
    return data


def _from(capture: Capture, room: Room) -> BinaryIO:
    """Give a file from another archive; for the rest as `_file`."""
    with opened(capture) as other:
        return _file(other, capture, room)


def _file(stream: BinaryIO, capture: Capture, room: Room) -> BinaryIO:
    """Give a picture or another file.

    Raises:
        LookupError: it cannot be unpacked, or more is than may be.
    """
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - whoever asked closes it
    try:
        body = content(stream, capture.offset, room)
        left = media.allowed().bytes + 1  # with one more it is too large, and whoever asked says so
        while left and (piece := body.read(min(_PIECE, left))):
            file.write(piece)
            left -= len(piece)
    except BROKEN as error:
        file.close()
        demand_theirs(error)
        raise LookupError(capture.address) from None
    file.seek(0)
    return file  # type: ignore[return-value]  # it reads and closes as files do
