"""Where a paper leads: links to the web and within it, and its table of contents (PDF 2.0, sections 12.3 and 12.5.6.5)."""

import re
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, NameTree, Object, Pdf, String

from handbill.cleaning.media.papers.copying import Copy, is_number, numbers, words
from handbill.cleaning.media.papers.pages import Page

_WEB: Final = re.compile(rb"https?://[!-~]{1,2000}", re.IGNORECASE)
_TITLE: Final = 500
_ENTRIES: Final = 2_000
_LINKS: Final = 2_000  # of one page
_FITS: Final = {
    "/XYZ": 3,
    "/Fit": 0,
    "/FitH": 1,
    "/FitV": 1,
    "/FitR": 4,
    "/FitB": 0,
    "/FitBH": 1,
    "/FitBV": 1,
}


class Places:
    """Places within a paper, as the old file names them."""

    def __init__(self, source: Pdf, found: list[Page]) -> None:
        self._made = {page.given.objgen: page.made for page in found if page.given.is_indirect}
        self._pages = [page.made for page in found]
        self._old = source.Root.get("/Dests")
        names = source.Root.get("/Names")
        tree = names.get("/Dests") if isinstance(names, Dictionary) else None
        self._tree = NameTree(tree) if isinstance(tree, Dictionary) and tree.is_indirect else None

    def find(self, given: Any) -> Any:
        """Give a destination of the new file; None where there is none."""
        if isinstance(given, String) and self._tree is not None:
            given = self._tree.get(str(given))
        elif isinstance(given, Name) and isinstance(self._old, Dictionary):
            given = self._old.get(given)
        if isinstance(given, Dictionary):
            given = given.get("/D")
        if not isinstance(given, Array) or not 2 <= len(given) <= 6:  # noqa: PLR2004 - FitR has six
            return None
        target, how, *rest = list(given)
        where: list[Any] = rest
        page = self._page(target)
        count = _FITS.get(str(how)) if isinstance(how, Name) else None
        if page is None or count is None:
            return None
        where = [*where, *[None] * count][:count]
        good = str(how) == "/XYZ" or all(map(is_number, where))
        if not good or not all(one is None or is_number(one) for one in where):
            return Array([page, Name.Fit])
        return Array([page, Name(str(how)), *where])

    def _page(self, target: Any) -> Any:
        if isinstance(target, int) and not isinstance(target, bool):
            return self._pages[target] if 0 <= target < len(self._pages) else None
        return self._made.get(target.objgen) if isinstance(target, Object) and target.is_indirect else None

    def of(self, given: Dictionary) -> Any:
        """Give where an entry or a link leads: its place in this paper, or the address in the web, as the entry of a dictionary."""
        place = self.find(given.get("/Dest"))
        if place is not None:
            return "/Dest", place
        action = given.get("/A")
        if not isinstance(action, Dictionary):
            return None
        if str(action.get("/S")) == "/GoTo":
            place = self.find(action.get("/D"))
            return ("/Dest", place) if place is not None else None
        address = action.get("/URI")
        if str(action.get("/S")) == "/URI" and isinstance(address, String) and _WEB.fullmatch(bytes(address)):
            return "/A", Dictionary(S=Name.URI, URI=String(bytes(address)))
        return None


def link(c: Copy, page: Page, places: Places) -> dict[tuple[int, int], Any]:
    """Give a page its links; by the object that each was."""
    given = page.given.get("/Annots")
    made: dict[tuple[int, int], Any] = {}
    links = []
    for one in list(given)[:_LINKS] if isinstance(given, Array) else []:
        if not isinstance(one, Dictionary) or str(one.get("/Subtype")) != "/Link":
            continue
        c.step()
        rectangle, target = numbers(4)(c, one.get("/Rect")), places.of(one)
        if rectangle is None or target is None:
            continue
        entry = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rectangle, Border=Array([0, 0, 0]), F=4)
        entry[target[0]] = target[1]
        links.append(c.into.make_indirect(entry))
        if one.is_indirect:
            made[one.objgen] = links[-1]
    if links:
        page.made.Annots = Array(links)
    return made


def contents(c: Copy, source: Pdf, places: Places) -> None:
    """Copy the table of contents that readers show beside the pages."""
    root = source.Root.get("/Outlines")
    if not isinstance(root, Dictionary):
        return
    made = c.into.make_indirect(Dictionary(Type=Name.Outlines))
    seen: set[tuple[int, int]] = set()
    waiting = [(root, made)]
    while waiting:
        parent, under = waiting.pop()
        last = None
        entry = parent.get("/First")
        while isinstance(entry, Dictionary) and entry.objgen not in seen and len(seen) < _ENTRIES:
            seen.add(entry.objgen)
            c.step()
            title, target = entry.get("/Title"), places.of(entry)
            said = words(title, _TITLE) if isinstance(title, String) else ""
            new = c.into.make_indirect(Dictionary(Title=String(said or "-"), Parent=under))
            if target is not None:
                new[target[0]] = target[1]
            if last is None:
                under.First = new
            else:
                last.Next, new.Prev = new, last
            under.Last = last = new
            waiting.append((entry, new))
            entry = entry.get("/Next")
    if "/First" in made:
        c.into.Root.Outlines = made
