"""The numbered grid over a picture, by which parts of it are chosen without a script: its cells are nearly square."""

from collections.abc import Container
from typing import Final

from handbill.cleaning.media.job import WHOLE
from handbill.look.contexts.forms import Cell

WIDE: Final = 8
"""Cells across a picture that is wider than high: 40 px of a phone's screen each."""
HIGH: Final = 6
"""Across one that is higher than wide."""
MOST: Final = 13
"""Down a picture: as many as a phone's own screen has, which is what high pictures mostly are."""


def grid(name: str, width: int, height: int, chosen: Container[str] = ()) -> tuple[tuple[Cell, ...], ...]:
    """Give the cells of a picture, row by row; those that are chosen say so.

    Args:
        name: of its file in the form.
        width: of the picture, pixels.
        height: the same.
        chosen: values of cells.
    """
    across = WIDE if width >= height else HIGH
    down = max(2, min(MOST, round(across * height / width)))
    return tuple(
        tuple(_cell(name, row, column, across, down, chosen) for column in range(across))
        for row in range(down)
    )


def _cell(name: str, row: int, column: int, across: int, down: int, chosen: Container[str]) -> Cell:
    left, right = (WHOLE * at // across for at in (column, column + 1))
    top, bottom = (WHOLE * at // down for at in (row, row + 1))
    value = f"{name}:{left},{top},{right - left},{bottom - top}"
    return Cell(row * across + column + 1, row + 1, column + 1, value, chosen=value in chosen)
