"""An export with files, a tar: its lines, and the files that they name. What else is in it is passed over."""

import re
import sqlite3
import tarfile
from collections.abc import Iterator
from io import SEEK_END, BufferedReader, RawIOBase
from typing import Any, BinaryIO, Final, cast

from django.utils.translation import gettext as _

from handbill.archive.readers import jsonl
from handbill.archive.sources import Found, Passed, SourceError
from handbill.archive.tarred import Member
from handbill.archive.told import Told
from handbill.archive.walk import Source

_MAGIC: Final = slice(257, 262)
_IS_FILE: Final = re.compile(r"(?:\./)?(media/[A-Za-z0-9_.-]{1,200})").fullmatch
_IS_LINES: Final = re.compile(r"(?:\./)?[A-Za-z0-9_-]{1,100}\.jsonl").fullmatch


def knows(start: bytes) -> bool:
    """Tell whether a file that begins like this is a tar whose first member may be the lines."""
    name = start[:100].rstrip(b"\0").decode("ascii", "replace")
    return start[_MAGIC] == b"ustar" and bool(_IS_LINES(name))


def read(source: Source, stream: BinaryIO, _told: Told) -> Iterator[Found]:
    """Read the lines of a tar; its files are opened where they lie.

    Raises:
        SourceError: it is no such tar, or cut off.
    """
    crate = Crate(stream)
    try:
        lines = crate.open()
    except tarfile.TarError:
        raise SourceError(_("%(file)s is no whole tar.") % {"file": source.name}) from None
    yield from jsonl.read(source.name, lines, crate.find)
    yield Passed(crate.beside)


class Crate:
    """Where each file of a tar lies. Only places are kept, in a temporary database: there may be millions."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.beside = 0  # bytes that are no lines
        self.base = sqlite3.connect("")  # a temporary file of SQLite's own, deleted when it is closed
        self.base.execute(
            "CREATE TABLE place (name TEXT PRIMARY KEY, at INTEGER, size INTEGER) WITHOUT ROWID"
        )

    def open(self) -> BinaryIO:
        """Look at what is there, and give the lines.

        Raises:
            TarError: there are none, or it is cut off.
        """
        lines = None
        whole = self.stream.seek(0, SEEK_END)
        self.stream.seek(0)
        with tarfile.open(fileobj=self.stream, mode="r:", tarinfo=Member) as tar:
            for member in tar:
                plain = member.type == tarfile.REGTYPE and not member.issparse()
                match = _IS_FILE(member.name) if plain else None
                if plain and lines is None and _IS_LINES(member.name):
                    lines = (member.offset_data, member.size)
                elif match:
                    row = (match[1], member.offset_data, member.size)
                    self.base.execute("INSERT OR IGNORE INTO place VALUES (?, ?, ?)", row)
                tar.members.clear()  # type: ignore[attr-defined]  # it would keep all of them
        if lines is None or lines[0] + lines[1] > whole:
            raise tarfile.ReadError
        self.beside = whole - lines[1]
        return part(self.stream, *lines)

    def find(self, name: str) -> BinaryIO:
        """Open a file of the tar.

        Raises:
            LookupError: it has none of that name.
        """
        row = self.base.execute("SELECT at, size FROM place WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise LookupError(name)
        return part(self.stream, *row)


def part(stream: BinaryIO, at: int, size: int) -> BinaryIO:
    """Give a part of a file, as a file."""
    return cast("BinaryIO", BufferedReader(_Slice(stream, at, size)))


class _Slice(RawIOBase):
    """A part of a file, as a file."""

    def __init__(self, stream: BinaryIO, at: int, size: int) -> None:
        super().__init__()
        self.stream, self.at, self.left = stream, at, size

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any, /) -> int:
        self.stream.seek(self.at)  # another part may have been read meanwhile
        data = self.stream.read(min(len(into), self.left))
        into[: len(data)] = data
        self.at += len(data)
        self.left -= len(data)
        return len(data)
