"""A Matroska file that was made here: its elements are of a list, and its words are blanked (RFC 9559)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from handbill.cleaning.media.cleaned import Unclean

TYPE: Final = "video/x-matroska"

_SEGMENT, _CLUSTER, _GROUP, _TAGS, _VOID = 0x18538067, 0x1F43B675, 0xA0, 0x1254C367, 0xEC
_INFO, _TRACKS, _TRACK = 0x1549A966, 0x1654AE6B, 0xAE
_CODEC, _PRIVATE, _NAME, _STRING = 0x86, 0x63A2, 0x45A3, 0x4487
_TRANSFER: Final = 0x55BA
_APPS: Final = (0x4D80, 0x5741)  # MuxingApp, WritingApp
_EBML: Final = 0x1A45DFA3
_MASTERS: Final = frozenset(
    {
        *(_EBML, _SEGMENT, _CLUSTER, _GROUP, _TAGS, _INFO, _TRACKS, _TRACK),
        *(0x114D9B74, 0x4DBB),  # SeekHead, Seek
        *(0x1C53BB6B, 0xBB, 0xB7),  # Cues, CuePoint, CueTrackPositions
        *(0xE0, 0xE1, 0x55B0, 0x55D0, 0x7670),  # Video, Audio, Colour, MasteringMetadata, Projection
        *(0x7373, 0x63C0, 0x67C8),  # Tag, Targets, SimpleTag
        *(0x41E4, 0x75A1, 0xA6),  # BlockAdditionMapping, BlockAdditions, BlockMore
    }
)
_LEAVES: Final = frozenset(
    {
        *(0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4282, 0x4287, 0x4285),  # the EBML header
        *(_VOID, 0xBF, 0x53AB, 0x53AC),  # Void, CRC-32, SeekID, SeekPosition
        *(0x2AD7B1, 0x4489, *_APPS),  # TimestampScale, Duration
        *(
            0xD7,
            0x73C5,
            0x9C,
            0x83,
            0x88,
            0x55AA,
            0x22B59C,
            0xB9,
        ),  # a track: number, UID, lacing, type, flags, language
        *(
            0x23E383,
            0x56AA,
            0x56BB,
            0x55EE,
            _CODEC,
            _PRIVATE,
            0x63C5,
            0x68CA,
        ),  # lengths, delays, codec, target
        *(
            0xB0,
            0xBA,
            0x54B0,
            0x54BA,
            0x54B2,
            0x9A,
            0x9D,
            0x53B8,
            0x53C0,
            0x54AA,
            0x54BB,
            0x54CC,
            0x54DD,
        ),  # Video
        *(*range(0x55B1, 0x55BE), *range(0x55D1, 0x55DB), *range(0x7671, 0x7676), 0x2EB524),  # its colours
        *(0xB5, 0x78B5, 0x9F, 0x6264, 0x52F1),  # Audio
        *(0xE7, 0xA3, 0xA1, 0x9B, 0xFB, 0x75A2, 0xA7, 0xAB, 0xEE, 0xA5),  # what clusters hold
        *(0x41F0, 0x41A4, 0x41E7, 0x41ED),  # BlockAdditionMapping
        *(0xB3, 0xF7, 0xF1, 0xF0, 0xB2, 0xEA, 0x5378),  # Cues
        *(_NAME, _STRING, 0x447A, 0x4484),  # of a tag: name, words, language, default
    }
)
_WORDS: Final = (*_APPS, _NAME, _STRING)
_COMMENTS: Final = b"\x81theora"


def silence(path: Path) -> None:
    """Blank every word, what is left empty, and the comments that Theora keeps in the head of its track.

    Raises:
        Unclean: `failed`: there is an element that is not on the list.
    """
    with path.open("r+b") as file:
        for name, start, end in list(_elements(file)):
            if name == _PRIVATE:
                _blank_comments(file, start, end)
            elif name in (*_WORDS, _VOID):
                _write(file, start, (b"\0" if name == _VOID else b" ") * (end - start))


def examine(path: Path) -> None:
    """Look whether it is silent.

    Raises:
        Unclean: `failed`: there is a word, or an element that is not on the list.
    """
    with path.open("rb") as file:
        for name, start, end in _elements(file):
            if name in (*_WORDS, _VOID) and _read(file, start, end - start).strip(b" \0"):
                raise Unclean("failed")


def transfer(path: Path) -> int:
    """Give by which curve light became numbers, of the first track that says so: 16 and 18 are those of high range (ITU-T H.273)."""
    with path.open("rb") as file:
        found = (_read(file, start, end - start) for name, start, end in _elements(file) if name == _TRANSFER)
        return int.from_bytes(next(found, b""), "big")


def _elements(file: BinaryIO) -> Iterator[tuple[int, int, int]]:
    return _walk(file, 0, file.seek(0, os.SEEK_END), 0)


def _walk(file: BinaryIO, at: int, end: int, depth: int) -> Iterator[tuple[int, int, int]]:
    """Give each element that holds no others: its name, and where its content starts and ends."""
    while at < end:
        name, at = _number(file, at, keep=True)
        size, at = _number(file, at, keep=False)
        inside = at + size
        if inside > end or depth > 8:  # noqa: PLR2004 - what the list allows is not deeper
            raise Unclean("failed")
        if name in _MASTERS:
            yield from _walk(file, at, inside, depth + 1)
        elif name in _LEAVES:
            yield name, at, inside
        else:
            raise Unclean("failed")
        at = inside


def _number(file: BinaryIO, at: int, *, keep: bool) -> tuple[int, int]:
    """Read a number of one to eight bytes (RFC 8794, section 4), with its marker where `keep`; give it and where it ends."""
    data = _read(file, at, 8)
    if not data or not data[0]:
        raise Unclean("failed")
    length = 9 - data[0].bit_length()
    value = int.from_bytes(data[:length], "big")
    return value if keep else value & (1 << 7 * length) - 1, at + length


def _blank_comments(file: BinaryIO, start: int, end: int) -> None:
    """Write spaces over each comment; the lengths stay, so the head stays what a decoder expects (Theora, section 6.3)."""
    data = bytearray(_read(file, start, end - start))
    at = data.find(_COMMENTS)
    if at < 0:
        return
    at = _over(data, at + len(_COMMENTS))
    count = int.from_bytes(data[at : at + 4], "little")
    at += 4
    while count and at < len(data):
        at = _over(data, at)
        count -= 1
    _write(file, start, bytes(data))


def _over(data: bytearray, at: int) -> int:
    size = int.from_bytes(data[at : at + 4], "little")
    at += 4
    if at + size > len(data):
        raise Unclean("failed")
    data[at : at + size] = b" " * size
    return at + size


def _read(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def _write(file: BinaryIO, at: int, data: bytes) -> None:
    file.seek(at)
    file.write(data)
