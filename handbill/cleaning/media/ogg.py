"""An Ogg Opus file that was made here: one stream, a header without a word, and packets of sound (RFC 3533, RFC 7845)."""

import struct
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final, NamedTuple

from handbill.cleaning.media.cleaned import Unclean

TYPE: Final = "audio/ogg"
_PAGE: Final = struct.Struct("<4sBBqIIIB")
_RATE: Final = 48_000
_FIRST: Final = 2  # flags of a page
_LAST: Final = 4
_HEAD: Final = 19  # bytes of OpusHead without a table of channels
_NO_WORDS: Final = b"OpusTags" + bytes(8)
"""Which program made it: no letter of it; then how many comments follow: none (RFC 7845, section 5.2)."""
_POLYNOMIAL: Final = 0x04C11DB7  # of the checksum, without reflection


def silence(path: Path) -> None:
    """Write the page of comments anew, without any.

    Raises:
        Unclean: `failed`: the second page is not that.
    """
    data = path.read_bytes()
    pages = _pages(data)
    first, tags = next(pages), next(pages)
    if not tags.holds.startswith(b"OpusTags"):
        raise Unclean("failed")
    fields = (b"OggS", 0, 0, 0, tags.stream, 1)
    page = _PAGE.pack(*fields, 0, 1) + bytes([len(_NO_WORDS)]) + _NO_WORDS
    page = _PAGE.pack(*fields, _checksum(page), 1) + page[_PAGE.size :]
    path.write_bytes(data[: first.end] + page + data[tags.end :])


def examine(path: Path) -> Fraction:
    """Give how long it plays, in seconds.

    Raises:
        Unclean: `failed`: there is anything but one stream of Opus without comments.
    """
    pages = list(_pages(path.read_bytes()))
    if len(pages) <= 2:  # noqa: PLR2004 - two of headers, then sound
        raise Unclean("failed")
    for number, page in enumerate(pages):
        edges = (_FIRST if number == 0 else 0) | (_LAST if number == len(pages) - 1 else 0)
        if page.flags & (_FIRST | _LAST) != edges or page.stream != pages[0].stream or page.number != number:
            raise Unclean("failed")
    head, tags = pages[0].holds, pages[1].holds
    if len(head) != _HEAD or not head.startswith(b"OpusHead\x01") or head[18] != 0 or tags != _NO_WORDS:
        raise Unclean("failed")
    skipped = int.from_bytes(head[10:12], "little")
    return Fraction(max(pages[-1].position - skipped, 0), _RATE)


class _Page(NamedTuple):
    flags: int
    position: int  # in samples
    stream: int
    number: int
    holds: bytes
    end: int


def _pages(data: bytes) -> Iterator[_Page]:
    at = 0
    while at < len(data):
        if len(data) - at < _PAGE.size:
            raise Unclean("failed")
        capture, version, flags, position, stream, number, _, count = _PAGE.unpack_from(data, at)
        at += _PAGE.size
        size = sum(data[at : at + count])
        at += count
        if capture != b"OggS" or version or flags > 7 or at + size > len(data):  # noqa: PLR2004 - three flags
            raise Unclean("failed")
        yield _Page(flags, position, stream, number, data[at : at + size], at + size)
        at += size


def _checksum(page: bytes) -> int:
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 & 0xFFFFFFFF) ^ (_POLYNOMIAL if value >> 31 else 0)
    return value
