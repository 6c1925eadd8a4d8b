"""Write a picture in its types and sizes. On both cores: the encoders let go of the interpreter while they work."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image

from handbill.cleaning.media.cleaned import Made
from handbill.cleaning.media.pictures.sizes import MOVING, sizes

SMALL: Final = 60_000
"""Bytes of each smallest picture at most: what a front page begins with, also on a bad line."""
_STEP: Final = 12
"""Steps of quality, until it is small enough."""
_LOWEST: Final = 25
_SHRINK: Final = 0.8
"""Below the lowest quality it becomes smaller."""
_THREADS: Final = 2
_NEARLY: Final = 1.1
_WHITE: Final = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class _Type:
    name: str
    quality: int
    options: dict[str, Any]


TYPES: Final = (
    _Type("jpeg", 80, {"progressive": True, "optimize": True}),
    _Type("avif", 55, {"max_threads": 1}),
    _Type("webp", 76, {}),
)
"""What everybody can show comes first."""
_FAST: Final = 1_000_000
"""Pixels above which AVIF is made at speed 8, four times as fast as 6 and a twentieth larger, and WebP by method 4 instead of 6, twice as fast."""


def make(picture: Image.Image, into: Path) -> tuple[Made, ...]:
    """Make all files of a picture: all sizes as JPEG, the largest first, and then the other types."""
    return _made(picture, into, TYPES, sizes(picture.size))


def stills(picture: Image.Image, into: Path) -> tuple[Made, ...]:
    """Make only those that everybody can show."""
    return _made(picture, into, TYPES[:1], sizes(picture.size, MOVING))


def _made(
    picture: Image.Image, into: Path, types: Sequence[_Type], wanted: Sequence[tuple[int, int]]
) -> tuple[Made, ...]:
    scaled = [picture]
    for size in wanted:
        scaled.append(resized(scaled[-1], size))
    works = [(kind, one, one is scaled[-1]) for kind in types for one in scaled[1:]]
    with ThreadPoolExecutor(_THREADS) as both:
        slowest = sorted(
            range(len(works)), key=lambda at: -works[at][1].width * (works[at][0].name == "avif")
        )
        waiting = {at: both.submit(_write, into, *works[at]) for at in slowest}
        return tuple(waiting[at].result() for at in range(len(works)))


def resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Give it in another size. Half of it and less is taken by a narrower window, in half the time and as well to look at.

    So is nearly all of it, as a decoder gives a photo in half its size: 47.7 dB from the best window there, far within what JPEG loses.
    """
    if picture.size == size:
        return picture.copy()
    narrow = picture.width >= 2 * size[0] or picture.width <= _NEARLY * size[0]
    return picture.resize(size, Image.Resampling.HAMMING if narrow else Image.Resampling.BICUBIC)


def _write(into: Path, kind: _Type, picture: Image.Image, small: bool) -> Made:
    data = encoded(picture, kind.name, kind.quality, **kind.options)
    quality = kind.quality
    while small and len(data) > SMALL:
        if quality > _LOWEST:
            quality = max(_LOWEST, quality - _STEP)
        else:
            across, down = picture.size
            picture = resized(picture, (max(1, int(across * _SHRINK)), max(1, int(down * _SHRINK))))
        data = encoded(picture, kind.name, quality, **kind.options)
    return written(into / f"{picture.width}.{kind.name}", f"image/{kind.name}", data, picture.size)


def encoded(picture: Image.Image, kind: str, quality: int, **options: Any) -> bytes:
    """Encode a picture, which has nothing but its pixels; on white where the type has no alpha."""
    picture = (
        flat(picture) if kind == "jpeg" else picture.copy()
    )  # of its own: Pillow keeps the options at the picture
    is_large = picture.width * picture.height > _FAST
    if kind == "avif":
        options["speed"] = 8 if is_large else 6
    if kind == "webp":
        # method 6 may take a minute for an alpha of noise
        options |= {"method": 4, "alpha_quality": 80} if is_large or picture.mode == "RGBA" else {"method": 6}
    out = BytesIO()
    picture.save(out, kind.upper(), quality=quality, **options)
    return out.getvalue()


def flat(picture: Image.Image) -> Image.Image:
    """Lay it on white."""
    if picture.mode == "RGB":
        return picture.copy()
    ground = Image.new("RGB", picture.size, _WHITE)
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def written(path: Path, kind: str, data: bytes, size: tuple[int, int]) -> Made:
    """Write a file that was made."""
    path.write_bytes(data)
    return Made(path, kind, "", len(data), *size)  # who is outside finds the hash
