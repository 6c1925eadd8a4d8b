"""Tables as HTML wants them: one caption, one head, bodies, one foot, rows with cells, spans that fit the grid.

Sources: WHATWG HTML sections 4.9.1 (the table element) and 4.9.12.1 (forming a table).
"""

from typing import Final

from handbill.cleaning.tree import Node, Nodes
from handbill.limits import TABLE_COLUMNS

_SECTIONS: Final = frozenset({"thead", "tbody", "tfoot"})
_SPANS: Final = ("colspan", "rowspan")


def arranged(table: Node) -> tuple[Nodes, Node | None]:
    """Give what stood in a table but in no cell, to stand before it, and the table in order; None where it has no cell.

    Where the spans of a table overlap, leave it, or span columns or rows in which no cell begins, all its spans go.
    """
    loose: Nodes = []
    captions: list[Node] = []
    sections: dict[str, list[Node]] = {"thead": [], "tbody": [], "tfoot": []}
    for child in table.inside:
        if isinstance(child, Node) and child.name in _SECTIONS:
            if rows := _rows(child, loose):
                name = "tbody" if child.name != "tbody" and sections[child.name] else child.name
                sections[name].append(Node(name, child.attributes, rows))
        elif isinstance(child, Node) and child.name == "caption" and not captions:
            captions.append(child)
        else:
            loose.append(child)
    groups = [*sections["thead"], *sections["tbody"], *sections["tfoot"]]
    if not groups:
        return [*loose, *captions], None
    if not _fits(groups):
        for cell in (cell for group in groups for row in group.inside for cell in _elements(row)):
            for span in _SPANS:
                cell.attributes.pop(span, None)
    return loose, Node("table", table.attributes, [*captions, *groups])


def _rows(section: Node, loose: Nodes) -> Nodes:
    """Give the rows of a section that have cells; what else is there goes to `loose`."""
    rows: Nodes = []
    for child in section.inside:
        if not isinstance(child, Node) or child.name != "tr":
            loose.append(child)
            continue
        cells: Nodes = []
        for cell in child.inside:
            (cells if isinstance(cell, Node) and cell.name in ("td", "th") else loose).append(cell)
        if cells:
            rows.append(Node("tr", child.attributes, cells))
    return rows


def _fits(groups: list[Node]) -> bool:
    """Tell whether the spans make a grid without overlaps or gaps."""
    begun: set[int] = set()
    widest = 0
    for group in groups:
        taken: dict[int, int] = {}  # column -> the first row of this group in which it is free
        for index, row in enumerate(group.inside):
            column = 0
            for cell in _elements(row):
                while taken.get(column, 0) > index:
                    column += 1
                width, height = (int(cell.attributes.get(span, "1")) for span in _SPANS)
                begun.add(column)
                for at in range(column, column + width):
                    if taken.get(at, 0) > index:
                        return False
                    taken[at] = index + height
                column += width
                widest = max(widest, column)
                if index + height > len(group.inside) or (width > 1 and widest > TABLE_COLUMNS):
                    return False
    return len(begun) == widest


def _elements(node: Node | str) -> list[Node]:
    return [child for child in node.inside if isinstance(child, Node)] if isinstance(node, Node) else []
