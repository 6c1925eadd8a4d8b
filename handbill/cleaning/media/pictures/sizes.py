"""In which sizes a picture is made."""

from typing import Final

WIDTHS: Final = (1920, 960, 480)
"""Pixels across at most, the largest first."""
LARGEST: Final = WIDTHS[0]
MOVING: Final = WIDTHS[1]
"""The same, of one that moves."""
TALL: Final = 3
"""A picture has at most so many times the pixels of a square of its width: it may be thrice as high as wide."""
SIDE: Final = 16_383
"""Pixels of a side at most: WebP has no more (RFC 9649, section 3.3)."""


def fitted(size: tuple[int, int], width: int) -> tuple[int, int]:
    """Give the size of a picture that is to be no wider than that, and no larger than it is."""
    across, down = size
    scale = min(1.0, width / across, SIDE / down, (TALL * width * width / (across * down)) ** 0.5)
    return max(1, round(across * scale)), max(1, round(down * scale))


def sizes(size: tuple[int, int], largest: int = LARGEST) -> list[tuple[int, int]]:
    """Give those that a picture is made in, the largest first."""
    return list(dict.fromkeys(fitted(size, width) for width in WIDTHS if width <= largest))
