"""An MP4 that was made here: its boxes are of a list, its times are nought, and its samples are pictures and sound (ISO/IEC 14496-12).

A sample of pictures is made of units of H.264 (ISO/IEC 14496-10, table 7-1): slices alone, and what says how to read them stands once
in the head. No byte of the data belongs to no sample.
"""

import os
import struct
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from handbill.cleaning.media.cleaned import Unclean

TYPE: Final = "video/mp4"

_ORDER: Final = ["ftyp", "moov", "free", "mdat"]
_LARGEST: Final = 64_000_000  # bytes of `moov`: half an hour has three million
_TREE: Final = {
    "moov": {"mvhd", "trak", "free"},
    "trak": {"tkhd", "edts", "mdia"},
    "edts": {"elst"},
    "mdia": {"mdhd", "hdlr", "minf"},
    "minf": {"vmhd", "smhd", "dinf", "stbl"},
    "dinf": {"dref"},
    "stbl": {"stsd", "stts", "stss", "ctts", "stsc", "stsz", "stco", "co64", "sgpd", "sbgp"},
    "avc1": {"avcC", "pasp", "colr", "btrt"},
    "mp4a": {"esds", "btrt"},
}
"""Which boxes may stand in which."""
_TAGS: Final = bytes.fromhex(
    "0000003d 75647461 00000035 6d657461 00000000 00000021 68646c72 00000000 00000000 6d646972 6170706c"
    "00000000 00000000 00 00000008 696c7374"
)
"""`udta` with `meta` with `hdlr` and an empty `ilst`, as ffmpeg writes them where there is no tag."""
_ENTRIES: Final = {"avc1": 78, "mp4a": 28}  # bytes before the boxes of an entry of stsd
_NAME: Final = slice(58, 90)  # of the encoder, in the first entry of stsd
_UPRIGHT: Final = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_SLICES: Final = frozenset({1, 5})
_UNDETERMINED: Final = 0x55C4  # the language code "und", packed
_MOST: Final = 2_000_000
"""Samples of one track: half an hour has sixty thousand pictures and ninety thousand pieces of sound."""


class Look(NamedTuple):
    """How large and how long a film is."""

    width: int
    height: int
    seconds: Fraction


class _Box(NamedTuple):
    name: str
    data: memoryview


def silence(path: Path) -> None:
    """Leave room alone where an encoder names itself, and where tags would stand; ffmpeg writes an empty list of them."""
    with path.open("r+b") as file:
        for name, start, end in _tops(file):
            if name == "moov":
                head = bytearray(_part(file, start, end))
                at = head.find(_TAGS)
                if at >= 0:
                    head[at + 4 : at + len(_TAGS)] = b"free" + bytes(len(_TAGS) - 8)
                at = head.find(b"stsd") + 4
                head[at + _NAME.start : at + _NAME.stop] = bytes(_NAME.stop - _NAME.start)
                file.seek(start)
                file.write(head)


def examine(path: Path) -> Look:
    """Look at all of it.

    Raises:
        Unclean: `failed`: there is more than pictures and sound in it.
    """
    try:
        with path.open("rb") as file:
            return _examine(file)
    except (struct.error, IndexError, KeyError, ValueError):
        raise Unclean("failed") from None


def _tops(file: BinaryIO) -> list[tuple[str, int, int]]:
    """Give the boxes of the file: what they are called, and where their content starts and ends."""
    found: list[tuple[str, int, int]] = []
    at, whole = 0, file.seek(0, os.SEEK_END)
    while at < whole:
        size, name = struct.unpack(">I4s", _part(file, at, at + 8))
        start = at + 8
        if size == 1:
            size = struct.unpack(">Q", _part(file, start, start + 8))[0]
            start += 8
        _require(start - at <= size <= whole - at and len(found) < len(_ORDER))
        found.append((name.decode("latin-1"), start, at + size))
        at += size
    return found


