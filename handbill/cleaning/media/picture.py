"""Pictures: decoded, turned upright, brought to sRGB, and made anew in three types and sizes."""

from pathlib import Path

from handbill.cleaning.media.cleaned import Allowed, Cleaned
from handbill.cleaning.media.pictures.decode import decode
from handbill.cleaning.media.pictures.looks import looks
from handbill.cleaning.media.pictures.made import make


def clean(source: Path, into: Path, allowed: Allowed) -> Cleaned:
    """Make the files of a picture."""
    picture = decode(source, allowed)
    return Cleaned("image", make(picture, into), alike=looks(picture))
