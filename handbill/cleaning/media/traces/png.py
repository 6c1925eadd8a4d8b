"""What a PNG says beside the picture: its chunks (PNG 3, sections 4.7 and 11), and what follows its end."""

import re
import zlib
from collections import Counter
from typing import Final

from handbill.cleaning.media import removed
from handbill.cleaning.media.traces.codes import of_name
from handbill.cleaning.media.traces.exif import exif
from handbill.cleaning.media.traces.xmp import xmp

_SHAPE: Final = frozenset(
    re.findall(
        b"....",
        b"IHDRPLTEIDATtRNScHRMgAMAsBITsRGBcICPmDCVcLLIbKGDhISTpHYssPLTacTLfcTLfdAToFFspCALsCALsTERgIFg",
    )
)
_XMP: Final = b"XML:com.adobe.xmp"
_RAW: Final = b"Raw profile type "
_TEXT: Final = 1_000_000
"""Bytes of a compressed text that are looked at."""


def png(data: bytes) -> Counter[str]:
    """Count it."""
    found: Counter[str] = Counter()
    at = 8
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        at += 12 + size
        if kind == b"IEND":
            found[removed.TRAILER] += any(data[at : at + _TEXT])
            return +found
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            found += _text(kind, body)
        elif kind == b"eXIf":
            found += exif(body)
        elif kind not in _SHAPE:
            found[{b"iCCP": removed.PROFILE, b"tIME": removed.TIME}.get(kind, removed.OTHER)] += 1
    return found


def _text(kind: bytes, body: bytes) -> Counter[str]:
    name, _, rest = body.partition(b"\0")
    if name == _XMP and kind == b"iTXt":
        is_packed, (*_, text) = rest[:1] == b"\1", rest.split(b"\0", 3)
        return xmp(_inflated(text) if is_packed else text)
    if name.startswith(_RAW):  # as ImageMagick writes them: a number, and hexadecimal digits
        text = _inflated(rest[1:]) if kind == b"zTXt" else rest
        raw = bytes.fromhex("".join(text.decode("ascii", "ignore").split()[2:]))
        if b"Exif\0\0" in raw[:16]:
            return exif(raw[raw.index(b"Exif\0\0") + 6 :])
        return xmp(raw) if b"xmp" in name else Counter([removed.METADATA])
    return Counter([of_name(name.decode("latin-1"))])


def _inflated(packed: bytes) -> bytes:
    return zlib.decompressobj().decompress(packed, _TEXT)
