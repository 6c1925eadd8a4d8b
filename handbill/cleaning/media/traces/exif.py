"""What TIFF says of a picture: in a file of its own, or as Exif in another one. TIFF 6.0, section 2; Exif 2.32, section 4.6."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, Literal

from handbill.cleaning.media import removed
from handbill.cleaning.media.traces.codes import SHAPE, TAGS
from handbill.cleaning.media.traces.photoshop import iptc, photoshop
from handbill.cleaning.media.traces.xmp import xmp

_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_EXIF: Final = 0x8769
_GPS: Final = 0x8825
_VERSION: Final = 0
_XMP: Final = 0x02BC
_IPTC: Final = 0x83BB
_PHOTOSHOP: Final = 0x8649
_SUBFILE: Final = 0x00FE
_MOST: Final = 4096  # tags of one directory, and directories


def exif(data: bytes) -> Counter[str]:
    """Count what it tells; further directories are thumbnails."""
    return _counted(data, removed.THUMBNAIL)


def tiff(data: bytes) -> Counter[str]:
    """Count what a file tells; further directories are pages."""
    return _counted(data, removed.FRAMES)


def _counted(data: bytes, further: str) -> Counter[str]:
    found: Counter[str] = Counter()
    order: Literal["little", "big"] = "little" if data[:2] == b"II" else "big"
    at, seen = int.from_bytes(data[4:8], order), set[int]()
    while at and at not in seen and len(seen) < _MOST:
        is_first = not seen
        seen.add(at)
        tags, at = _directory(data, at, order)
        if is_first:
            for tag, value in tags.items():
                found += _of_tag(data, tag, value, order)
        else:
            small = int.from_bytes(tags.get(_SUBFILE, b""), order) & 1
            found[removed.THUMBNAIL if small else further] += 1
    return found


def _of_tag(data: bytes, tag: int, value: bytes, order: Literal["little", "big"]) -> Counter[str]:
    if tag == _XMP:
        return xmp(value)
    if tag == _IPTC:
        return iptc(value)
    if tag == _PHOTOSHOP:
        return photoshop(value)
    if tag == _GPS:
        inside, _ = _directory(data, int.from_bytes(value, order), order)
        return Counter({removed.POSITION: len(inside.keys() - {_VERSION})})
    if tag == _EXIF:
        inside, _ = _directory(data, int.from_bytes(value, order), order)
        return Counter(TAGS.get(one, removed.CAMERA) for one in inside if one not in SHAPE)
    return Counter() if tag in SHAPE else Counter([TAGS.get(tag, removed.OTHER)])


def _directory(data: bytes, at: int, order: Literal["little", "big"]) -> tuple[dict[int, bytes], int]:
    """Give the tags of a directory with their bytes, and where the next one is."""
    count = int.from_bytes(data[at : at + 2], order)
    entries = data[at + 2 : at + 2 + 12 * count]
    after = at + 2 + 12 * count
    return dict(_entries(data, entries, order)), int.from_bytes(data[after : after + 4], order)


def _entries(data: bytes, entries: bytes, order: Literal["little", "big"]) -> Iterator[tuple[int, bytes]]:
    for start in range(0, min(len(entries), 12 * _MOST) - 11, 12):
        tag, kind = (int.from_bytes(entries[start + at : start + at + 2], order) for at in (0, 2))
        size = _SIZES.get(kind, 1) * int.from_bytes(entries[start + 4 : start + 8], order)
        value = entries[start + 8 : start + 12]
        place = int.from_bytes(value, order)
        yield tag, value[:size] if size <= 4 else data[place : place + size]
