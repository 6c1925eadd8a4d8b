"""Pictures that say everything about who took them: a word in each place that their format has, written byte by byte."""

import io
import zlib
from collections.abc import Callable, Mapping, Sequence
from struct import pack

import pillow_heif
from PIL import Image

from handbill.cleaning.media.pictures.primaries import PRIMARIES, profile
from tests.cleaning.media.canaries import canary

pillow_heif.register_heif_opener()

Value = tuple[int, bytes]  # a type of TIFF, and the bytes


def seen(size: tuple[int, int] = (96, 64)) -> Image.Image:
    """A picture that is not flat."""
    grey = Image.linear_gradient("L")
    return Image.merge("RGB", (grey, grey.rotate(90), Image.radial_gradient("L"))).resize(size)


def words(place: str) -> Value:
    return 2, canary(place).encode() + b"\0"


def wide(place: str) -> Value:
    return 1, canary(place).encode("utf-16-le") + b"\0\0"


def plain(place: str) -> Value:
    return 7, b"ASCII\0\0\0" + canary(place).encode()


def long(number: int) -> Value:
    return 4, pack("<I", number)


def directory(tags: Mapping[int, Value], at: int, following: int = 0) -> bytes:
    """Write a directory of TIFF for an offset; what does not fit into an entry comes behind it."""
    sizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}
    entries, behind = b"", b""
    after = at + 2 + 12 * len(tags) + 4
    for tag, (kind, value) in sorted(tags.items()):
        entries += pack("<HHI", tag, kind, len(value) // sizes[kind])
        if len(value) <= 4:
            entries += value.ljust(4, b"\0")
        else:
            entries += pack("<I", after + len(behind))
            behind += value + b"\0" * (len(value) % 2)
    return pack("<H", len(tags)) + entries + pack("<I", following) + behind


CAMERA = {
    0x010F: words("make"),
    0x0110: words("model"),
    0x010E: words("description"),
    0x0131: words("software"),
    0x013B: words("artist"),
    0x8298: words("copyright"),
    0x0132: words("changed"),
    0x9C9B: wide("xptitle"),
    0x9C9D: wide("xpauthor"),
    0x013C: words("host"),
}
OWN = {
    0x9003: words("taken"),
    0x927C: (7, canary("makernote").encode()),
    0x9286: plain("usercomment"),
    0xA430: words("owner"),
    0xA431: words("body"),
    0xA434: words("lens"),
    0xA420: words("unique"),
    0x829A: (5, pack("<II", 1, 250)),
}
GPS = {
    0: (1, b"\2\3\0\0"),
    1: (2, b"N\0"),
    2: (5, pack("<6I", 52, 1, 31, 1, 0, 1)),
    27: plain("gpsmethod"),
    28: plain("gpsarea"),
    29: words("gpsdate"),
}
EXIF_TOLD = {
    "camera": 5,
    "serial": 2,
    "text": 2,
    "software": 2,
    "author": 3,
    "rights": 1,
    "time": 2,
    "comment": 1,
    "position": 5,
}


def exif(*, thumbnail: bool = True) -> bytes:
    """Exif of all kinds, with a thumbnail that has words too."""
    small = jpeg_of(seen((32, 24)), com=b"thumbnail")
    own_at = 2000
    gps_at, thumb_at = own_at + 1000, own_at + 2000
    first = {**CAMERA, 0x8769: long(own_at), 0x8825: long(gps_at)}
    second = {
        0x0201: long(thumb_at + 500),
        0x0202: long(len(small)),
        0x0103: (3, pack("<H", 6)),
        0x010E: words("ifd1"),
    }
    data = b"II*\0" + pack("<I", 8) + directory(first, 8, thumb_at if thumbnail else 0)
    data = data.ljust(own_at, b"\0") + directory(OWN, own_at)
    data = data.ljust(gps_at, b"\0") + directory(GPS, gps_at)
    if thumbnail:
        data = data.ljust(thumb_at, b"\0") + directory(second, thumb_at)
        data = data.ljust(thumb_at + 500, b"\0") + small
    return data


def xmp(place: str = "xmp") -> bytes:
    inside = "".join(
        f"<{name}>{canary(f'{place}.{name}')}</{name}>"
        for name in (
            "dc:creator",
            "dc:title",
            "photoshop:City",
            "xmp:CreatorTool",
            "exif:GPSLatitude",
            "aux:SerialNumber",
        )
    )
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>'.encode()


XMP_TOLD = {"author": 1, "text": 1, "place": 1, "software": 1, "position": 1, "serial": 1}


def dataset(number: int, place: str) -> bytes:
    said = canary(place).encode()
    return b"\x1c\x02" + bytes([number]) + pack(">H", len(said)) + said


IPTC = (
    dataset(80, "iptc.byline")
    + dataset(90, "iptc.city")
    + dataset(120, "iptc.caption")
    + dataset(55, "iptc.date")
)
IPTC_TOLD = {"author": 1, "place": 1, "text": 1, "time": 1}


def resource(kind: int, body: bytes) -> bytes:
    return b"8BIM" + pack(">H", kind) + b"\0\0" + pack(">I", len(body)) + body + b"\0" * (len(body) % 2)


def photoshop() -> bytes:
    return (
        resource(0x0404, IPTC)
        + resource(0x03ED, canary("resource").encode())
        + resource(0x040C, bytes(28) + jpeg_of(seen((16, 16)), com=b"8bim"))
    )


PHOTOSHOP_TOLD = {**IPTC_TOLD, "other": 1, "thumbnail": 1}


def icc() -> bytes:
    """A profile of P3, which has a word in its description."""
    said = canary("icc").encode()
    data = profile(PRIMARIES[12])
    at = data.index(b"desc", 200) + 4 + 4 + 4 + 1 + 4 + 4 + 2
    return data[:at] + bytes([len(said)]) + said + data[at + 1 + len(said) :]


def jpeg_of(picture: Image.Image, *, com: bytes = b"", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", **options)
    data = out.getvalue()
    return data[:2] + segment(0xFE, canary(com.decode()).encode()) + data[2:] if com else data


def segment(kind: int, body: bytes) -> bytes:
    return b"\xff" + bytes([kind]) + pack(">H", len(body) + 2) + body


def jpeg() -> bytes:
    """With segments of all kinds, a second picture, and a film behind both."""
    data = jpeg_of(seen(), quality=90)
    size, more = canary("extended").encode(), b"http://ns.adobe.com/xmp/extension/\0"
    said = [
        segment(0xE0, b"JFXX\0\x10" + canary("jfxx").encode()),
        segment(0xE1, b"Exif\0\0" + exif()),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp()),
        segment(0xE1, more + b"0" * 32 + pack(">II", len(size), 0) + b"<a GDepth:Data=''>" + size),
        segment(0xE2, b"ICC_PROFILE\0\1\1" + icc()),
        segment(0xE2, b"MPF\0" + canary("mpf").encode()),
        segment(0xE5, canary("app5").encode()),
        segment(0xED, b"Photoshop 3.0\0" + photoshop()),
        segment(0xEC, b"Ducky" + canary("ducky").encode()),
        segment(0xFE, canary("com").encode()),
    ]
    film = b"\0\0\0\x18ftypmp42" + canary("motion").encode()
    return data[:2] + b"".join(said) + data[2:] + jpeg_of(seen((40, 40)), com=b"second") + film


JPEG_TOLD = (
    {"thumbnail": 2, "frames": 2, "profile": 1, "other": 2, "comment": 2, "trailer": 1},
    EXIF_TOLD,
    XMP_TOLD,
    PHOTOSHOP_TOLD,
)


def chunk(kind: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))


