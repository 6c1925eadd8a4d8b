"""What an upload that is a picture says of who took it, where, when and with what, so that its author learns what is not published.

All of it is gone whether it is counted or not: nothing but pixels is taken over.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from handbill.cleaning.media.traces.exif import tiff
from handbill.cleaning.media.traces.gif import gif
from handbill.cleaning.media.traces.iso import iso
from handbill.cleaning.media.traces.jpeg import jpeg
from handbill.cleaning.media.traces.png import png
from handbill.cleaning.media.traces.webp import webp

_STARTS: Final[tuple[tuple[int, bytes, Callable[[bytes], Counter[str]]], ...]] = (
    (0, b"\xff\xd8", jpeg),
    (0, b"\x89PNG", png),
    (8, b"WEBP", webp),
    (0, b"GIF8", gif),
    (4, b"ftyp", iso),
    (0, b"II*\0", tiff),
    (0, b"MM\0*", tiff),
)


def traces(data: bytes) -> Counter[str]:
    """Count, by the codes of `removed.py`; what cannot be read is not told."""
    for at, start, count in _STARTS:
        if data[at : at + len(start)] == start:
            with suppress(Exception):
                return +count(data)
            return Counter()
    return Counter()
