"""What is told of an object, by its path, and when it is put: what others hang on goes first.

The kinds are those that the front tells apart for nginx (`front/configuration.py`), and the values come from the one table.
"""

import re
from enum import IntEnum
from typing import Final

from handbill.headers import ATTACHED, TYPES, Kind, headers


class Turn(IntEnum):
    """The order of puts. A checkpoint calls for tiles; a page links its data and files; a list links pages."""

    TILES = 0
    KEYS = 1
    CHECKPOINT = 2
    PARTS = 3
    ITEMS = 4
    LISTS = 5


_TYPE: Final = {ending: kind for kind, endings in TYPES.items() for ending in endings.split()}
_TEXTS: Final = ("text/", "application/atom+xml", "application/rss+xml")
_ITEM: Final = re.compile(r"[0-9]{4}/[0-9]{2}/[0-9]+(/comments/[0-9]+)?\.html").fullmatch
_BESIDE: Final = re.compile(rf"[0-9]{{4}}/[0-9]{{2}}/[0-9]+/.+\.({'|'.join(ATTACHED)})").fullmatch
_PARTIAL: Final = re.compile(r"record/tile/.+\.p/[0-9]+").fullmatch
_CHECKPOINTS: Final = ("record/checkpoint", "record/checkpoint.witnessed")
_LOG: Final = (*_CHECKPOINTS, "record/vkey", "record/keys")
_PARTS: Final = ("record/decision/", "hidden/", "look/", "search/parts/")


def kind_of(path: str) -> Kind:
    """Say of what kind a public file is."""
    path = path.removesuffix(".gz")
    if path in _LOG or path.startswith("record/rotation/") or _PARTIAL(path):
        return "log"
    if path.startswith("record/tile/"):
        return "tile"
    if path.startswith("look/"):
        return "look"
    if path == "search/index.html":
        return "finder"
    if path.endswith(".json") or path.startswith("hidden/"):
        return "data"
    return "attachment" if _BESIDE(path) else "page"


def turn_of(path: str) -> Turn:
    """Say when a file is put."""
    plain = path.removesuffix(".gz")
    if plain.startswith("record/tile/"):
        return Turn.TILES
    if plain in _CHECKPOINTS:
        return Turn.CHECKPOINT
    if plain in _LOG or plain.startswith("record/rotation/"):
        return Turn.KEYS
    if _ITEM(plain):
        return Turn.ITEMS
    return Turn.PARTS if plain[:4].isdigit() or plain.startswith(_PARTS) else Turn.LISTS


def told(path: str) -> dict[str, str]:
    """Give what a bucket tells with an object: type, encoding and how long it may be kept. All else is for whoever stands before it."""
    plain = path.removesuffix(".gz")
    name = plain.rpartition("/")[2]
    if plain in _LOG or plain.startswith("record/rotation/"):
        kind = "text/plain"
    else:
        kind = _TYPE.get(name.rpartition(".")[2] if "." in name else "", "application/octet-stream")
    charset = "; charset=utf-8" if kind.startswith(_TEXTS) else ""
    encoding = {"Content-Encoding": "gzip"} if path != plain else {}
    return {
        "Content-Type": f"{kind}{charset}",
        "Cache-Control": headers(kind_of(path))["Cache-Control"],
        **encoding,
    }
