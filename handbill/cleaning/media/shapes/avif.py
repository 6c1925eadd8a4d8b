"""An AVIF without anything that is said beside the picture: ISO/IEC 14496-12 and 23008-12, AV1 (AVIF 1.1).

It has one picture, perhaps with its alpha, as libavif writes them: each box is one of few, and each byte of the data belongs to one of
the two pictures.
"""

from typing import Final

from handbill.cleaning.media.shapes.shape import Bytes, must

_FTYP: Final = b"avif\0\0\0\0avifmif1miafMA1"  # and the profile: A or B
_HDLR: Final = bytes(8) + b"pict" + bytes(13)
_ITEMS: Final = ((b"av01", b"Color"), (b"av01", b"Alpha"))
_ALPHA: Final = b"\0\0\0\0urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"
_PROPERTIES: Final = {
    b"ispe": (12,),
    b"pixi": (6, 8),
    b"av1C": (4,),
    b"colr": (11,),
    b"auxC": (len(_ALPHA),),
}
"""What is said of the pictures, and in how many bytes: their size, depth, decoder, and colours by numbers."""
_OBUS: Final = (1, 2, 3, 4, 6)  # sequence header, temporal delimiter, frame header, tile group, frame


def avif(data: bytes) -> tuple[int, int]:
    """Give width and height."""
    (_, brands), (_, meta), (_, media) = _boxes(data, (b"ftyp", b"meta", b"mdat"))
    must(brands[:-1] == _FTYP and brands[-1:] in b"AB", "other brands")
    left = Bytes(meta)
    must(left.take(4) == bytes(4), "a crooked meta")
    inside = dict(_boxes(left.rest(), (b"hdlr", b"pitm", b"iloc", b"iinf", b"iref", b"iprp"), (b"iref",)))
    must(inside[b"hdlr"] == _HDLR and inside[b"pitm"] == b"\0\0\0\0\0\1", "a handler with a name")
    count = _items(inside[b"iinf"])
    must(inside.get(b"iref", _REFERENCE) == _REFERENCE, "other references")
    at = len(data) - len(media)
    for start, end in _places(inside[b"iloc"], count):
        must(start == at and end <= len(data), "bytes between the pictures")
        _units(data[start:end])
        at = end
    must(at == len(data), "bytes after the pictures")
    return _size(inside[b"iprp"])


_REFERENCE: Final = b"\0\0\0\0\0\0\0\x0eauxl\0\2\0\1\0\1"


def _boxes(
    data: bytes, names: tuple[bytes, ...], optional: tuple[bytes, ...] = ()
) -> list[tuple[bytes, bytes]]:
    """Take boxes that must be just these, in this order."""
    left, found = Bytes(data), []
    for name in names:
        if name in optional and left.data[left.at + 4 : left.at + 8] != name:
            continue
        size = left.big(4)
        must(left.take(4) == name, f"no {name!r}")
        found.append((name, left.take(size - 8)))
    must(not left, "more boxes")
    return found


def _items(iinf: bytes) -> int:
    left = Bytes(iinf)
    must(left.take(4) == bytes(4), "a crooked list of items")
    count = left.big(2)
    must(count in (1, 2), "other items")
    for number, (kind, name) in enumerate(_ITEMS[:count], start=1):
        entry = b"infe\2\0\0\0" + number.to_bytes(2, "big") + b"\0\0" + kind + name + b"\0"
        must(left.big(4) == len(entry) + 4 and left.take(len(entry)) == entry, "other items")
    must(not left, "more items")
    return count


def _places(iloc: bytes, count: int) -> list[tuple[int, int]]:
    """Give where the pictures lie, in the order of the file."""
    left, found = Bytes(iloc), []
    must(left.take(6) == b"\0\0\0\0\x44\0" and left.big(2) == count, "other places")
    for number in range(1, count + 1):
        must(left.big(2) == number and left.take(4) == b"\0\0\0\1", "a picture in pieces")
        start = left.big(4)
        found.append((start, start + left.big(4)))
    must(not left, "more places")
    return sorted(found)


def _size(iprp: bytes) -> tuple[int, int]:
    (_, ipco), (_, _ipma) = _boxes(iprp, (b"ipco", b"ipma"))
    left, size = Bytes(ipco), None
    while left:
        length, name = left.big(4), left.take(4)
        body = left.take(length - 8)
        must(len(body) in _PROPERTIES.get(name, ()), f"a property {name!r}")
        if name == b"ispe":
            must(size is None, "two sizes")
            size = int.from_bytes(body[4:8], "big"), int.from_bytes(body[8:], "big")
        must(name != b"colr" or body[:4] == b"nclx", "a profile")
        must(name != b"auxC" or body == _ALPHA, "an auxiliary picture that is no alpha")
    must(size is not None, "no size")
    return size or (0, 0)


def _units(data: bytes) -> None:
    """AV1, section 5.3: units that the picture is made of, each with its size, and neither metadata nor padding."""
    left = Bytes(data)
    while left:
        head = left.big(1)
        must(head & 0x87 == 0x02 and head >> 3 in _OBUS, f"a unit {head >> 3}")
        size = shift = 0
        while True:
            byte = left.big(1)
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
            must(shift < 32, "a size without end")
        left.take(size)