def _part(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(end - start)


def _examine(file: BinaryIO) -> Look:
    top = _tops(file)
    names = [name for name, _, _ in top]
    _require(names in (_ORDER, [name for name in _ORDER if name != "free"]))
    places = {name: (start, end) for name, start, end in top}
    _require(
        places["moov"][1] - places["moov"][0] <= _LARGEST
        and not any(_part(file, *places.get("free", (0, 0))))
    )
    moov = _part(file, *places["moov"])
    inside = list(_boxes(memoryview(moov), "moov"))
    _require(not any(any(box.data) for box in inside if box.name == "free"))
    head, *tracks = (box for box in inside if box.name != "free")
    _require(head.name == "mvhd" and 1 <= len(tracks) <= 2)  # noqa: PLR2004 - pictures and sound
    scale, length = struct.unpack_from(">II", head.data, 12)
    _require(head.data[:12] == bytes(12))
    spans: list[tuple[int, int]] = []
    sizes: list[tuple[int, int]] = []
    for track in tracks:
        kind, size, samples = _track(track)
        spans += samples
        if kind == "avc1":
            sizes.append(size)
            _pictures(file, samples)
    at, end = places["mdat"]
    for start, stop in sorted(spans):
        _require(start == at)
        at = stop
    _require(at == end and len(sizes) == 1)
    return Look(*sizes[0], Fraction(length, scale))


def _require(holds: bool) -> None:
    if not holds:
        raise Unclean("failed")


def _boxes(data: memoryview, inside: str) -> Iterator[_Box]:
    """Give the boxes that stand in a row, all of which may stand in `inside`."""
    at = 0
    while at < len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        _require(8 <= size <= len(data) - at and name.decode("latin-1") in _TREE[inside])  # noqa: PLR2004 - its head
        yield _Box(name.decode("latin-1"), data[at + 8 : at + size])
        at += size


def _all(box: _Box) -> Iterator[_Box]:
    """Give the boxes in a box and in those."""
    for inner in _boxes(box.data, box.name):
        yield inner
        if inner.name in _TREE:
            yield from _all(inner)


def _track(track: _Box) -> tuple[str, tuple[int, int], list[tuple[int, int]]]:
    """Give what a track is encoded with, its size in pixels, and where each of its samples starts and ends."""
    _require(track.name == "trak")
    inside = list(_all(track))
    named = {box.name: box.data for box in inside}
    _require(len(named) == len(inside))
    _require(named["tkhd"][4:12] == bytes(8) and named["tkhd"][40:76] == _UPRIGHT)
    _require(named["mdhd"][:12] == bytes(12) and named["mdhd"][20:24] == struct.pack(">HH", _UNDETERMINED, 0))
    kind = bytes(named["hdlr"][8:12])
    _require(kind in (b"vide", b"soun") and not any(named["hdlr"][12:]))
    _require(named["dref"] == struct.pack(">IIII", 0, 1, 12, 0x75726C20) + b"\0\0\0\1")
    _require("sgpd" not in named or named["sgpd"][4:8].tobytes() == b"roll")
    width, height = (size >> 16 for size in struct.unpack_from(">II", named["tkhd"], 76))
    return _entry(named["stsd"], kind), (width, height), _samples(named)


def _entry(stsd: memoryview, kind: bytes) -> str:
    """Look at the one way in which the track is encoded; give its name."""
    size, name = struct.unpack_from(">I4s", stsd, 8)
    entry = str(name, "latin-1")
    _require(
        stsd[4:8].tobytes() == b"\0\0\0\1"
        and size == len(stsd) - 8
        and entry == {b"vide": "avc1", b"soun": "mp4a"}[kind]
    )
    rest = stsd[16 + _ENTRIES[entry] :]
    held = {box.name: box.data for box in _boxes(rest, entry)}
    if entry == "avc1":
        _require(not any(stsd[_NAME]))
        _parameters(held["avcC"])
    return entry


def _parameters(data: memoryview) -> None:
    """Look that there are parameter sets alone in the head of H.264 (ISO/IEC 14496-15, 5.3.3.1)."""
    at = 5
    for kind, mask in ((7, 0x1F), (8, 0xFF)):
        count = data[at] & mask
        at += 1
        for _ in range(count):
            size = struct.unpack_from(">H", data, at)[0]
            _require(data[at + 2] & 0x1F == kind)
            at += 2 + size
    _require(at + 4 >= len(data) >= at)  # what the profile "high" adds: four bytes


def _samples(named: dict[str, memoryview]) -> list[tuple[int, int]]:
    """Give where each sample starts and ends in the file (8.7)."""
    same, count = struct.unpack_from(">II", named["stsz"], 4)
    _require(0 < count <= _MOST)
    sizes = [same] * count if same else list(struct.unpack_from(f">{count}I", named["stsz"], 12))
    wide = "co64" in named
    chunks_box = named["co64" if wide else "stco"]
    chunk_count = struct.unpack_from(">I", chunks_box, 4)[0]
    _require(chunk_count <= count)
    chunks = struct.unpack_from(f">{chunk_count}{'Q' if wide else 'I'}", chunks_box, 8)
    runs = list(struct.iter_unpack(">III", named["stsc"][8:]))
    found: list[tuple[int, int]] = []
    for index, (first, each, _) in enumerate(runs):
        last = runs[index + 1][0] if index + 1 < len(runs) else chunk_count + 1
        for chunk in range(first, last):
            at = chunks[chunk - 1]
            for size in sizes[len(found) : len(found) + each]:
                found.append((at, at + size))
                at += size
    _require(len(found) == count)
    return found


def _pictures(file: BinaryIO, samples: list[tuple[int, int]]) -> None:
    """Look that there are slices alone."""
    for start, end in samples:
        at = start
        while at < end:
            head = _part(file, at, at + 5)
            size = int.from_bytes(head[:4], "big")
            _require(size > 0 and at + 4 + size <= end and head[4] & 0x1F in _SLICES)
            at += 4 + size
