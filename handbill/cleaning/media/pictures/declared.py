"""Which colours a picture says by number that it is in, where it brings no profile: ITU-T H.273, in PNG's cICP and in AVIF's colr."""

from typing import Final

from handbill.cleaning.media.shapes.shape import Bytes, Shapeless

FIRST: Final = 65_536
"""Bytes of a file that are looked at: it stands before the picture."""
_NONE: Final = 0
_META: Final = b"meta"
_BOXES: Final = (b"iprp", b"ipco")


def primaries(first: bytes) -> int:
    """Give the number of its primaries; 0 where it says none."""
    try:
        if first.startswith(b"\x89PNG"):
            return _of_png(Bytes(first[8:]))
        return _of_boxes(Bytes(first)) if first[4:8] == b"ftyp" else _NONE
    except Shapeless:  # it ends here: then it does not say
        return _NONE


def _of_png(left: Bytes) -> int:
    while left:
        size, kind = left.big(4), left.take(4)
        body = left.take(size)
        if kind == b"cICP":
            return body[0] if body else _NONE
        left.take(4)
    return _NONE


def _of_boxes(left: Bytes) -> int:
    while left:
        size, kind = left.big(4), left.take(4)
        if kind == _META:
            left.take(4)
        elif kind == b"colr" and left.data[left.at : left.at + 4] == b"nclx":
            return int.from_bytes(left.data[left.at + 4 : left.at + 6], "big")
        elif kind not in _BOXES:
            left.take(size - 8)
    return _NONE
