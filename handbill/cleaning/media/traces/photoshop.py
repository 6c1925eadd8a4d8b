"""What Photoshop's image resources and IPTC's datasets tell: Adobe Photoshop File Formats, "Image Resources"; IIM 4.2."""

from collections import Counter
from typing import Final

from handbill.cleaning.media import removed
from handbill.cleaning.media.traces.codes import DATASETS
from handbill.cleaning.media.traces.xmp import xmp

_IPTC: Final = 0x0404
_XMP: Final = 0x0424
_CODES: Final = {
    0x0409: removed.THUMBNAIL,
    0x040C: removed.THUMBNAIL,
    0x040F: removed.PROFILE,
    0x040A: removed.RIGHTS,
    0x0422: removed.CAMERA,
    0x0423: removed.CAMERA,
}


def photoshop(data: bytes) -> Counter[str]:
    """Count what its resources tell."""
    found: Counter[str] = Counter()
    at = data.find(b"8BIM")
    while at >= 0 and data[at : at + 4] == b"8BIM":
        kind = int.from_bytes(data[at + 4 : at + 6], "big")
        name = data[at + 6]
        at += 6 + name + 1 + (name + 1) % 2
        size = int.from_bytes(data[at : at + 4], "big")
        body = data[at + 4 : at + 4 + size]
        at += 4 + size + size % 2
        if kind == _IPTC:
            found += iptc(body)
        elif kind == _XMP:
            found += xmp(body)
        else:
            found[_CODES.get(kind, removed.OTHER)] += 1
    return found


def iptc(data: bytes) -> Counter[str]:
    """Count what its datasets tell; those of record 1 are about its own encoding."""
    found: Counter[str] = Counter()
    at = 0
    while data[at : at + 1] == b"\x1c" and at + 5 <= len(data):
        record, number, size = data[at + 1], data[at + 2], int.from_bytes(data[at + 3 : at + 5], "big")
        at += 5
        if size & 0x8000:
            longer = size & 0x7FFF
            size = int.from_bytes(data[at : at + longer], "big")
            at += longer
        at += size
        if record > 1 and (record, number) != (2, 0):
            found[DATASETS.get(number, removed.OTHER) if record == 2 else removed.OTHER] += 1
    return found
