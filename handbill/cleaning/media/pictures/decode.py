"""Read a picture to its end: the one that its first bytes say, upright, in sRGB, no larger than it is needed."""

import warnings
from pathlib import Path
from typing import Final

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from handbill.cleaning.media.cleaned import Allowed, Unclean
from handbill.cleaning.media.pictures.sizes import LARGEST, fitted
from handbill.cleaning.media.refused import BROKEN, PIXELS

FORMATS: Final = (
    JpegImagePlugin.JpegImageFile.format,
    PngImagePlugin.PngImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
    GifImagePlugin.GifImageFile.format,
    AvifImagePlugin.AvifImageFile.format,
    TiffImagePlugin.TiffImageFile.format,
    "HEIF",
)
"""Pillow asks no other of its decoders."""


def decode(source: Path, allowed: Allowed) -> Image.Image:
    """Give the picture as RGB, or RGBA where it has alpha."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # counted here, by what the site allows
    try:
        with Image.open(source, formats=[name for name in FORMATS if name]) as opened:
            _count(opened, allowed)
            opened.draft(None, fitted(opened.size, LARGEST))
            opened.load()
            picture = ImageOps.exif_transpose(opened)
    except (Unclean, MemoryError):
        raise
    except Exception as error:
        raise Unclean(BROKEN) from error
    picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.info.clear()
    return picture


def _count(opened: Image.Image, allowed: Allowed) -> None:
    if opened.width * opened.height > allowed.pixels:
        raise Unclean(PIXELS)
