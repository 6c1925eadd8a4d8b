"""The structure of a paper, for programs that read it aloud: made anew of what is tagged on its pages (PDF 2.0, section 14.7).

Types are the standard ones, after the paper's own map of them. Words that stand for what is seen come along: alternative text, what
an abbreviation means, the language.
"""

from collections.abc import Mapping
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Pdf, String

from handbill.cleaning.media.papers.content import TAGS
from handbill.cleaning.media.papers.copying import Copy, entries_of, names, numbers, text, whole
from handbill.cleaning.media.papers.pages import Page
from handbill.limits import LANGUAGE

_DEPTH: Final = 60
_MAPPED: Final = 5
_WORDS: Final = {"Alt": text(20_000), "ActualText": text(20_000), "E": text(2_000), "Lang": text(LANGUAGE)}
_ATTRIBUTES: Final = {
    "RowSpan": whole,
    "ColSpan": whole,
    "BBox": numbers(4),
    "Scope": names("Row", "Column", "Both"),
    "ListNumbering": names(
        *("None", "Unordered", "Ordered", "Disc", "Circle", "Square", "Decimal", "UpperRoman", "LowerRoman"),
        *("UpperAlpha", "LowerAlpha", "Description"),
    ),
    "Placement": names("Block", "Inline", "Before", "Start", "End"),
    "O": names("Layout", "List", "Table"),
}


class Tags:
    """The tree on its way to the new file."""

    def __init__(self, c: Copy, found: list[Page], links: Mapping[tuple[int, int], Any]) -> None:
        self.c = c
        self.links = links
        self._found = found
        self._pages = {page.given.objgen: page for page in found if page.given.is_indirect}
        self._order = {id(page): number for number, page in enumerate(found)}
        self._pieces: list[dict[int, Any]] = [{} for _ in found]
        self._others: list[Any] = []
        self._roles: dict[str, str] = {}
        self._seen: set[tuple[int, int]] = set()

    def copy(self, source: Pdf) -> None:
        """Make the tree."""
        root = source.Root.get("/StructTreeRoot")
        if not isinstance(root, Dictionary):
            return
        roles = root.get("/RoleMap")
        if isinstance(roles, Dictionary):
            self._roles = {key[1:]: str(value)[1:] for key, value in roles.items() if isinstance(value, Name)}
        made = self.c.into.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        children = self._children(root.get("/K"), made, None, 0)
        if not len(children):
            return
        made.K = children
        self._number(made)
        self.c.into.Root.StructTreeRoot = made
        self.c.into.Root.MarkInfo = Dictionary(Marked=True)

    def _number(self, made: Dictionary) -> None:
        """Say of each page whose its pieces are, and of each link."""
        rows: list[Any] = []
        for number, (page, pieces) in enumerate(zip(self._found, self._pieces, strict=True)):
            if pieces:
                page.made.StructParents = number
                row = Array([pieces.get(at) for at in range(max(pieces) + 1)])
                rows += [number, self.c.into.make_indirect(row)]
        for at, (link, element) in enumerate(self._others, len(self._pieces)):
            link.StructParent = at
            rows += [at, element]
        made.ParentTree = self.c.into.make_indirect(Dictionary(Nums=Array(rows)))
        made.ParentTreeNextKey = len(self._pieces) + len(self._others)

    def _children(self, given: Any, parent: Any, page: Page | None, depth: int) -> Array:
        made = []
        for one in list(given) if isinstance(given, Array) else [given]:
            self.c.step()
            child = self._child(one, parent, page, depth)
            if child is not None:
                made.append(child)
        return Array(made)

    def _child(self, given: Any, parent: Any, page: Page | None, depth: int) -> Any:
        """Give a piece of content, a link, or an element with what is in it."""
        if isinstance(given, int):
            return self._piece(given, parent, page)
        if not isinstance(given, Dictionary) or depth > _DEPTH:
            return None
        page = self._page(given, page)
        kind = str(given.get("/Type", "/StructElem"))
        if kind == "/MCR":
            return None if "/Stm" in given else self._piece(given.get("/MCID"), parent, page)
        if kind == "/OBJR":
            return self._link(given.get("/Obj"), parent)
        if kind != "/StructElem" or (given.is_indirect and given.objgen in self._seen):
            return None
        self._seen.add(given.objgen)
        return self._element(given, parent, page, depth)

    def _element(self, given: Dictionary, parent: Any, page: Page | None, depth: int) -> Any:
        made = entries_of(self.c, given, _WORDS)
        made.Type, made.S, made.P = Name.StructElem, Name("/" + self._role(given.get("/S"))), parent
        attributes = [
            entries_of(self.c, one, _ATTRIBUTES, ("O",))
            for one in _some(given.get("/A"))
            if isinstance(one, Dictionary)
        ]
        attributes = [one for one in attributes if one is not None and len(one) > 1]
        if attributes:
            made.A = Array(attributes)
        made = self.c.into.make_indirect(made)
        children = self._children(given.get("/K"), made, page, depth + 1)
        if len(children):
            made.K = children
        return made if len(children) or "/Alt" in made or "/ActualText" in made else None

    def _role(self, given: Any) -> str:
        role = str(given)[1:] if isinstance(given, Name) else ""
        for _ in range(_MAPPED):
            if role in TAGS:
                return role
            role = self._roles.get(role, "")
        return "NonStruct"

    def _page(self, given: Dictionary, page: Page | None) -> Page | None:
        told = given.get("/Pg")
        return self._pages.get(told.objgen, page) if isinstance(told, Dictionary) else page

    def _piece(self, number: Any, parent: Any, page: Page | None) -> Any:
        """Give a piece of a page's content; its number is on the page, and nobody else's."""
        if page is None or not isinstance(number, int) or number not in page.numbers:
            return None
        pieces = self._pieces[self._order[id(page)]]
        if number in pieces:
            return None
        pieces[number] = parent
        return Dictionary(Type=Name.MCR, Pg=page.made, MCID=number)

    def _link(self, given: Any, parent: Any) -> Any:
        link = self.links.get(given.objgen) if isinstance(given, Dictionary) and given.is_indirect else None
        if link is None or "/StructParent" in link:
            return None
        link.StructParent = -1
        self._others.append((link, parent))
        return Dictionary(Type=Name.OBJR, Obj=link)


def language(given: Any) -> Any:
    """Give a paper's language."""
    said = str(given) if isinstance(given, String) else ""
    return (
        String(said)
        if said and len(said) <= LANGUAGE and said.replace("-", "").isalnum() and said.isascii()
        else None
    )


def _some(given: Any) -> list[Any]:
    return list(given) if isinstance(given, Array) else [given]
