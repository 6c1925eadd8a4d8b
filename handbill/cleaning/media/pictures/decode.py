"""Read a picture to its end: by the decoder that its first bytes ask for, upright, in sRGB, not much larger than what is made of it."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from PIL import (
    AvifImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from handbill.cleaning.media.cleaned import Allowed, Unclean
from handbill.cleaning.media.pictures.colours import profile_of, to_srgb
from handbill.cleaning.media.pictures.sizes import LARGEST, fitted
from handbill.cleaning.media.pictures.smaller import smaller
from handbill.cleaning.media.refused import BROKEN, MEMORY, PIXELS
from handbill.cleaning.media.shapes.webp import claimed

_CLASSES: Final = (
    JpegImagePlugin.JpegImageFile,
    PngImagePlugin.PngImageFile,
    WebPImagePlugin.WebPImageFile,
    GifImagePlugin.GifImageFile,
    AvifImagePlugin.AvifImageFile,
    TiffImagePlugin.TiffImageFile,
)
FORMATS: Final = [*(str(one.format) for one in _CLASSES), "HEIF"]
"""Pillow asks no other of its decoders."""

WEBP: Final = 25_000_000
"""Pixels of a WebP at most: it is in memory four times while it is decoded, which the decoder itself cannot say no to in words."""


@contextmanager
def opened(source: Path, allowed: Allowed) -> Iterator[Image.Image]:
    """Open a picture, of which only the head was read.

    Raises:
        Unclean: it is none, it cannot be read to its end, or it has too many pixels.
    """
    warnings.simplefilter("ignore")  # what a decoder wonders at is no matter
    Image.MAX_IMAGE_PIXELS = None  # they are counted here, by what the site allows
    try:
        _check_webp(source, allowed)
        known = [
            name for name in FORMATS if name in Image.OPEN
        ]  # for one that it lacks, Pillow would load all that it has
        with Image.open(source, formats=known) as picture:
            if picture.width * picture.height > allowed.pixels:
                raise Unclean(PIXELS)  # noqa: TRY301 - it passes
            yield picture
    except (Unclean, MemoryError):
        raise
    except Exception as error:
        raise Unclean(BROKEN) from error


def _check_webp(source: Path, allowed: Allowed) -> None:
    with source.open("rb") as file:
        first = file.read(30)
    if first[8:12] == b"WEBP":
        across, down = claimed(first)
        if across * down > min(allowed.pixels, WEBP):
            raise Unclean(PIXELS if across * down > allowed.pixels else MEMORY)


def upright(picture: Image.Image) -> Image.Image:
    """Give what is there to be seen: RGB, or RGBA where it has alpha, and nothing that is said of it."""
    icc = profile_of(picture)
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        across, down = fitted(_turned(picture.size, _orientation(picture)), LARGEST)
        picture.draft(None, _turned((across, down), _orientation(picture)))
    picture.load()
    method = _METHODS.get(_orientation(picture))  # now: a decoder that has turned it has forgotten that
    made = to_srgb(smaller(picture), icc)
    if method is not None:
        made = made.transpose(method)
    made.info.clear()
    return made


def _orientation(picture: Image.Image) -> int:
    with suppress(Exception):  # whatever is wrong with it: then it does not say
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    return 1


def _turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    return size[::-1] if orientation in _ON_ITS_SIDE else size


_ON_ITS_SIDE: Final = (5, 6, 7, 8)
_METHODS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Exif 2.32, section 4.6.4, tag Orientation."""
