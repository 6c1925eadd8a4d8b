"""What a paper says of itself and does besides being read, counted for the receipt."""

from collections import Counter
from pathlib import Path
from typing import Any, Final

from pikepdf import Array, Dictionary, Object, Pdf

from handbill.cleaning.media import removed
from handbill.cleaning.media.papers.pages import Page

_INFO: Final = {
    "/Author": removed.AUTHOR,
    "/Creator": removed.SOFTWARE,
    "/Producer": removed.SOFTWARE,
    "/CreationDate": removed.TIME,
    "/ModDate": removed.TIME,
    "/Title": removed.TEXT,
    "/Subject": removed.TEXT,
    "/Keywords": removed.TEXT,
}
_END: Final = b"%%EOF"
_PIECE: Final = 1_000_000
_MOST: Final = 10_000


def told(source: Pdf, ends: int, found: list[Page]) -> Counter[str]:
    """Count it; `ends`: how often the file ends, as each version of it does."""
    root = source.Root
    counted: Counter[str] = Counter()
    info = source.trailer.get("/Info")
    if isinstance(info, Dictionary):
        counted.update(_INFO.get(key, removed.METADATA) for key in info.keys())  # noqa: SIM118 - it is no dict
    counted[removed.SERIAL] += "/ID" in source.trailer
    counted[removed.HISTORY] += max(ends - 1, 0) + ("/PieceInfo" in root)
    counted[removed.METADATA] += "/Metadata" in root
    counted[removed.SCRIPT] += ("/OpenAction" in root) + ("/AA" in root)
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        counted[removed.SCRIPT] += _leaves(names.get("/JavaScript"))
        counted[removed.ATTACHMENT] += _leaves(names.get("/EmbeddedFiles"))
    form = root.get("/AcroForm")
    if isinstance(form, Dictionary):
        fields = form.get("/Fields")
        counted[removed.FORM] += len(fields) if isinstance(fields, Array) else 1
    layers = root.get("/OCProperties")
    if isinstance(layers, Dictionary) and isinstance(layers.get("/OCGs"), Array):
        counted[removed.LAYER] += len(layers.OCGs)
    for page in found:
        counted.update(_page(page.given))
    return +counted


def ends(path: Path) -> int:
    """Count the ends of a file, a piece at a time."""
    count, before = 0, b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            count += (before + piece).count(_END)
            before = piece[1 - len(_END) :]
    return count


def _page(given: Dictionary) -> Counter[str]:
    counted: Counter[str] = Counter()
    counted[removed.THUMBNAIL] += "/Thumb" in given
    counted[removed.METADATA] += ("/Metadata" in given) + ("/PieceInfo" in given)
    counted[removed.SCRIPT] += "/AA" in given
    notes = given.get("/Annots")
    for one in list(notes)[:_MOST] if isinstance(notes, Array) else []:
        kind = str(one.get("/Subtype")) if isinstance(one, Dictionary) else ""
        if kind == "/FileAttachment":
            counted[removed.ATTACHMENT] += 1
        elif kind not in ("/Link", "/Widget"):
            counted[removed.NOTE] += 1
    return counted


def _leaves(tree: Any, depth: int = 10) -> int:
    """Count the values of a tree of names."""
    if not isinstance(tree, Dictionary) or not depth:
        return 0
    own, below = tree.get("/Names"), tree.get("/Kids")
    count = len(own) // 2 if isinstance(own, Array) else 0
    kids: list[Object] = list(below)[:_MOST] if isinstance(below, Array) else []
    return count + sum(_leaves(one, depth - 1) for one in kids)
