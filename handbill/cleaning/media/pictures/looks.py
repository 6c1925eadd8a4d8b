"""What a picture looks like, for `alike.py`."""

from PIL import Image

from handbill.cleaning.media.alike import ACROSS, DOWN, hashed

_GREY = 128


def looks(picture: Image.Image) -> str:
    """Give the hash of it, on grey where it is transparent."""
    if picture.mode == "RGBA":
        ground = Image.new("RGBA", picture.size, (_GREY, _GREY, _GREY, 255))
        picture = Image.alpha_composite(ground, picture)
    return hashed(picture.convert("L").resize((ACROSS, DOWN), Image.Resampling.BOX).tobytes())
