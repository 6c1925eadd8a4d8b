"""Make parts of a picture such that nobody can see them again: blacked out, or blurred to a few averages."""

from collections.abc import Sequence
from math import ceil, floor
from typing import Final

from PIL import Image

from handbill.cleaning.media.job import WHOLE, Area

CELLS: Final = 4
"""Of so many averages is a blurred part made along its longer side: too few for a face or a line of writing."""
_STEPS: Final = 16
"""An average is rounded to one of so many: what is left is its colour, and not where an edge ran through it."""

_Box = tuple[int, int, int, int]


def hide(picture: Image.Image, areas: Sequence[Area]) -> Image.Image:
    """Give the picture without them."""
    made = picture.copy()
    blurred = [_box(area, picture.size) for area in areas if area.how == "blur"]
    for group in _groups(blurred):
        whole = _around(group)
        flat = _averages(picture.crop(whole))
        for box in group:
            part = flat.crop((box[0] - whole[0], box[1] - whole[1], box[2] - whole[0], box[3] - whole[1]))
            made.paste(part, box)
    for area in areas:
        if area.how == "black":
            made.paste((0, 0, 0) if picture.mode == "RGB" else (0, 0, 0, 255), _box(area, picture.size))
    return made


def _box(area: Area, size: tuple[int, int]) -> _Box:
    """Take each pixel that the area touches."""
    across, down = size
    return (
        floor(area.x * across / WHOLE),
        floor(area.y * down / WHOLE),
        ceil((area.x + area.width) * across / WHOLE),
        ceil((area.y + area.height) * down / WHOLE),
    )


def _averages(part: Image.Image) -> Image.Image:
    across, down = part.size
    longer = max(across, down)
    few = part.convert("RGB").resize(
        (max(1, round(CELLS * across / longer)), max(1, round(CELLS * down / longer))), Image.Resampling.BOX
    )
    few = few.point(lambda value: value // _STEPS * _STEPS + _STEPS // 2)
    return few.resize(part.size, Image.Resampling.NEAREST).convert(part.mode)


def _groups(boxes: Sequence[_Box]) -> list[list[_Box]]:
    """Put together what touches: a face in nine cells of a grid is one part, and gets no more averages than in one."""
    groups: list[list[_Box]] = []
    for box in boxes:
        near = [group for group in groups if any(_touch(box, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([box, *(other for group in near for other in group)])
    return groups


def _touch(one: _Box, other: _Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _around(boxes: Sequence[_Box]) -> _Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
