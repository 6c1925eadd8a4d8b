"""A JPEG with what decoding it needs, and nothing else (ITU-T T.81, annex B): tables, frame and scans, and Adobe's word on its colours."""

import io
from collections.abc import Iterator
from typing import Final

from PIL import Image

from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.refused import BROKEN, PIXELS

_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_KEPT: Final = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD})
_END: Final = b"\xff\xd9"
_FILL: Final = 0xFF
_KNOWN: Final = _ALONE | _KEPT | {_FILL, *range(0xE0, 0xFF)}  # application data, extensions, comments
_COUNT: Final = 2  # bytes: a size counts itself
_SCAN: Final = 0xDA
_ADOBE: Final = 0xEE
_TRANSFORM: Final = 15  # where it says how colours were changed
_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})


def bare(data: bytes, most: int) -> bytes:
    """Give it without comments, application data and what follows its end.

    Raises:
        Unclean: `broken`: it is none that decoders know; `pixels`: it has more than `most`.
    """
    out = [b"\xff\xd8"]
    seen: set[int] = set()
    last = 0
    for marker, start, end in _segments(data):
        last = end
        if marker in _FRAMES and _pixels(data[start:end]) > most:
            raise Unclean(PIXELS)
        if marker in _KEPT:
            out.append(data[start:end])
            seen.add(marker)
        elif marker == _ADOBE and data[start + 4 : start + 9] == b"Adobe" and end - start > _TRANSFORM:
            out.append(
                b"\xff\xee\x00\x0eAdobe\x00\x64"
                + bytes(4)
                + data[start + _TRANSFORM : start + _TRANSFORM + 1]
            )
    if not seen & _FRAMES or _SCAN not in seen:
        raise Unclean(BROKEN)
    if data[last : last + 2] != _END:
        return _again(data)  # what follows the last picture looks like a part of it
    return b"".join([*out, b"\xff\xd9"])


def _again(data: bytes) -> bytes:
    """Decode one that is torn, and encode it again as it was."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as opened:
        opened.info.clear()
        opened.save(out, "JPEG", quality="keep")
    return out.getvalue()


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Give each marker, and where it starts and ends: a scan with all that was coded in it."""
    if not data.startswith(b"\xff\xd8"):
        raise Unclean(BROKEN)
    at = 2
    while at + 4 <= len(data) and data[at : at + 2] != _END:
        if data[at] != _FILL or data[at + 1] not in _KNOWN:
            raise Unclean(BROKEN)
        marker = data[at + 1]
        if marker == _FILL or marker in _ALONE:
            at += 1 if marker == _FILL else 2
            continue
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + size
        if size < _COUNT or end > len(data):
            raise Unclean(BROKEN)
        if marker == _SCAN:
            end = _after_scan(data, end)
        yield marker, at, end
        at = end


def _pixels(frame: bytes) -> int:
    return int.from_bytes(frame[5:7], "big") * int.from_bytes(frame[7:9], "big")


def _after_scan(data: bytes, at: int) -> int:
    """Give where the coded samples end: at a marker that is none of a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:  # noqa: PLR2004 - restarts
            return at
        at += 2
