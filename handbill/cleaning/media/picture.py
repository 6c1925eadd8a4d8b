"""Pictures: decoded, turned upright, brought to sRGB, and made anew in three types and sizes."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image

from handbill.cleaning.media.cleaned import Allowed, Cleaned
from handbill.cleaning.media.job import Area
from handbill.cleaning.media.pictures.decode import opened, upright
from handbill.cleaning.media.pictures.hide import hide
from handbill.cleaning.media.pictures.looks import looks
from handbill.cleaning.media.pictures.made import make
from handbill.cleaning.media.pictures.moving import Change, make_moving, moves
from handbill.cleaning.media.traces.trace import traces


def clean(source: Path, into: Path, allowed: Allowed) -> Cleaned:
    """Make the files of a picture."""
    return _made(source, into, allowed, None, traces(source.read_bytes()))


def burn(source: Path, into: Path, areas: Sequence[Area], allowed: Allowed) -> Cleaned:
    """Make them anew, without some parts."""
    return _made(source, into, allowed, lambda picture: hide(picture, areas), {})


def _made(
    source: Path, into: Path, allowed: Allowed, change: Change | None, removed: Mapping[str, int]
) -> Cleaned:
    with opened(source, allowed) as picture:
        if moves(picture, allowed):
            files, first, moving = make_moving(picture, into, change or Image.Image.copy)
            return Cleaned("image", files, removed=removed, alike=looks(first), moves=moving)
        seen = upright(picture)
        seen = change(seen) if change else seen
    return Cleaned("image", make(seen, into), removed=removed, alike=looks(seen))
