"""What an AVIF or HEIC says beside the picture: boxes and items (ISO/IEC 14496-12, sections 4.2 and 8.11; 23008-12)."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from handbill.cleaning.media import removed
from handbill.cleaning.media.traces.exif import exif
from handbill.cleaning.media.traces.xmp import xmp

_SHAPE: Final = (b"ftyp", b"styp", b"meta", b"mdat", b"moov", b"free", b"skip", b"wide", b"idat", b"pdin")
_ALPHAS: Final = (b"auxid:1\0", b":alpha\0")
_MOST: Final = 10_000  # boxes and items


def iso(data: bytes) -> Counter[str]:
    """Count it."""
    found: Counter[str] = Counter()
    for kind, body in _boxes(data):
        if kind == b"meta":
            found += _meta(data, body[4:])
        elif kind not in _SHAPE:
            found[removed.TRAILER if not kind.isalnum() else removed.OTHER] += 1
    return found


def _meta(data: bytes, meta: bytes) -> Counter[str]:
    found: Counter[str] = Counter()
    boxes = dict(_boxes(meta))
    places = dict(_places(boxes.get(b"iloc", b""), data, boxes.get(b"idat", b"")))
    for number, kind, name in _items(boxes.get(b"iinf", b"")):
        content = places.get(number, b"")
        if kind == b"Exif":
            found += exif(content[4 + int.from_bytes(content[:4], "big") :])
        elif kind == b"mime":
            found += xmp(content) if b"rdf+xml" in name else Counter([removed.METADATA])
        elif kind == b"uri ":
            found[removed.METADATA] += 1
    for kind, _ in _boxes(boxes.get(b"iref", b"")[4:]):
        found[removed.THUMBNAIL] += kind == b"thmb"
    for kind, body in _boxes(dict(_boxes(boxes.get(b"iprp", b""))).get(b"ipco", b"")):
        found[removed.PROFILE] += kind == b"colr" and body[:4] in (b"prof", b"rICC")
        found[removed.FRAMES] += kind == b"auxC" and not any(name in body for name in _ALPHAS)
        found[removed.TEXT] += kind == b"udes"
        found[removed.TIME] += kind in (b"crtt", b"mdft")
    return +found


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(_MOST):
        if at + 8 > len(data):
            return
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        end = at + size if size else len(data)
        if end < at + head:
            return
        yield kind, data[at + head : end]
        at = end


def _items(iinf: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Give number, type, and the words that follow."""
    for kind, body in _boxes(iinf[6 if iinf[:1] != b"\1" else 8 :]):
        wide = body[:1] == b"\3"
        at = 8 if wide else 6
        if kind == b"infe" and body[:1] >= b"\2":
            yield int.from_bytes(body[4:at], "big"), body[at + 2 : at + 6], body[at + 6 :]


def _places(iloc: bytes, data: bytes, own: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the bytes of each item."""
    if len(iloc) < 8:
        return
    version, sizes = iloc[0], (iloc[4] >> 4, iloc[4] & 15, iloc[5] >> 4, iloc[5] & 15 if iloc[0] else 0)
    at, wide = 6, 4 if version == 2 else 2

    def take(count: int) -> int:
        nonlocal at
        at += count
        return int.from_bytes(iloc[at - count : at], "big")

    for _ in range(min(take(wide), _MOST)):
        number, inside = take(wide), take(2) & 15 if version else 0
        take(2)
        base, content = take(sizes[2]), b""
        for _ in range(take(2)):
            take(sizes[3])
            start, length = base + take(sizes[0]), take(sizes[1])
            content += (own if inside == 1 else data)[start : start + length]
        yield number, content
