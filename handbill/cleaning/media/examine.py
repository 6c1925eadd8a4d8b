"""Look again at a picture that was made, before anybody may see it: it has pixels and what they need, and nothing besides.

Nothing is decoded here, so that the parent can do it too. What is not known is not allowed.
"""

from collections.abc import Callable, Mapping
from typing import Final

from handbill.cleaning.media.shapes.avif import avif
from handbill.cleaning.media.shapes.jpeg import jpeg
from handbill.cleaning.media.shapes.shape import Shapeless
from handbill.cleaning.media.shapes.webp import webp

SHAPES: Final[Mapping[str, Callable[[bytes], tuple[int, int]]]] = {
    "image/jpeg": jpeg,
    "image/webp": webp,
    "image/avif": avif,
}
"""What tells width and height by walking through all of a file."""


def examine(data: bytes, kind: str, width: int, height: int) -> None:
    """Look at a picture of a media type.

    Raises:
        Shapeless: it has anything that a picture needs not, or another size.
    """
    found = SHAPES[kind](data)
    if found != (width, height):
        raise Shapeless(f"{kind}: {found} pixels, not {width, height}")
