"""What a JPEG says beside the picture: its segments (ITU-T T.81, annex B), and what follows its end."""

from collections import Counter
from collections.abc import Callable
from typing import Final

from handbill.cleaning.media import removed
from handbill.cleaning.media.traces.exif import exif
from handbill.cleaning.media.traces.photoshop import photoshop
from handbill.cleaning.media.traces.xmp import xmp

_COM: Final = 0xFE
_SOS: Final = 0xDA
_EOI: Final = 0xD9
_APP: Final = range(0xE0, 0xF0)
_BARE: Final = (0x01, *range(0xD0, 0xD9))


def jpeg(data: bytes) -> Counter[str]:
    """Count it."""
    found: Counter[str] = Counter()
    at = 2
    while data[at : at + 1] == b"\xff":
        kind = data[at + 1]
        at += 1 if kind == 0xFF else 2
        if kind == _EOI:
            return found + _after(data[at:])
        if kind == 0xFF or kind in _BARE:
            continue
        size = int.from_bytes(data[at : at + 2], "big")
        found += _segment(kind, data[at + 2 : at + size], found)
        at += size
        if kind == _SOS:
            at = _next(data, at)
    return found


def _segment(kind: int, body: bytes, found: Counter[str]) -> Counter[str]:
    if kind == _COM:
        return Counter([removed.COMMENT])
    if kind not in _APP:
        return Counter()
    for start, count in _HEADS:
        if body.startswith(start):
            counted = count(body[len(start) :])
            return Counter() if found[removed.PROFILE] and counted[removed.PROFILE] else counted  # in pieces
    return Counter([removed.OTHER])


_HEADS: Final[tuple[tuple[bytes, Callable[[bytes], Counter[str]]], ...]] = (
    (b"JFIF\0", lambda rest: Counter([removed.THUMBNAIL] if any(rest[7:9]) else [])),
    (b"JFXX\0", lambda _rest: Counter([removed.THUMBNAIL])),
    (b"Exif\0\0", exif),
    (b"http://ns.adobe.com/xap/1.0/\0", xmp),
    (b"http://ns.adobe.com/xmp/extension/\0", xmp),
    (b"ICC_PROFILE\0", lambda _rest: Counter([removed.PROFILE])),
    (b"Photoshop 3.0\0", photoshop),
    (b"MPF\0", lambda _rest: Counter()),  # tells where further pictures are, which are counted there
    (b"Adobe", lambda _rest: Counter()),  # which colours the samples are
)


def _next(data: bytes, at: int) -> int:
    """Pass over coded samples."""
    while 0 <= (at := data.find(b"\xff", at)) < len(data) - 1:
        if data[at + 1] and not 0xD0 <= data[at + 1] < 0xD8:
            return at
        at += 2
    return len(data)


def _after(rest: bytes) -> Counter[str]:
    """Count further pictures behind it, and what they say, and then the rest: a film of a moving picture, say."""
    if rest.startswith(b"\xff\xd8\xff"):
        return Counter([removed.FRAMES]) + jpeg(rest)
    return Counter([removed.TRAILER] if rest.strip(b"\0") else [])
