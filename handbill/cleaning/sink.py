"""Elements of a line that hold blocks, as browsers let them: they go into each line of these blocks instead."""

from collections.abc import Iterator
from typing import Final

from handbill.cleaning.allowed import INLINE, VOID
from handbill.cleaning.lines import stands
from handbill.cleaning.tree import Node, Nodes, has_text

_HOLDERS: Final = frozenset(
    {"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"}
)  # they hold parts, no text


def sunk(nodes: Nodes) -> Nodes:
    """Move whatever stands inside lines below the blocks that it holds."""
    out: Nodes = []
    for node in nodes:
        if isinstance(node, Node):
            node.inside = sunk(node.inside)
            if node.name in INLINE and any(stands(child) for child in node.inside):
                out += _pushed(node, node.inside)
                continue
        out.append(node)
    return out


def _pushed(inline: Node, nodes: Nodes) -> Nodes:
    """Wrap each line among `nodes`, and in the blocks among them, into a copy of `inline`."""
    out: Nodes = []
    for is_block, group in groups(nodes):
        if not is_block:
            out.append(Node(inline.name, inline.attributes, group)) if has_text(group) else out.extend(group)
            continue
        for block in group:
            if isinstance(block, Node) and block.name in _HOLDERS:
                for part in block.inside:
                    if isinstance(part, Node):
                        part.inside = _pushed(inline, part.inside)
            elif isinstance(block, Node) and block.name not in VOID:
                block.inside = _pushed(inline, block.inside)
            out.append(block)
    return out


def groups(nodes: Nodes) -> Iterator[tuple[bool, Nodes]]:
    """Give runs of blocks (True) and of what stands inside lines (False); space between blocks belongs to no line."""
    run: Nodes = []
    is_block = False
    for node in nodes:
        if stands(node) != is_block and run:
            yield is_block, run
            run = []
        is_block = stands(node)
        run.append(node)
    if run:
        yield is_block, run
