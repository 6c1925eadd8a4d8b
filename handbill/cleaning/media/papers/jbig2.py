"""A row of JBIG2 segments as PDF embeds it, without those that are remarks (ITU-T T.88, section 7.2)."""

from typing import Final

from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.refused import BROKEN

_KEPT: Final = frozenset({0, 4, 6, 7, 16, 20, 22, 23, 36, 38, 39, 40, 42, 43, 48, 50, 53})
_DROPPED: Final = frozenset({49, 51, 52, 62})  # ends, profiles, extensions
_MANY: Final = 7
_UNKNOWN: Final = 0xFFFFFFFF


def bare(data: bytes) -> bytes:
    """Give the segments that a picture needs.

    Raises:
        Unclean: `broken`: it is no row of segments that are known.
    """
    out = []
    at = 0
    while at < len(data):
        number = int.from_bytes(data[at : at + 4], "big")
        if at + 11 > len(data):
            break  # filled up
        flags = data[at + 4]
        count = data[at + 5] >> 5
        here = at + 6
        if count == _MANY:
            count = int.from_bytes(data[at + 5 : at + 9], "big") & 0x1FFFFFFF
            here = at + 9 + (count + 8) // 8
        here += count * (1 if number <= 256 else 2 if number <= 65_536 else 4)  # noqa: PLR2004 - 7.2.5
        here += 4 if flags & 0x40 else 1
        size = int.from_bytes(data[here : here + 4], "big")
        end = here + 4 + size
        if size == _UNKNOWN or end > len(data) or flags & 0x3F not in _KEPT | _DROPPED:
            raise Unclean(BROKEN)
        if flags & 0x3F in _KEPT:
            out.append(data[at:end])
        at = end
    return b"".join(out)
