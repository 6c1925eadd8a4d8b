"""Search all that the site has written for anything like a client's address or a browser's name.

What people wrote is theirs: an article may say 192.0.2.7. So what stands in the columns that hold people's words is
collected first. Then

1. every other column of every table is searched strictly, on either engine;
2. every file below the site's folder, and the run folder where that is elsewhere, is searched byte by byte, database
   pages, write-ahead log and packed files (unpacked) included. Something that stands in people's words too, or in
   `site.toml`, or that the front listens on, is no trace; whatever else looks like one is;
3. where the site is being served, somebody unmistakable has knocked just before (`canary`), and nothing of them may be anywhere.

What cannot be told this way: an address in other than text form, one that is also in somebody's text, and what other
programs have kept outside of the folder.
"""

import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.db import Error, connection

from handbill import sockets
from handbill.archive.backup import tar
from handbill.archive.backup.parts import BadBackup
from handbill.doctor.canary import Canary, send
from handbill.doctor.database import missing
from handbill.doctor.finding import Finding, ok, wrong
from handbill.doctor.pattern import LONGEST, find
from handbill.settings import Settings

WORDS: Final[dict[str, tuple[str, ...]]] = {
    "newswire_version": ("fields",),
    "newswire_amendment": ("fields",),
    "newswire_decision": ("fields",),
    "newswire_article": ("title", "summary", "byline"),
    "newswire_complaint": ("text",),
    "newswire_offer": ("text",),
    "newswire_guideline": ("title", "text", "translations"),
    "newswire_sitepage": ("title", "text"),
    "newswire_editor": ("name",),
    "guard_question": ("text", "answers", "translations"),
}
"""The columns that hold what people wrote on purpose. A new column is strict until it is named here."""

PIECE: Final = 2**20
"""Bytes read at a time: a file of any size needs little memory."""

BACKUP: Final = ".backup"
"""How the name of one ends that `handbill upgrade` keeps."""

MOST: Final = 20
"""Traces told of one file; then their number."""

Allowed = Callable[[str], bool]


def traces(site: Settings) -> Iterator[Finding]:
    """Give a finding for each trace, and one that says what was searched."""
    canary, answered = send(site)
    if canary:
        yield ok(f"{answered} marked requests were sent to the site, to be searched for")
    said = {match for _offset, match in find((site.folder / "site.toml").read_bytes())}
    said |= _listening(site)
    try:
        for table, column, match in () if missing(site) else _columns(said, canary):
            yield wrong(f"database, table {table}, column {column}: {match}")
    except Error as error:
        yield wrong(f"the database could not be searched: {error}")
    words = "\n".join(said)
    files = size = 0
    for file in _files(site):
        try:
            size += file.stat().st_size
            files += 1
            yield from _told(file, list(_limited(file, words, canary)))
        except FileNotFoundError:  # a page that was just replaced, a log that was just emptied
            continue
        except OSError as error:
            yield wrong(f"{file} cannot be searched: {error.strerror}")
    elsewhere = "; PostgreSQL's own files and log are its operator's to look at" if site.database_url else ""
    yield ok(
        f"{files:,} files with {size:,} bytes were searched, and every column of the database{elsewhere}"
    )


def _told(file: Path, found: list[tuple[int, str]]) -> Iterator[Finding]:
    for offset, match in found[:MOST]:
        packed = " of what it unpacks to" if file.suffix in {".gz", BACKUP} else ""
        yield wrong(f"{file}, byte {offset:,}{packed}: {match}")
    if len(found) > MOST:
        yield wrong(f"{file}: more than {MOST} in all")


def _columns(said: set[str], canary: Canary | None) -> Iterator[tuple[str, str, str]]:
    """Give what stands in columns that are nobody's words, and add to `said` what stands in those that are."""
    own = set(said)
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        tables = [
            (table, [column.name for column in connection.introspection.get_table_description(cursor, table)])
            for table in connection.introspection.table_names(cursor)
        ]
    for table, columns in tables:
        theirs = [column in WORDS.get(table, ()) for column in columns]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(map(quote, columns))} FROM {quote(table)}")  # noqa: S608 - names that the database gave
            while rows := cursor.fetchmany(200):
                for row in rows:
                    for column, is_theirs, value in zip(columns, theirs, row, strict=True):
                        for _offset, match in canary.find(_bytes(value)) if canary else ():
                            yield table, column, match
                        for _offset, match in find(_bytes(value)):
                            if is_theirs:
                                said.add(match)
                            elif match not in own:
                                yield table, column, match


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return str(value).encode("utf-8", "surrogatepass")


def _listening(site: Settings) -> set[str]:
    """Give the address that the front listens on: it is the site's own."""
    try:
        written = (sockets.run_folder(site.data) / "nginx.conf").read_bytes()
    except OSError:
        return set()
    lines = re.findall(rb"^\s*listen [^;]*;", written, re.MULTILINE)
    return {match for line in lines for _offset, match in find(line)}


def _files(site: Settings) -> Iterator[Path]:
    """Give every file that the site has written. Links are not followed, sockets not opened."""
    run = sockets.run_folder(site.data)
    for top in (site.folder, *([] if run.is_relative_to(site.folder) else [run])):
        for place, _folders, names in os.walk(top):
            for name in sorted(names):
                file = Path(place) / name
                if file.is_file() and not file.is_symlink():
                    yield file


def _limited(file: Path, words: str, canary: Canary | None = None) -> Iterator[tuple[int, str]]:
    """Give the first traces of a file, one more than is told."""
    left = MOST + 1

    def look(data: bytes) -> list[tuple[int, str]]:
        return [*find(data), *(canary.find(data) if canary else ())]

    for offset, match in _traces_in(file, look):
        if match not in words:  # a part of one is in people's words too: a database page may end within it
            yield offset, match
            left -= 1
            if not left:
                return


def _traces_in(
    file: Path, look: Callable[[bytes], list[tuple[int, str]]] = find
) -> Iterator[tuple[int, str]]:
    """Search a file in pieces that overlap, so that nothing hides where two meet."""
    before, start, first = b"", 0, 0
    for piece in _pieces(file):
        data = before + piece
        sure = max(len(data) - LONGEST, 0)  # what begins later is seen whole with the next piece
        yield from ((start + at, match) for at, match in look(data) if first <= at < sure)
        if sure:
            before, start, first = (
                data[sure - 1 :],
                start + sure - 1,
                1,
            )  # one byte more: whether a number goes on
        else:
            before = data
    yield from ((start + at, match) for at, match in look(before) if at >= first)


def _unpacked(data: bytes) -> bytes:
    with suppress(zlib.error):
        return zlib.decompress(data, wbits=31)
    return data


def _pieces(file: Path) -> Iterator[bytes]:
    """Read a file, a packed one as what it unpacks to, and a backup as what is in its parts."""
    with file.open("rb") as stream:
        if file.suffix == BACKUP:
            with suppress(BadBackup):
                for part in tar.read(stream):
                    data = b"".join(part.pieces())
                    yield _unpacked(data) if part.name.endswith(".gz") else data
                    yield b"\n"
                return
            stream.seek(0)
        unpack = zlib.decompressobj(wbits=31) if file.suffix == ".gz" else None
        if unpack is None:
            yield from iter(lambda: stream.read(PIECE), b"")
            return
        try:
            while not unpack.eof and (data := unpack.unconsumed_tail or stream.read(PIECE)):
                yield unpack.decompress(data, PIECE)
            yield unpack.flush()
        except zlib.error:  # it only has the name of a packed file
            stream.seek(0)
            yield from iter(lambda: stream.read(PIECE), b"")
