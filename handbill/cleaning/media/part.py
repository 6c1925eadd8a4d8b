"""Parts of a picture as forms and commands name them: where, in ten-thousandths of it, and perhaps how they are hidden."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, cast

from handbill.cleaning.media.job import WHOLE, Area, How

HOWS: Final = ("black", "blur")
"""The first is what is done where nothing is said: of black nothing can be guessed."""
WHERE: Final = "([0-9]{1,5}),([0-9]{1,5}),([0-9]{1,5}),([0-9]{1,5})(?:,(blur|black))?"
_PART: Final = re.compile(WHERE, re.ASCII).fullmatch


def part(typed: str, how: str = "") -> Area:
    """Read X,Y,WIDTH,HEIGHT, perhaps with `,black` or `,blur` behind it; `how` stands in where that says nothing.

    Raises:
        ValueError: it is none.
    """
    match = _PART(typed.strip())
    if match is None:
        raise ValueError(typed)
    x, y, width, height = map(int, match.group(1, 2, 3, 4))
    if not (0 < width <= WHOLE - x and 0 < height <= WHOLE - y):
        raise ValueError(typed)
    return Area(x, y, width, height, cast("How", match[5] or (how if how in HOWS else HOWS[0])))


def covered(areas: Sequence[Area]) -> float:
    """Say how much of a picture these cover together, from 0 to 1; what two of them cover counts once."""
    edges = sorted({edge for area in areas for edge in (area.x, area.x + area.width)})
    whole = 0
    for left, right in pairwise(edges):
        end = 0
        for top, bottom in sorted((it.y, it.y + it.height) for it in areas if it.x <= left < it.x + it.width):
            whole += (right - left) * max(0, bottom - max(top, end))
            end = max(end, bottom)
    return whole / WHOLE**2
