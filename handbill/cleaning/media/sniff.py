"""Which decoder to ask, by the first bytes of a file. It is a guess, not a judgement: only what is decoded to its end is taken."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, TypeAlias

from handbill.cleaning.media.containers import demuxer

Family: TypeAlias = Literal["picture", "heic", "recording", "paper", "plain"]

FIRST: Final = 1024
"""Bytes that are looked at; a PDF may begin that late (PDF 1.7, Adobe's implementation note 13)."""

_BRANDS: Final[Mapping[bytes, Family]] = {
    **dict.fromkeys((b"avif", b"avis"), "picture"),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "heic"),
}
_STARTS: Final[tuple[tuple[bytes, Family], ...]] = (
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"GIF87a", "picture"),
    (b"GIF89a", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
)
_WORDS: Final = (b"free", b"skip", b"wide", b"pnot", b"moov")
"""Boxes that a film may begin with, and a text too; theirs are smaller than 16 MiB, so they begin with a zero."""


def family(source: Path) -> Family:
    """Say whose it looks like; what looks like nothing is for those who read plain text."""
    with source.open("rb") as file:
        first = file.read(FIRST)
    for start, found in _STARTS:
        if first.startswith(start):
            return found
    if first.startswith(b"RIFF") and first[8:12] == b"WEBP":
        return "picture"
    if first[4:8] == b"ftyp":
        return _of_brands(first)
    if demuxer(source) and (first[:1] == b"\0" or first[4:8] not in _WORDS):
        return "recording"
    return "paper" if b"%PDF-" in first else "plain"


def _of_brands(first: bytes) -> Family:
    """ISO/IEC 14496-12, section 4.3: the major brand says what it is, and the others what it can be read as."""
    size = min(int.from_bytes(first[:4]), len(first))
    brands = [first[8:12], *(first[at : at + 4] for at in range(16, size - 3, 4))]
    for brand in brands if brands[0] in (b"mif1", b"msf1") else brands[:1]:
        if brand in (b"avif", b"avis"):
            return "picture"
    return _BRANDS.get(brands[0], "recording")