def png(picture: bytes = b"") -> bytes:
    out = io.BytesIO()
    seen().save(out, "PNG")
    data = picture or out.getvalue()
    raw = (b"Exif\0\0" + exif(thumbnail=False)).hex().encode()
    said = [
        chunk(b"iCCP", b"name\0\0" + zlib.compress(icc())),
        chunk(b"tEXt", b"Author\0" + canary("text").encode()),
        chunk(b"tEXt", b"Software\0" + canary("software").encode()),
        chunk(b"zTXt", b"Comment\0\0" + zlib.compress(canary("packed").encode())),
        chunk(b"iTXt", b"Title\0\0\0en\0\0" + canary("international").encode()),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp()),
        chunk(
            b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(b"\nexif\n%8d\n%s\n" % (len(raw) // 2, raw))
        ),
        chunk(b"eXIf", exif()),
        chunk(b"tIME", pack(">H5B", 2026, 11, 26, 8, 0, 0)),
        chunk(b"caNy", canary("private").encode()),
    ]
    return data[:33] + b"".join(said) + data[33:] + canary("behind").encode()


PNG_TOLD = (
    {
        "profile": 1,
        "author": 1,
        "software": 1,
        "comment": 1,
        "text": 1,
        "time": 1,
        "other": 1,
        "thumbnail": 1,
        "trailer": 1,
    },
    *(XMP_TOLD, EXIF_TOLD, EXIF_TOLD),
)


def webp(**options: object) -> bytes:
    out = io.BytesIO()
    seen().save(out, "WEBP", exif=exif(), xmp=xmp(), icc_profile=icc(), **options)
    said = canary("chunk").encode()
    data = out.getvalue()[8:] + b"CnRy" + pack("<I", len(said)) + said + b"\0" * (len(said) % 2)
    return b"RIFF" + pack("<I", len(data)) + data + canary("behind").encode()


WEBP_TOLD = ({"profile": 1, "other": 1, "thumbnail": 1, "trailer": 1}, EXIF_TOLD, XMP_TOLD)


def block(said: bytes) -> bytes:
    return bytes([len(said)]) + said


def gif(**options: object) -> bytes:
    out = io.BytesIO()
    seen().quantize(64).save(out, "GIF", **options)
    data = out.getvalue()
    at = 13 + 3 * 2 ** ((data[10] & 7) + 1)
    packet = xmp()
    said = [
        b"!\xfe" + block(canary("comment").encode()) + b"\0",
        b"!\x01" + block(bytes(12)) + block(canary("plaintext").encode()) + b"\0",
        b"!\xff" + block(b"CANARY  1.0") + block(canary("application").encode()) + b"\0",
        b"!\xff" + block(b"XMP DataXMP") + packet + b"\1" + bytes(range(255, -1, -1)) + b"\0",
    ]
    return data[:at] + b"".join(said) + data[at:] + canary("behind").encode()


GIF_TOLD = ({"comment": 1, "text": 1, "other": 1, "trailer": 1}, XMP_TOLD)


def box(kind: bytes, body: bytes) -> bytes:
    return pack(">I", len(body) + 8) + kind + body


def boxed(format_: str, **options: object) -> bytes:
    out = io.BytesIO()
    seen().save(out, format_, exif=exif(), xmp=xmp(), icc_profile=icc(), **options)
    behind = box(b"uuid", bytes(16) + canary("uuid").encode()) + box(b"CnRy", canary("box").encode())
    return out.getvalue() + behind


ISO_TOLD = ({"profile": 1, "thumbnail": 1, "other": 2}, EXIF_TOLD, XMP_TOLD)


def tiff() -> bytes:
    """Two pages, written whole, because no library writes it all."""
    rows = seen().tobytes()
    shape = {
        0x0100: long(96),
        0x0101: long(64),
        0x0102: (3, pack("<3H", 8, 8, 8)),
        0x0106: (3, pack("<H", 2)),
        0x0111: long(20_000),
        0x0115: (3, pack("<H", 3)),
        0x0116: long(64),
        0x0117: long(len(rows)),
    }
    more = {
        0x02BC: (1, xmp()),
        0x83BB: (7, IPTC),
        0x8649: (7, photoshop()),
        0x8773: (7, icc()),
        0xC4A5: (7, canary("printim").encode()),
        0x8769: long(16_000),
        0x8825: long(17_000),
    }
    data = b"II*\0" + pack("<I", 8) + directory({**shape, **CAMERA, **more}, 8, 18_000)
    data = data.ljust(16_000, b"\0") + directory(OWN, 16_000)
    data = data.ljust(17_000, b"\0") + directory(GPS, 17_000)
    data = data.ljust(18_000, b"\0") + directory({**shape, 0x010E: words("page")}, 18_000)
    return data.ljust(20_000, b"\0") + rows + canary("behind").encode()


TIFF_TOLD = ({"profile": 1, "other": 1, "frames": 1}, EXIF_TOLD, XMP_TOLD, IPTC_TOLD, PHOTOSHOP_TOLD)


def frames() -> dict[str, object]:
    return {"save_all": True, "append_images": [seen().rotate(90 * turn) for turn in (1, 2)], "duration": 80}


def moving_png() -> bytes:
    out = io.BytesIO()
    seen().save(out, "PNG", **frames())
    return png(out.getvalue())


KINDS: Mapping[str, tuple[Callable[[], bytes], Sequence[Mapping[str, int]]]] = {
    "jpeg": (jpeg, JPEG_TOLD),
    "png": (png, PNG_TOLD),
    "webp": (webp, WEBP_TOLD),
    "webp-lossless": (lambda: webp(lossless=True), WEBP_TOLD),
    "gif": (gif, GIF_TOLD),
    "avif": (lambda: boxed("AVIF"), ISO_TOLD),
    "heic": (lambda: boxed("HEIF"), ISO_TOLD),
    "tiff": (tiff, TIFF_TOLD),
    "gif-moving": (lambda: gif(**frames()), GIF_TOLD),
    "webp-moving": (lambda: webp(**frames()), WEBP_TOLD),
    "png-moving": (moving_png, PNG_TOLD),
    "avif-moving": (lambda: boxed("AVIF", **frames()), ISO_TOLD),
}
"""Each with what its author is told."""
