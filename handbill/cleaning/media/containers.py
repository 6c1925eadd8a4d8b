"""Which demuxer a file of sound or film is for, by its signature: a first guess, which decoding proves or refutes."""

import re
from pathlib import Path
from typing import Final

_HEAD: Final = 64
_STARTS: Final = (
    (re.compile(b"OggS"), "ogg"),
    (re.compile(b"fLaC"), "flac"),
    (re.compile(b"(?:RIFF|RF64|BW64).{4}WAVE", re.DOTALL), "wav"),
    (re.compile(b"\x1aE\xdf\xa3"), "matroska"),
    (re.compile(b".{4}(?:ftyp|moov|mdat|free|skip|wide|pnot)", re.DOTALL), "mov"),
    (re.compile(b"\xff[\xf0\xf1\xf8\xf9]"), "aac"),  # ADTS: the layer, two bits, is 0
    (re.compile(b"\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]"), "mp3"),  # ISO/IEC 11172-3, 2.4.2.3
)
_ID3: Final = re.compile(b"ID3..(.)([\0-\x7f]{4})", re.DOTALL)
_FOOTER: Final = 0x10
_TAGS: Final = 8  # ID3v2 tags in a row that are looked behind


def demuxer(source: Path) -> str:
    """Give the demuxer's name; empty where it is neither sound nor film of the kinds that are taken."""
    with source.open("rb") as file:
        head, at = file.read(_HEAD), 0
        for _ in range(_TAGS):
            tag = _ID3.match(head)
            if tag is None:
                break
            at += (
                10
                + sum(byte << 7 * (3 - n) for n, byte in enumerate(tag[2]))
                + (10 if tag[1][0] & _FOOTER else 0)
            )
            file.seek(at)
            head = file.read(_HEAD)
    found = next((name for start, name in _STARTS if start.match(head)), "")
    return found or ("mp3" if at else "")
