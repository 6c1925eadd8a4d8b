"""Sizes and lengths, as pages say them."""

from collections.abc import Iterable
from typing import Final

from babel.numbers import format_decimal

from handbill.look.contexts.media import Source

_STEP: Final = 1000
_MINUTE: Final = 60


def size(language: str, count: int) -> str:
    """Say how large a file is: 240 kB, 3.1 MB (SI prefixes, as ISO 80000-13 has them)."""
    if count < _STEP * _STEP:
        return f"{max(1, round(count / _STEP))} kB"
    return f"{format_decimal(round(count / _STEP**2, 1), locale=language.replace('-', '_'))} MB"


def length(seconds: int) -> str:
    """Say how long a sound or film is: 3:07, 1:02:09."""
    minutes, rest = divmod(seconds, _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def srcset(root: str, files: Iterable[Source]) -> str:
    """Give the attribute of that name: each picture with its width (HTML, 4.8.4.2.1)."""
    return ", ".join(f"{root}{one.href} {one.width}w" for one in files)
