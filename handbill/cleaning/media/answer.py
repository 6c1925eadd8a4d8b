"""What a child says is looked at as a stranger's: names, sizes and types it may use, and files that are what they should be."""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, get_args

from handbill.cleaning.media import boxes, ebml, mpeg, ogg, plain, removed
from handbill.cleaning.media.cleaned import Cleaned, Kind, Made, Unclean
from handbill.cleaning.media.examine import examine
from handbill.cleaning.media.refused import CODES, FAILED

FILES: Final = 24
"""Files of one upload."""
COUNT: Final = 1_000_000
"""More of anything than that is not told."""
SIDE: Final = 65_535
"""Pixels of a side."""

TYPES: Final[Mapping[str, frozenset[str]]] = {
    "image": frozenset(("image/jpeg", "image/webp", "image/avif")),
    "audio": frozenset(("audio/mpeg", "audio/ogg")),
    "video": frozenset(("video/mp4", "image/jpeg", "image/webp", "image/avif")),
    "pdf": frozenset(("application/pdf", "image/jpeg", "image/webp", "image/avif")),
    "text": frozenset(("text/plain",)),
}
"""What is made of each kind."""
WAITING: Final = frozenset((ebml.TYPE,))
"""What is made of a recording that is to be prepared still."""
LOOKS: Final[Mapping[str, Callable[[Path], object]]] = {
    mpeg.TYPE: mpeg.examine,
    ogg.TYPE: ogg.examine,
    boxes.TYPE: boxes.examine,
    plain.TYPE: plain.examine,
    ebml.TYPE: ebml.examine,
}
"""What walks through all of a file that is no picture. A paper was looked at in the child: that takes a parser."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,40}(\.[a-z0-9]{1,8}){1,2}")
_HASH: Final = re.compile(r"[0-9a-f]{16}|")


def believed(told: Mapping[str, Any], into: Path, most: int) -> Cleaned:
    """Give what was made, of at most so many bytes together.

    Raises:
        Unclean: the child says so, or anything is not as it should be (`failed`).
    """
    if "unclean" in told:
        code = told["unclean"]
        raise Unclean(code if isinstance(code, str) and code in CODES else FAILED)
    try:
        return _cleaned(told, into, most)
    except (KeyError, TypeError, ValueError, OSError):
        raise Unclean(FAILED) from None


def _cleaned(told: Mapping[str, Any], into: Path, most: int) -> Cleaned:
    kind = told["kind"]
    if kind not in get_args(Kind):
        raise ValueError(kind)
    files = told["files"]
    if not isinstance(files, list) or not 0 < len(files) <= FILES:
        raise ValueError("files")
    names = [_text(file["name"], _NAME) for file in files]
    if sorted(names) != sorted(os.listdir(into)):  # noqa: PTH208 - names are all it takes
        raise ValueError("other files than it says")
    waits = told["waits"] is True
    if waits and (kind not in ("audio", "video") or len(files) != 1):
        raise ValueError("nothing else waits")
    made = tuple(_made(file, into, WAITING if waits else TYPES[kind]) for file in files)
    if sum(one.bytes for one in made) > most:
        raise ValueError("too large")
    return Cleaned(
        kind=kind,
        files=made,
        seconds=_number(told["seconds"], COUNT),
        removed={code: _number(told["removed"][code], COUNT) for code in _codes(told["removed"])},
        alike=_text(told["alike"], _HASH),
        waits=waits,
        moves=told["moves"] is True,
    )


def _made(file: Mapping[str, Any], into: Path, types: frozenset[str]) -> Made:
    """Look at a file itself: what it is called and how large it is said to be decides nothing."""
    if file["type"] not in types:
        raise ValueError(file["type"])
    path = into / file["name"]
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as data:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or about.st_nlink != 1 or not about.st_size:
            raise ValueError("no file of its own")
        digest = hashlib.file_digest(data, "sha256").hexdigest()
        width, height = _number(file["width"], SIDE), _number(file["height"], SIDE)
        if file["type"].startswith("image/"):
            data.seek(0)
            examine(data.read(), file["type"], width, height)
    if file["type"] in LOOKS:
        LOOKS[file["type"]](path)
    return Made(path, file["type"], digest, about.st_size, width, height)


def _codes(told: object) -> list[str]:
    if not isinstance(told, dict):
        raise TypeError("removed")
    return [code for code in told if code in removed.CODES]


def _number(told: object, most: int) -> int:
    if type(told) is not int or not 0 <= told <= most:
        raise ValueError(told)
    return told


def _text(told: object, shape: re.Pattern[str]) -> str:
    if not isinstance(told, str) or not shape.fullmatch(told):
        raise ValueError(told)
    return told
