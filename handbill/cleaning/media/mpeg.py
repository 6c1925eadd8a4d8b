"""An MP3 that was made here: frames of sound from its first byte to its last, and nothing between them (ISO/IEC 11172-3, 2.4.1)."""

from fractions import Fraction
from pathlib import Path
from typing import Final

from handbill.cleaning.media.cleaned import Unclean

TYPE: Final = "audio/mpeg"
RATE: Final = 44_100
"""Samples a second."""

_SAMPLES: Final = 1152  # of a frame
_HEAD: Final = 0xFFFB  # version 1, layer III, no checksum
_KBITS: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_FIRST: Final = 44  # bytes: where the first frame would have such a list
_INFO: Final = (b"Xing", b"Info", b"VBRI")


def examine(path: Path) -> Fraction:
    """Give how long it plays, in seconds.

    Raises:
        Unclean: `failed`: there is a byte that belongs to no frame (a tag of any kind), or a frame that holds a list and no sound.
    """
    data = path.read_bytes()
    at = frames = 0
    while at < len(data):
        head = int.from_bytes(data[at : at + 4], "big")
        rate = head >> 12 & 15
        if head >> 16 != _HEAD or rate not in range(1, len(_KBITS)) or head >> 10 & 3:
            raise Unclean("failed")
        at += 144_000 * _KBITS[rate] // RATE + (head >> 9 & 1)
        frames += 1
    if at != len(data) or not frames or any(word in data[:_FIRST] for word in _INFO):
        raise Unclean("failed")
    return Fraction(frames * _SAMPLES, RATE)
