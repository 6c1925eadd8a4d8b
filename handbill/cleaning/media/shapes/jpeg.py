"""A JPEG without anything that is said beside the picture: ITU-T T.81, annex B; JFIF 1.02."""

from typing import Final

from handbill.cleaning.media.shapes.shape import Bytes, must

_SOI: Final = b"\xff\xd8"
_EOI: Final = b"\xff\xd9"
_SOS: Final = b"\xff\xda"
_JFIF: Final = b"\xff\xe0"
_FRAMES: Final = (b"\xff\xc0", b"\xff\xc2")  # baseline, progressive
_TABLES: Final = (b"\xff\xdb", b"\xff\xc4", b"\xff\xdd")  # quantisation, Huffman, restarts
_TABLE: Final = 2_000
"""Bytes of tables in one segment at most."""


def jpeg(data: bytes) -> tuple[int, int]:
    """Give width and height."""
    left, size = Bytes(data), None
    must(left.take(2) == _SOI, "no JPEG")
    while (marker := left.take(2)) != _EOI:
        body = left.take(left.big(2) - 2)
        if marker == _SOS:
            must(size is not None, "a scan before the frame")
            _scan(left)
        elif marker in _FRAMES:
            must(size is None and len(body) == 6 + 3 * body[5], "two frames, or a crooked one")
            size = int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big")
        elif marker == _JFIF:
            must(left.at == 20 and body[:5] == b"JFIF\0" and len(body) == 14, "a JFIF header that is none")
            must(body[12:] == b"\0\0", "a thumbnail")
        else:
            must(marker in _TABLES and len(body) <= _TABLE, f"a segment {marker.hex()}")
    must(not left, "bytes after the end")
    must(size is not None, "no frame")
    return size or (0, 0)


def _scan(left: Bytes) -> None:
    """Pass over the coded samples: until a marker that is neither a stuffed byte nor a restart."""
    while True:
        left.at = left.data.find(b"\xff", left.at)
        must(left.at >= 0, "no end")
        following = left.data[left.at + 1 : left.at + 2]
        if following != b"\0" and not b"\xd0" <= following <= b"\xd7":
            return
        left.at += 2
