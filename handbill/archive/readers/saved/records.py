"""Records of a web archive, by warcio: one after the other, or one by its place. None takes more memory than a piece of it, and its headers."""

import contextlib
import errno
import io
import logging
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader, DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

from handbill.archive.unpacking import Room

HEAD: Final = 256_000
"""Bytes of all headers of a record: those of the archive, and those of the answer."""
BROKEN: Final = (
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
_OURS: Final = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EIO,
        errno.EROFS,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
    }
)
"""Errors that are not the archive's: the machine has no room, or cannot read its disc."""

logging.getLogger("warcio").setLevel(
    logging.CRITICAL
)  # what it warns of is named in the report, if it matters


def demand_theirs(error: Exception) -> None:
    """Let an error pass that is the archive's.

    Raises:
        OSError: it is the machine's.
    """
    if isinstance(error, OSError) and error.errno in _OURS:
        raise error


class Records:
    """The records from where a stream stands. All that is unpacked of them is taken from a room."""

    def __init__(self, stream: BinaryIO, room: Room) -> None:
        self._all = ArchiveIterator(stream, arc2warc=True)
        self._all.reader = self._reader = _Bounded(self._all.fh)
        self._reader.room = room

    @property
    def offset(self) -> int:
        """Where it stands: where it broke, if it did."""
        return max(0, int(self._all.offset))

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        """Give each with the place where it begins."""
        while record := self.next():
            yield self._all.get_record_offset(), record

    def next(self) -> Any:
        """Give the next one; None at the end. warcio writes to standard error what it raises besides."""
        self._reader.head = 0
        with contextlib.redirect_stderr(io.StringIO()):
            return next(self._all, None)


def content(stream: BinaryIO, offset: int, room: Room) -> BufferedReader:
    """Give what the record at a place holds, as it was before it was sent.

    Raises:
        TooLargeError: more is unpacked than may be.
        Exception: one of BROKEN.
    """
    stream.seek(offset)
    record = Records(stream, room).next()
    said = record.http_headers
    encoding = (said.get_header("content-encoding") or "").lower() if said else ""
    chunked = bool(said) and (said.get_header("transfer-encoding") or "").lower() == "chunked"
    known = encoding if encoding in BufferedReader.get_supported_decompressors() else None
    body = _Unchunked(record.raw_stream) if chunked else record.raw_stream
    return _Unpacked(body, room, known) if known else BufferedReader(body)


class _Unpacked(BufferedReader):  # type: ignore[misc]  # it has no types
    """An answer that was packed once more."""

    def __init__(self, stream: Any, room: Room, how: str) -> None:
        super().__init__(stream, decomp_type=how)
        self.room = room

    def read(self, length: int | None = None) -> bytes:
        data: bytes = super().read(length)
        self.room.take(len(data))
        return data


class _Bounded(DecompressingBufferedReader):  # type: ignore[misc]  # it has no types
    """Gives lines until there were too many bytes of them, as headers have an end. What it gives is taken from a room."""

    head = 0
    room: Room

    def read(self, length: int | None = None) -> bytes:
        self.head = 0
        data: bytes = super().read(length)
        self.room.take(len(data))
        return data

    def readline(self, length: int | None = None) -> bytes:
        most = HEAD + 1 - self.head
        line: bytes = super().readline(min(length, most) if length else most)
        self.head += len(line)
        self.room.take(len(line))
        if self.head > HEAD:
            raise ArchiveLoadFailed("headers without an end")
        return line


class _Unchunked:
    """The body of an answer in chunks (RFC 9112, section 7.1), a piece at a time. What is in none after all is as it stands."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.left = 0  # of a chunk
        self.plain = b""  # what was read and is no size of a chunk
        self.state = "chunks"

    def read(self, size: int) -> bytes:
        """Give some bytes of it; none at its end."""
        if self.state == "chunks" and not self.left:
            self._begin()
        if self.state == "plain":
            data, self.plain = self.plain or self.stream.read(size), b""
            return bytes(data)
        data = self.stream.read(min(size, self.left)) if self.left else b""
        self.left = self.left - len(data) if data else 0
        if data and not self.left and (end := self.stream.readline(2)) not in {b"\r\n", b"\n", b""}:
            self.plain, self.state = end, "plain"
        return bytes(data)

    def _begin(self) -> None:
        line = self.stream.readline(64)
        said = line.partition(b";")[0].strip()
        try:
            self.left = int(said, 16) if line.endswith(b"\n") else -1
        except ValueError:
            self.left = -1
        if self.left < 0:
            self.left, self.plain, self.state = 0, line, "plain"
        elif self.left == 0:
            self.state = "end"
