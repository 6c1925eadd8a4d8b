"""What a GIF says beside the picture: its extensions (GIF89a, sections 23 to 26), and what follows its end."""

from collections import Counter
from typing import Final

from handbill.cleaning.media import removed
from handbill.cleaning.media.traces.xmp import xmp

_LOOPS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_XMP: Final = b"XMP DataXMP"
_PROFILE: Final = b"ICCRGBG1012"


def gif(data: bytes) -> Counter[str]:
    """Count it."""
    found: Counter[str] = Counter()
    at = 13 + _table(data[10])
    while at < len(data):
        kind = data[at]
        if kind == 0x3B:
            found[removed.TRAILER] += any(data[at + 1 :])
            return +found
        if kind == 0x2C:
            at = _blocks(data, at + 11 + _table(data[at + 9]))
        elif kind == 0x21:
            label, start = data[at + 1], at + 2
            at = _blocks(data, start)
            found += _extension(label, data[start:at])
        else:
            break
    return found


def _extension(label: int, blocks: bytes) -> Counter[str]:
    name = blocks[1:12]
    if label == 0xF9 or name in _LOOPS:
        return Counter()
    if label == 0xFF and name == _XMP:
        return xmp(blocks)
    if label == 0xFF:
        return Counter([removed.PROFILE if name == _PROFILE else removed.OTHER])
    return Counter([{0xFE: removed.COMMENT, 0x01: removed.TEXT}.get(label, removed.OTHER)])


def _table(flags: int) -> int:
    """Give the bytes of a table of colours."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1
