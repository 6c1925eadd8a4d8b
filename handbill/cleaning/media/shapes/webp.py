"""A WebP without anything that is said beside the picture: RFC 9649."""

from typing import Final

from handbill.cleaning.media.shapes.shape import Bytes, must

_ALPHA: Final = 0x10
_MOVES: Final = 0x02
_FRAME: Final = 16  # bytes that each frame of an animation begins with


def webp(data: bytes) -> tuple[int, int]:
    """Give width and height."""
    left = Bytes(data)
    must(left.take(4) == b"RIFF" and left.little(4) == len(data) - 8 and left.take(4) == b"WEBP", "no WebP")
    chunks = _chunks(left)
    kind, body = chunks.pop(0)
    if kind != b"VP8X":
        must(not chunks, "a chunk after the picture")
        return _picture(kind, body)
    must(
        len(body) == 10 and not body[0] & ~(_ALPHA | _MOVES) and body[1:4] == b"\0\0\0",
        "it says that it has metadata",
    )
    size = _canvas(body)
    if not body[0] & _MOVES:
        must(_still(chunks) == size, "a picture of another size")
        return size
    kind, body = chunks.pop(0) if chunks else (b"", b"")
    must(kind == b"ANIM" and len(body) == 6 and bool(chunks), "an animation without frames")
    for kind, body in chunks:
        must(kind == b"ANMF", f"a chunk {kind!r} among the frames")
        _still(_chunks(Bytes(body[_FRAME:])))
    return size


def claimed(first: bytes) -> tuple[int, int]:
    """Give the size that the first 30 bytes of one speak of."""
    kind, body = first[12:16], first[20:30]
    return _canvas(body) if kind == b"VP8X" else _picture(kind, body)


def _canvas(body: bytes) -> tuple[int, int]:
    return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1


def _chunks(left: Bytes) -> list[tuple[bytes, bytes]]:
    found = []
    while left:
        kind, size = left.take(4), left.little(4)
        found.append((kind, left.take(size)))
        must(not size % 2 or left.take(1) == b"\0", "padding that is not empty")
    must(bool(found), "no chunk")
    return found


def _still(chunks: list[tuple[bytes, bytes]]) -> tuple[int, int]:
    kinds = [kind for kind, _ in chunks]
    must(kinds in ([b"VP8 "], [b"VP8L"], [b"ALPH", b"VP8 "]), f"chunks {kinds}")
    return _picture(*chunks[-1])


def _picture(kind: bytes, body: bytes) -> tuple[int, int]:
    """RFC 6386, section 9.1; RFC 9649, section 3.4."""
    if kind == b"VP8L":
        must(body[:1] == b"\x2f", "no VP8L")
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    must(kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a", "no VP8")
    return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
