"""The last pass over written HTML: what a parser lets pass but HTML forbids is moved to where it may stand.

A parser mends what it must: it closes what is open. It leaves a list item outside of a list, a heading in a table's head, a
link without an address. Pages are checked for such errors, and they confuse screen readers, so strangers' markup is mended here:

- what stands inside a line (`b`, `a`, `del`) and holds blocks goes into each of their lines instead;
- blocks where only a line may stand (headings, `p`, `pre`, `dt`, `th`, `caption`) leave their text, on a line of its own;
- parts without their whole get one (`li` a `ul`, `dt` and `dd` a `dl`); text at the top and in quotations gets paragraphs;
- headings that skip a level are lifted: the first is h2, as a page's title is h1;
- what says nothing goes: empty paragraphs and headings, links without address or text, `time` without a time, `bdo` without
  a direction, `ruby` without readings.

Contents as in WHATWG HTML section 4.4 (grouping), 4.5 (text), 4.9 (tables).
"""

from collections.abc import Iterable
from typing import Final

from handbill.cleaning.lines import phrase, trimmed
from handbill.cleaning.sink import groups, sunk
from handbill.cleaning.table import arranged
from handbill.cleaning.tree import Node, Nodes, has_text

_WHOLE: Final = {"li": "ul", "dt": "dl", "dd": "dl"}


def nested(nodes: Nodes) -> Nodes:
    """Give a tree that may stand inside a `div`."""
    tree = _flow(sunk(nodes), paragraphs=True)
    _levelled(tree)
    return tree


def _levelled(nodes: Nodes, above: int = 1) -> int:
    """Lift headings that skip a level: h2 follows the page's h1, h4 an h3. Gives the level of the last heading."""
    for node in nodes:
        if isinstance(node, str):
            continue
        if node.name in ("h2", "h3", "h4"):
            above = min(int(node.name[1]), above + 1)
            node.name = f"h{above}"
        else:
            above = _levelled(node.inside, above)
    return above


def _flow(nodes: Nodes, *, paragraphs: bool = False) -> Nodes:
    """Give blocks and lines as they may stand beside each other, a newline between them."""
    units: list[Nodes] = []
    for is_block, group in groups(nodes):
        if is_block:
            units += [[block] for block in _blocks(group) if isinstance(block, Node)]
        elif line := _line(group, paragraph=paragraphs):
            units.append(line)
    out: Nodes = []
    for unit in units:
        out += ["\n", *unit] if out else unit
    return out


def _line(nodes: Nodes, *, paragraph: bool) -> Nodes:
    """Give a line between blocks, without the space at its ends; nothing where there is nothing to read."""
    line = trimmed(phrase(nodes))
    if not has_text(line):
        return []
    return [Node("p", {}, line)] if paragraph else line


def _blocks(nodes: Nodes) -> Nodes:
    """Give blocks in order; parts without their whole get one, those in a row the same."""
    out: Nodes = []
    wholes: Nodes = []
    for node in nodes:
        if isinstance(node, str):
            continue
        whole = _WHOLE.get(node.name)
        last = wholes[-1] if wholes else None
        if whole is None:
            wholes.append(node)
        elif isinstance(last, Node) and last.name == whole and not last.attributes and node.name in _WHOLE:
            last.inside.append(node)
        else:
            wholes.append(Node(whole, {}, [node]))
    for node in wholes:
        if isinstance(node, Node):
            out += _block(node)
    return out


