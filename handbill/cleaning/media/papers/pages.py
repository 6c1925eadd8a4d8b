"""The pages of a PDF, in their order (PDF 2.0, section 7.7.3): found by a walk that ends, whatever the tree is like."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Pdf

from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.papers.content import Content
from handbill.cleaning.media.papers.copying import Copy, is_number
from handbill.cleaning.media.papers.graphics import GROUP, copiers_within
from handbill.cleaning.media.papers.resources import Resources
from handbill.cleaning.media.refused import BROKEN, PAGES

_INHERITED: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_NODES: Final = 20_000
_LARGEST: Final = 14_400  # units: what readers show at most
_LETTER: Final = [0, 0, 612, 792]


@dataclass(slots=True)
class Page:
    """A page of the old file, with what it has from the nodes above it, and the one that was made of it."""

    given: Dictionary
    above: dict[str, Any]
    made: Any = None
    numbers: frozenset[int] = frozenset()
    """Pieces of its content that have a number."""


def pages(source: Pdf, most: int) -> list[Page]:
    """Find all pages.

    Raises:
        Unclean: `pages`: there are more than that; `broken`: the tree is none.
    """
    found = list(_below(source.Root.get("/Pages"), most))
    if not found:
        raise Unclean(BROKEN)
    return found


def _below(root: Any, most: int) -> Iterator[Page]:
    waiting: list[tuple[Any, dict[str, Any]]] = [(root, {})]
    seen: set[tuple[int, int]] = set()
    nodes = count = 0
    while waiting:
        node, above = waiting.pop()
        nodes += 1
        if not isinstance(node, Dictionary) or nodes > _NODES:
            raise Unclean(BROKEN)
        here = {**above, **{key: node[key] for key in _INHERITED if key in node}}
        children = node.get("/Kids")
        if children is None:
            count += 1
            if count > most:
                raise Unclean(PAGES)
            yield Page(node, here)
            continue
        if node.objgen in seen or not isinstance(children, Array):
            raise Unclean(BROKEN)
        seen.add(node.objgen)
        if len(children) > _NODES:
            raise Unclean(PAGES)
        waiting += [(child, here) for child in reversed(list(children))]


def make(c: Copy, page: Page) -> None:
    """Make a page of what it draws."""
    given = page.given
    box = _box(page.above.get("/MediaBox")) or _LETTER
    made = Dictionary(Type=Name.Page, MediaBox=Array(box))
    crop = _box(page.above.get("/CropBox"))
    if crop:
        made.CropBox = Array(crop)
    turned = page.above.get("/Rotate")
    if isinstance(turned, int) and turned % 360 in (90, 180, 270):
        made.Rotate = turned % 360
    unit: Any = given.get("/UserUnit")
    if is_number(unit) and 0 < unit <= 100:  # noqa: PLR2004 - a page of 36 km is one
        made.UserUnit = unit
    group = GROUP(c, given.get("/Group"))
    if group is not None:
        made.Group = group
    held = page.above.get("/Resources")
    resources = Resources(c, held, copiers_within(held))
    content = Content(resources, tagged=True)
    made.Contents = c.into.make_indirect(c.stream(content.filtered(given) if "/Contents" in given else b""))
    made.Resources = resources.made
    page.made, page.numbers = c.into.make_indirect(made), frozenset(content.numbers)


def _box(given: Any) -> list[Any]:
    """Give a rectangle; empty where it is none that can be shown."""
    if not isinstance(given, Array) or len(given) != 4:  # noqa: PLR2004 - two corners
        return []
    box = list(given)
    return box if all(is_number(one) and abs(one) <= _LARGEST for one in box) else []
