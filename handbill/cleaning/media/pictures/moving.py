"""Pictures that move: made as a WebP that does, and the first frame for who wants it still."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import GifImagePlugin, Image, PngImagePlugin, WebPImagePlugin
from PIL.AvifImagePlugin import AvifImageFile

from handbill.cleaning.media.cleaned import Allowed, Made, Unclean
from handbill.cleaning.media.pictures.colours import profile_of, simple, to_srgb
from handbill.cleaning.media.pictures.made import resized, stills, written
from handbill.cleaning.media.pictures.sizes import MOVING, fitted
from handbill.cleaning.media.refused import FRAMES, PIXELS

_MOVE: Final = (
    GifImagePlugin.GifImageFile,
    PngImagePlugin.PngImageFile,
    WebPImagePlugin.WebPImageFile,
    AvifImageFile,
)
"""The others have further pictures for other reasons: pages, thumbnails, depth, a second eye."""
_QUALITY: Final = 70
_LEAST: Final = 20
"""Milliseconds that a frame is shown at least; who says less means a tenth of a second, as browsers take it."""
_USUAL: Final = 100
_LONGEST: Final = 60_000
_MOVES: Final = 0x02
_WHOLE: Final = 20_000_000
"""Pixels of all frames together: what lasts long is smaller, so that it is made in seconds and loads on a bad line."""

Change = Callable[[Image.Image], Image.Image]


def moves(picture: Image.Image, allowed: Allowed) -> bool:
    """Tell whether it has frames.

    Raises:
        Unclean: there are too many.
    """
    if not isinstance(picture, _MOVE):
        return False
    count = int(getattr(picture, "n_frames", 1)) - bool(picture.info.get("default_image"))
    if count > allowed.frames:
        raise Unclean(FRAMES)
    if count * picture.width * picture.height > allowed.pixels:
        raise Unclean(PIXELS)
    return count > 1


def make_moving(
    picture: Image.Image, into: Path, change: Change
) -> tuple[tuple[Made, ...], Image.Image, bool]:
    """Give the files, the first frame, and whether anything moved; each frame is changed before it is used."""
    loop = int(picture.info.get("loop", 1 if isinstance(picture, GifImagePlugin.GifImageFile) else 0))
    frames, times = [], []
    for frame, time in _frames(picture):
        frames.append(change(frame))
        times.append(time)
    first, size = frames[0], frames[0].size
    out = BytesIO()
    first.save(
        out,
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=times,
        loop=loop,
        quality=_QUALITY,
        method=2,
    )
    data = out.getvalue()
    moving = written(into / f"{size[0]}.webp", "image/webp", data, size)
    is_moving = data[12:16] == b"VP8X" and bool(data[20] & _MOVES)
    return (*stills(first, into), moving), first, is_moving


def _frames(picture: Image.Image) -> Iterator[tuple[Image.Image, int]]:
    """Give each frame as it is seen, and for how long in milliseconds."""
    icc = profile_of(picture)
    numbers = range(bool(picture.info.get("default_image")), getattr(picture, "n_frames", 1))
    size = _bounded(fitted(picture.size, MOVING), len(numbers))
    for at in numbers:
        picture.seek(at)
        picture.load()
        time = int(picture.info.get("duration") or 0)
        frame = resized(to_srgb(simple(picture), icc), size)
        frame.info.clear()
        yield frame, min(time, _LONGEST) if time >= _LEAST else _USUAL


def _bounded(size: tuple[int, int], count: int) -> tuple[int, int]:
    scale = min(1.0, (_WHOLE / (size[0] * size[1] * count)) ** 0.5)
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))
