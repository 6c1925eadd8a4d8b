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
LEAST: Final = 64_000_000
"""Bytes that it may have anyhow."""
SPARE: Final = 200_000_000
"""Bytes of the disc that stay free for the site."""
LISTED: Final = 8_000_000
"""Bytes of the list of a zip, which is in memory whole: tens of thousands of files."""
_PIECE: Final = 1 << 20
_LOOK: Final = 16  # pieces between two looks at the disc
_SIZE: Final = 5  # where the size of its list stands in what a zip ends with


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


def unpacked(parts: Iterable[bytes], packed: int) -> BinaryIO:
    """Put it into a file without a name, which is open at its beginning. `packed`: bytes that it had before.

    Raises:
        TooLargeError, OSError: as `Room.put`.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it
    try:
        Room(packed).put(parts, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


class Room:
    """How much a source may become that has so many bytes packed, in one file or in many."""

    def __init__(self, packed: int) -> None:
        self._left = max(LEAST, TIMES * packed)

    def put(self, parts: Iterable[bytes], out: BinaryIO) -> None:
        """Write a file.

        Raises:
            TooLargeError: there is more than anything honest has.
            OSError: the disc has no room for it.
        """
        for count, part in enumerate(parts):
            self._left -= len(part)
            if self._left < 0:
                what = _(
                    "unpacked it is more than %(count)d times as large, which no archive is; it was not read"
                )
                raise TooLargeError(what % {"count": TIMES})
            if count % _LOOK == 0:
                _demand_room(out)
            out.write(part)
        out.flush()


def zipped(stream: BinaryIO) -> zipfile.ZipFile:
    """Open a zip whose list fits into memory.

    Raises:
        TooLargeError: it does not.
        BadZipFile: it is none.
    """
    end = zipfile._EndRecData(stream)  # type: ignore[attr-defined]  # noqa: SLF001 - the list is read whole by what is public
    if end and end[_SIZE] > LISTED:
        raise TooLargeError(_("there are too many files in this zip; it was not read"))
    return zipfile.ZipFile(stream)


def _demand_room(out: BinaryIO) -> None:
    room = os.fstatvfs(out.fileno())
    if room.f_bavail * room.f_frsize < SPARE:
        words = _("there is no room to unpack it: %(count)d MB of the disc stay free")
        raise OSError(errno.ENOSPC, words % {"count": SPARE // 1_000_000})
