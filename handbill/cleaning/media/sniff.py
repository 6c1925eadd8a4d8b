"""Which decoder to ask, by the first bytes of a file. It is a guess, not a judgement: only what is decoded to its end is taken."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, TypeAlias

Family: TypeAlias = Literal["picture", "heic", "sound", "film", "paper", "plain"]

FIRST: Final = 1024
"""Bytes that are looked at; a PDF may begin that late (PDF 1.7, Adobe's implementation note 13)."""

_BRANDS: Final[Mapping[bytes, Family]] = {
    **dict.fromkeys((b"avif", b"avis"), "picture"),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "heic"),
    **dict.fromkeys((b"M4A ", b"M4B ", b"F4A "), "sound"),
}
_STARTS: Final[tuple[tuple[bytes, Family], ...]] = (
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"GIF87a", "picture"),
    (b"GIF89a", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"fLaC", "sound"),
    (b"ID3", "sound"),
    *(
        (bytes((0xFF, second)), "sound") for second in (0xE2, 0xE3, 0xF2, 0xF3, 0xFA, 0xFB)
    ),  # MPEG audio, layer 3
    (b"\x1a\x45\xdf\xa3", "film"),  # EBML: WebM
)
_RIFFS: Final[Mapping[bytes, Family]] = {b"RIFFWEBP": "picture", b"RIFFWAVE": "sound"}
_QUICKTIME: Final = frozenset((b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"))


def family(source: Path) -> Family:
    """Say whose it looks like; what looks like nothing is for those who read plain text."""
    with source.open("rb") as file:
        first = file.read(FIRST)
    for start, found in _STARTS:
        if first.startswith(start):
            return found
    if first[4:8] == b"ftyp":
        return _of_brands(first)
    if first.startswith(b"OggS"):
        return "film" if b"\x80theora" in first else "sound"
    if first[4:8] in _QUICKTIME:
        return "film"
    return "paper" if b"%PDF-" in first else _RIFFS.get(first[:4] + first[8:12], "plain")


def _of_brands(first: bytes) -> Family:
    """ISO/IEC 14496-12, section 4.3: the major brand says what it is, and the others what it can be read as."""
    size = min(int.from_bytes(first[:4]), len(first))
    brands = [first[8:12], *(first[at : at + 4] for at in range(16, size - 3, 4))]
    for brand in brands if brands[0] in (b"mif1", b"msf1") else brands[:1]:
        if brand in (b"avif", b"avis"):
            return "picture"
    return _BRANDS.get(brands[0], "film")
