"""A web archive whose records are all packed as one: none can be opened by itself until all of it is unpacked."""

import zlib
from io import SEEK_END
from typing import BinaryIO, Final

from handbill.archive import unpacking
from handbill.archive.unpacking import Room, inflated

_FIRST: Final = 100_000_000
"""Bytes of the first record, behind which another one may stand."""
_MARK: Final = 8  # bytes by which that is known, without the last


def knows(stream: BinaryIO, room: Room) -> bool:
    """Tell whether all records are packed as one, so that none can be opened by itself.

    Raises:
        TooLargeError: more is unpacked than may be.
    """
    if stream.read(2) != b"\x1f\x8b":
        stream.seek(0)
        return False
    stream.seek(0)
    inflating, size, data = zlib.decompressobj(31), 0, b""
    try:
        while not inflating.eof and size < _FIRST and (piece := stream.read(1 << 14)):
            data = data[-_MARK:] + inflating.decompress(piece)
            size += len(data)
            room.take(len(data))
            if data.find(b"\r\n\r\nWARC/") >= 0:
                return True
    except zlib.error:
        return False
    finally:
        stream.seek(0)
    return False


def unpacked(stream: BinaryIO) -> BinaryIO:
    """Give it unpacked, on the disc; as much as there is of it.

    Raises:
        TooLargeError, OSError: it cannot be.
    """
    size = stream.seek(0, SEEK_END)
    stream.seek(0)
    return unpacking.unpacked(inflated(stream), Room(size))
