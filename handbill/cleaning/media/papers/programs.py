"""The programs of embedded fonts, without what they say of themselves: names, notices, dates, signatures.

What a program calls its glyphs stays, for that is how letters are found. Sources: OpenType 1.9 (tables), Adobe Type 1 Font Format
(chapter 2), Adobe's technical note 5176 (CFF).
"""

import re
import struct
from itertools import pairwise
from typing import Final

from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.refused import BROKEN

_TABLES: Final = frozenset(
    (
        *(
            b"glyf",
            b"loca",
            b"head",
            b"hhea",
            b"hmtx",
            b"maxp",
            b"cvt ",
            b"fpgm",
            b"prep",
            b"cmap",
            b"OS/2",
            b"post",
        ),
        *(b"CFF ", b"vhea", b"vmtx", b"VORG", b"gasp"),
    )
)
_MOST_TABLES: Final = 64
_HEADS: Final = (b"\0\1\0\0", b"true", b"OTTO")
_SAID: Final = re.compile(
    rb"/(?:Notice|Copyright|FullName|FamilyName|Weight|version)\s*\((?:[^()\\]|\\.|\([^()]*\))*\)\s*(?:readonly\s+)?(?:def|put)"
)
_UNIQUE: Final = re.compile(rb"/(?:UniqueID|XUID)\s*(?:\d+|\[[^\]]*\])\s*(?:readonly\s+)?def")
_REMARK: Final = re.compile(rb"%[^\r\n]*")
_START: Final = b"%!PS-AdobeFont-1.0"


def truetype(data: bytes) -> bytes:
    """Give a TrueType or OpenType font with the tables that drawing needs."""
    if data[:4] not in _HEADS:
        raise Unclean(BROKEN)
    count = int.from_bytes(data[4:6], "big")
    if count > _MOST_TABLES:
        raise Unclean(BROKEN)
    spans = _spans(data, count)
    blank = bytearray(data)  # what lies within a table that stays, and belongs to one that goes, goes too
    for name, start, end in spans:
        if name not in _TABLES:
            blank[start:end] = bytes(end - start)
    tables = [(name, blank[start:end]) for name, start, end in spans if name in _TABLES]
    for name, table in tables:
        if name == b"head" and len(table) >= 36:  # noqa: PLR2004 - created and modified end there
            table[20:36] = bytes(16)
        if name == b"CFF ":
            table[:] = cff(bytes(table))
        if name == b"OS/2" and len(table) >= 62:  # noqa: PLR2004 - the vendor ends there
            table[58:62] = b"    "
    if not tables:
        raise Unclean(BROKEN)
    return _joined(data[:4], tables)


def _spans(data: bytes, count: int) -> list[tuple[bytes, int, int]]:
    """Give name, start and end of each table. A list of them that points at itself is broken, so its names may be no names."""
    found = []
    for at in range(12, 12 + 16 * count, 16):
        name, _, start, size = struct.unpack_from(">4sIII", data, at)
        if size and start < 12 + 16 * count:
            raise Unclean(BROKEN)
        found.append((name, start, max(start, min(start + size, len(data)))))
    return found


def _joined(kind: bytes, tables: list[tuple[bytes, bytearray]]) -> bytes:
    power = len(tables).bit_length() - 1
    head = kind + struct.pack(">HHHH", len(tables), 16 << power, power, (len(tables) << 4) - (16 << power))
    at = len(head) + 16 * len(tables)
    entries, bodies = [], []
    for name, table in tables:
        padded = bytes(table) + bytes(-len(table) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        entries.append(struct.pack(">4sIII", name, total, at, len(table)))
        bodies.append(padded)
        at += len(padded)
    return b"".join([head, *entries, *bodies])


def type1(data: bytes, clear: int) -> tuple[bytes, int]:
    """Give a Type 1 font with its open part anew, and how long that is now. `clear`: how long it was."""
    end = data.find(b"eexec", 0, clear + 16)
    end = end + 5 if end >= 0 else clear
    if not 0 < end <= len(data):
        raise Unclean(BROKEN)
    opened = _REMARK.sub(b"", _UNIQUE.sub(b"", _SAID.sub(b"", data[:end])))
    opened = _START + b"\n" + opened.lstrip()
    return opened + data[end:], len(opened) + max(clear - end, 0)


def cff(data: bytes) -> bytes:
    """Give a compact font with spaces where its names and notices were."""
    out = bytearray(data)
    try:
        names = _index(data, data[2])
        tops = _index(data, names[-1])
        strings = _index(data, tops[-1])
        for start, end in pairwise(names):
            out[start:end] = b"F" * (end - start)
        for start, end in pairwise(tops):
            for number in _words(data[start:end]):
                if 0 <= number < len(strings) - 1:
                    out[strings[number] : strings[number + 1]] = b" " * (
                        strings[number + 1] - strings[number]
                    )
    except (IndexError, struct.error):
        raise Unclean(BROKEN) from None
    return bytes(out)


def _index(data: bytes, at: int) -> list[int]:
    """Give where each object of an INDEX starts, and at last where the INDEX ends (5176, section 5)."""
    count = int.from_bytes(data[at : at + 2], "big")
    if not count:
        return [at + 2]
    size = data[at + 2]
    base = at + 3 + size * (count + 1) - 1
    found = [
        base + int.from_bytes(data[at + 3 + size * n : at + 3 + size * (n + 1)], "big")
        for n in range(count + 1)
    ]
    if found != sorted(found) or found[-1] > len(data):
        raise IndexError
    return found


_STANDARD: Final = 391  # strings that every font has
_NOTICES: Final = frozenset({0, 1, 2, 3, 4, (12, 0), (12, 21), (12, 22)})
"""Version, Notice, FullName, FamilyName, Weight, Copyright, PostScript, BaseFontName (5176, table 9)."""


def _words(top: bytes) -> list[int]:
    """Give the numbers of the strings that a Top DICT names for people (5176, section 4)."""
    found = []
    at, last = 0, 0
    while at < len(top):
        byte = top[at]
        if byte <= 21:  # noqa: PLR2004 - an operator
            operator = (byte, top[at + 1]) if byte == 12 else byte  # noqa: PLR2004 - of two bytes
            if operator in _NOTICES:
                found.append(last - _STANDARD)
            at += 2 if byte == 12 else 1  # noqa: PLR2004
        elif byte == 30:  # noqa: PLR2004 - a real number, in nibbles
            at += 1
            while top[at] & 15 != 15:  # noqa: PLR2004
                at += 1
            at += 1
        elif byte == 28:  # noqa: PLR2004
            last, at = int.from_bytes(top[at + 1 : at + 3], "big", signed=True), at + 3
        elif byte == 29:  # noqa: PLR2004
            last, at = int.from_bytes(top[at + 1 : at + 5], "big", signed=True), at + 5
        elif byte <= 246:  # noqa: PLR2004
            last, at = byte - 139, at + 1
        elif byte <= 250:  # noqa: PLR2004
            last, at = (byte - 247) * 256 + top[at + 1] + 108, at + 2
        else:
            last, at = -(byte - 251) * 256 - top[at + 1] - 108, at + 2
    return found
