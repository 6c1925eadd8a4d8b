"""What a WebP says beside the picture: its chunks (RFC 9649, section 2.7), and what follows its end."""

from collections import Counter
from typing import Final

from handbill.cleaning.media import removed
from handbill.cleaning.media.traces.exif import exif
from handbill.cleaning.media.traces.xmp import xmp

_SHAPE: Final = (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF")


def webp(data: bytes) -> Counter[str]:
    """Count it."""
    found: Counter[str] = Counter()
    end = 8 + int.from_bytes(data[4:8], "little")
    at = 12
    while at + 8 <= min(end, len(data)):
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
        if kind == b"EXIF":
            found += exif(body.removeprefix(b"Exif\0\0"))
        elif kind == b"XMP ":
            found += xmp(body)
        elif kind not in _SHAPE:
            found[removed.PROFILE if kind == b"ICCP" else removed.OTHER] += 1
    found[removed.TRAILER] += any(data[end + end % 2 :])
    return +found
