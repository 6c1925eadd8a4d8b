"""What a picture looks like, for `alike.py`."""

from typing import Final

from PIL import Image

from handbill.cleaning.media.alike import ACROSS, DOWN, hashed

_GREY: Final = 128
_FLAT: Final = 8
"""Greys between the darkest and the lightest place, of 256."""


def looks(picture: Image.Image) -> str:
    """Give the hash of it, on grey where it is transparent; nothing where there is nothing to be seen: all white is like all white."""
    if picture.mode == "RGBA":
        ground = Image.new("RGBA", picture.size, (_GREY, _GREY, _GREY, 255))
        picture = Image.alpha_composite(ground, picture)
    greys = picture.convert("L").resize((ACROSS, DOWN), Image.Resampling.BOX).tobytes()
    return hashed(greys) if max(greys) - min(greys) >= _FLAT else ""