def _block(node: Node) -> Nodes:
    """Give one block as it may stand, with what cannot stand in it before or behind it; nothing where it is empty."""
    match node.name:
        case "hr":
            return [node]
        case "p" | "h2" | "h3" | "h4" | "pre":
            line = phrase(node.inside)
            if node.name == "pre":  # a parser swallows the newline behind <pre>
                while line and isinstance(line[0], str) and line[0].startswith("\n"):
                    line[0] = line[0].lstrip("\n")
                    line = line if line[0] else line[1:]
            node.inside = line if node.name == "pre" else trimmed(line)
        case "blockquote":
            node.inside = _flow(node.inside, paragraphs=True)
        case "ul" | "ol":
            node.inside = _list(node.inside)
        case "dl":
            return _definitions(node)
        case "table":
            return _table(node)
        case "figure":
            return _figure(node)
        case _:  # a part whose whole is not there
            return _flow(node.inside, paragraphs=True)
    is_full = (
        bool(node.inside) if node.name in ("ul", "ol") else has_text(node.inside) or _has_rule(node.inside)
    )
    return [node] if is_full else []


def _list(nodes: Nodes) -> Nodes:
    """Give the items of a list; what stands in none joins the one before, or makes one."""
    items: list[Node] = []
    for node in nodes:
        if isinstance(node, Node) and node.name == "li":
            items.append(node)
        elif has_text([node]) and items:
            items[-1].inside.append(node)
        elif has_text([node]):
            items.append(Node("li", {}, [node]))
    for item in items:
        item.inside = _flow(item.inside)
    return _apart(items)


def _definitions(node: Node) -> Nodes:
    """Give a list of terms: it begins with a term and ends with what the term means; the rest stands outside."""
    before: Nodes = []
    parts: list[Node] = []
    for child in node.inside:
        if isinstance(child, Node) and (child.name == "dt" or (child.name == "dd" and parts)):
            parts.append(child)
        elif parts and has_text([child]):
            if parts[-1].name == "dt":
                parts.append(Node("dd"))
            parts[-1].inside.append(child)
        elif isinstance(child, Node) and child.name == "dd":
            before += child.inside
        else:
            before.append(child)
    behind: Nodes = []
    while parts and parts[-1].name == "dt":
        behind.insert(0, Node("p", {}, parts.pop().inside))
    for part in parts:
        part.inside = _flow(part.inside) if part.name == "dd" else trimmed(phrase(part.inside))
    node.inside = _apart(parts)
    return [*_flow(before, paragraphs=True), *([node] if parts else []), *_flow(behind, paragraphs=True)]


def _table(node: Node) -> Nodes:
    """Give a table, behind what stood in it but in no cell."""
    loose, table = arranged(node)
    out = _flow(loose, paragraphs=True)
    if table is None:
        return out
    for group in table.inside:
        if not isinstance(group, Node):
            continue
        if group.name == "caption":
            group.inside = trimmed(phrase(group.inside))
            continue
        for row in group.inside:
            for cell in row.inside if isinstance(row, Node) else ():
                if isinstance(cell, Node):
                    cell.inside = _flow(cell.inside) if cell.name == "td" else trimmed(phrase(cell.inside))
        group.inside = _apart(group.inside)
    table.inside = _apart(table.inside)
    return [*out, table]


def _figure(node: Node) -> Nodes:
    """Give a figure with its one caption first or last."""
    captions = [child for child in node.inside if isinstance(child, Node) and child.name == "figcaption"]
    here = next((at for at, child in enumerate(node.inside) if captions and child is captions[0]), 0)
    is_first = not has_text(node.inside[:here])
    content = _flow(node.inside[:here], paragraphs=True)
    content += _flow(node.inside[here + len(captions[:1]) :], paragraphs=True)
    if captions:
        caption = Node("figcaption", captions[0].attributes, _flow(captions[0].inside))
        if caption.inside:
            content = [caption, *content] if is_first else [*content, caption]
    node.inside = _apart(content)
    return [node] if has_text(content) else []


def _has_rule(nodes: Nodes) -> bool:
    return any(isinstance(node, Node) and node.name == "hr" for node in nodes)


def _apart(nodes: Iterable[Node | str]) -> Nodes:
    """Put a newline between nodes."""
    out: Nodes = []
    for node in nodes:
        if node != "\n":
            out += ["\n", node] if out else [node]
    return out
