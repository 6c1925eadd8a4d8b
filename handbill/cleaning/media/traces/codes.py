"""What names and numbers of metadata tell, as codes of `removed.py`."""

from collections.abc import Iterable, Mapping
from typing import Final

from handbill.cleaning.media import removed


def _each(**names: Iterable[int]) -> dict[int, str]:
    return {number: getattr(removed, code) for code, numbers in names.items() for number in numbers}


TAGS: Final[Mapping[int, str]] = _each(
    CAMERA=(0x010F, 0x0110, 0x927C, 0xC614, 0xC615),
    SERIAL=(0xA420, 0xA431, 0xA435, 0xC62F, 0xC65D),
    TIME=(0x0132, *range(0x9003, 0x9005), *range(0x9010, 0x9013), *range(0x9290, 0x9293), 0x882A),
    AUTHOR=(0x013B, 0x9C9D, 0xA430, 0xA437, 0xA438, 0xA439),
    SOFTWARE=(0x000B, 0x0131, 0x013C, 0xA43A, 0xA43B, 0xA43C),
    COMMENT=(0x9286, 0x9C9C),
    TEXT=(0x010D, 0x010E, 0x011D, 0x9C9B, 0x9C9E, 0x9C9F, 0xA436, 0x4746),
    RIGHTS=(0x8298,),
    HISTORY=(0xA004,),
    PROFILE=(0x8773,),
    POSITION=(0x8830, 0x8480, 0x8482, 0x85D8, 0x87AF, 0x87B0, 0x87B1),
    FRAMES=(0x014A,),
)
"""Tags of TIFF and Exif; of the rest those of the Exif part are of the camera, and others are `other`."""

SHAPE: Final = frozenset(
    (
        *(
            0x00FE,
            0x00FF,
            *range(0x0100, 0x0108),
            0x010A,
            0x0111,
            0x0112,
            *range(0x0115, 0x011D),
            0x0122,
            0x0123,
        ),
        *(0x0124, 0x0125, 0x0128, 0x0129, 0x012D, *range(0x013D, 0x0146), *range(0x0152, 0x0155), 0x015B),
        *(0x0200, 0x0201, 0x0202, 0x0203, 0x0205, *range(0x0211, 0x0215), 0x8769, 0x8825, 0xA005),
        *(0x9000, 0x9101, 0x9102, *range(0xA000, 0xA004)),
    )
)
"""Tags that tell how the picture is stored."""

DATASETS: Final[Mapping[int, str]] = _each(
    TEXT=(5, 15, 20, 25, 40, 105, 120),
    TIME=(30, 35, 37, 38, 47, 55, 60, 62, 63),
    AUTHOR=(80, 85, 110, 118, 122),
    PLACE=(26, 27, 90, 92, 95, 100, 101),
    RIGHTS=(116,),
    SOFTWARE=(65, 70),
)
"""Datasets of record 2 of IPTC's Information Interchange Model 4.2."""

_WORDS: Final = (
    (removed.POSITION, ("gps", "latitude", "longitude", "altitude", "location created")),
    (removed.SERIAL, ("serial", "uniqueid", "documentid", "instanceid", "imageid", "contentid")),
    (removed.FRAMES, ("motionphoto", "microvideo", "gdepth", "gimage", "container", "gainmap", "hdrgm", "depth")),
    (removed.THUMBNAIL, ("thumbnail", "preview")),
    (removed.PLACE, ("city", "country", "state", "location", "province")),
    (removed.TIME, ("date", "time", "year")),
    (removed.HISTORY, ("history", "xmpmm", "derived", "stevt", "stref", "manifest", "ingredient", "crs")),
    (removed.AUTHOR, ("author", "creator:", "dc:creator", "artist", "owner", "person", "region", "by-line", "credit")),
    (removed.SOFTWARE, ("software", "tool", "toolkit", "xmptk", "generator", "producer", "application")),
    (removed.CAMERA, ("make", "model", "camera", "lens", "exif", "aux", "device", "flash")),
    (removed.RIGHTS, ("rights", "copyright", "license", "licence", "usage")),
    (removed.COMMENT, ("comment", "note", "warning", "disclaimer")),
    (removed.TEXT, ("title", "description", "subject", "caption", "headline", "keyword", "label", "category", "rating", "source")),
    (removed.AUTHOR, ("creator",)),
    (removed.CAMERA, ("tiff",)),
)  # fmt: skip


def of_name(name: str) -> str:
    """Say what a name tells, such as `exif:GPSLatitude` or `Creation Time`."""
    small = name.lower().replace("_", " ")
    return next((code for code, words in _WORDS if any(word in small for word in words)), removed.OTHER)
