"""What is packed in a source is unpacked into a private file, a piece at a time: no further than archives go, and never to the end of the disc."""

import errno
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

TIMES: Final = 100
"""So many times as large as it was packed it may become: texts become ten times as large, what was made to fill discs a thousand times."""
READ: Final = 500
"""So many times as many bytes as it has packed are read of a web archive to learn what is where, as many for its pages, and as many for what they show."""
LEAST: Final = 64_000_000
"""Bytes that it may have anyhow."""
SPARE: Final = 200_000_000
"""Bytes of the disc that stay free for the site."""
LISTED: Final = 8_000_000
"""Bytes of the list of a zip, which is in memory whole: tens of thousands of files."""
_PIECE: Final = 1 << 20
_LOOK: Final = 16  # pieces between two looks at the disc
_SIZE: Final = 5  # where the size of its list stands in what a zip ends with
_ENTRY: Final = 4096
"""Bytes of a disc that a file or folder takes, whatever is in it."""
_FEW: Final = 5_000
"""Files that the disc can still take beside."""
_HEADER: Final = 30  # bytes before a file in a zip, without its name (APPNOTE 4.3.7)


class TooLargeError(ValueError):
    """It becomes larger than anything honest does; the words are for the operator."""


def inflated(stream: BinaryIO) -> Iterator[bytes]:
    """Give what gzip has packed (RFC 1952), of all members; where it is broken it ends."""
    unpacking = zlib.decompressobj(31)
    while piece := stream.read(_PIECE):
        while piece:
            try:
                yield unpacking.decompress(piece, _PIECE)
            except zlib.error:
                return
            piece = unpacking.unconsumed_tail
            if unpacking.eof:
                piece, unpacking = unpacking.unused_data, zlib.decompressobj(31)


def pieces(stream: BinaryIO) -> Iterator[bytes]:
    """Give what is in a stream."""
    while piece := stream.read(_PIECE):
        yield piece


def unpacked(parts: Iterable[bytes], room: "Room") -> BinaryIO:
    """Put it into a file without a name, which is open at its beginning.

    Raises:
        TooLargeError, OSError: as `Room.put`.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it
    try:
        room.put(parts, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


class Room:
    """How much a source may become that has so many bytes packed, in one file or in many; or how much may be read of it."""

    def __init__(self, packed: int, times: int | None = None) -> None:
        self._times = TIMES if times is None else times
        self._left = max(LEAST, self._times * packed)

    def put(self, parts: Iterable[bytes], out: BinaryIO) -> None:
        """Write a file.

        Raises:
            TooLargeError: there is more than anything honest has.
            OSError: the disc has no room for it.
        """
        self.take(_ENTRY)
        _demand_room(out)
        for count, part in enumerate(parts, 1):
            self.take(len(part))
            if count % _LOOK == 0:
                _demand_room(out)
            out.write(part)
        out.flush()

    def folders(self, count: int) -> None:
        """Make so many folders.

        Raises:
            TooLargeError: there are more than anything honest has.
        """
        self.take(count * _ENTRY)

    def take(self, size: int) -> None:
        """Note that so many bytes were unpacked, wherever they go. Once they were too many no more fit.

        Raises:
            TooLargeError: they are more than anything honest has.
        """
        left, self._left = self._left, max(0, self._left - size)
        if size > left:
            raise self._too_large()

    def demand(self, size: int) -> None:
        """Look whether so many bytes more may come.

        Raises:
            TooLargeError: they are more than anything honest has.
        """
        if size > self._left:
            raise self._too_large()

    def _too_large(self) -> TooLargeError:
        what = _(
            "unpacked it is more than %(count)d times as large, which no archive is; it was not read any further"
        )
        return TooLargeError(what % {"count": self._times})


class Rooms:
    """How much may be read of a web archive, in each way by itself: a picture that is read too often costs no page."""

    def __init__(self, packed: int) -> None:
        self.index, self.pages, self.files = (Room(packed, READ) for _way in range(3))


def zipped(stream: BinaryIO) -> zipfile.ZipFile:
    """Open a zip whose list fits into memory, and in which no file lies in another: so all of them are no more than there is of it.

    Raises:
        TooLargeError: it does not.
        BadZipFile: it is none, or they do.
    """
    end = zipfile._EndRecData(stream)  # type: ignore[attr-defined]  # noqa: SLF001 - the list is read whole by what is public
    if end and end[_SIZE] > LISTED:
        raise TooLargeError(_("there are too many files in this zip; it was not read"))
    packed = zipfile.ZipFile(stream)
    end_of_last = 0
    for at, size in sorted((one.header_offset, one.compress_size) for one in packed.infolist()):
        if at < end_of_last:
            raise zipfile.BadZipFile("a file lies in another one")
        end_of_last = at + _HEADER + size
    return packed


def _demand_room(out: BinaryIO) -> None:
    room = os.fstatvfs(out.fileno())
    if room.f_bavail * room.f_frsize < SPARE:
        words = _("there is no room to unpack it: %(count)d MB of the disc stay free")
        raise OSError(errno.ENOSPC, words % {"count": SPARE // 1_000_000})
    if room.f_files and room.f_favail < _FEW:  # where a disc has a number of files that it can take
        raise OSError(errno.ENOSPC, _("there is no room to unpack it: the disc can take few files more"))
