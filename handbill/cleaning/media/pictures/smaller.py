"""Make a large picture smaller in strips: what it is in between would be several times as much memory as it is."""

from typing import Final

from PIL import Image

from handbill.cleaning.media.pictures.colours import simple
from handbill.cleaning.media.pictures.sizes import LARGEST, fitted

_ROWS: Final = 64
"""Rows of what is made at once."""


def smaller(picture: Image.Image) -> Image.Image:
    """Give a simple picture of it, at most twice as large as the largest that is made."""
    factor = max(1, picture.width // fitted(picture.size, LARGEST)[0])
    if factor == 1:
        return simple(picture)
    made: Image.Image | None = None
    size = -(-picture.width // factor), -(-picture.height // factor)
    for top in range(0, picture.height, factor * _ROWS):
        strip = simple(picture.crop((0, top, picture.width, min(picture.height, top + factor * _ROWS))))
        strip = _reduced(strip, factor)
        made = made or Image.new(strip.mode, size)
        made.paste(strip, (0, top // factor))
    assert made is not None  # noqa: S101 - it has a row
    return made


def _reduced(strip: Image.Image, factor: int) -> Image.Image:
    """Take the average of each square, in which what is transparent counts for less."""
    if strip.mode in ("RGBA", "LA"):
        return strip.convert(strip.mode[:-1] + "a").reduce(factor).convert(strip.mode)
    return strip.reduce(factor)
