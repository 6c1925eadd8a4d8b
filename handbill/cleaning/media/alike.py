"""Which pictures look alike: a hash of what is seen, that a smaller size or another encoding changes little.

It is the difference hash (Krawetz, "Kind of Like That", 2013): the picture in 9 by 8 greys, and for each of the 64 places whether
its right neighbour is lighter.
"""

from typing import Final

ACROSS: Final = 9
DOWN: Final = 8

NEAR: Final = 6
"""Bits that may differ in pictures that look alike."""


def hashed(greys: bytes) -> str:
    """Give 16 hexadecimal digits for 72 greys, row by row."""
    bits = 0
    for place in range(DOWN * ACROSS):
        if place % ACROSS:
            bits = bits << 1 | (greys[place] > greys[place - 1])
    return f"{bits:016x}"


def distance(one: str, other: str) -> int:
    """Give in how many of 64 bits two differ: 0 is the same, from about 20 on nothing is alike."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
