"""What stands inside a line of text: phrasing content (WHATWG HTML section 3.2.5.2.5)."""

import re
from typing import Final

from handbill.cleaning.allowed import BLOCKS, PARTS
from handbill.cleaning.tree import SPACE, Node, Nodes, has_text
from handbill.cleaning.values import is_moment

_STANDING: Final = BLOCKS | PARTS
_ALONE: Final = frozenset({"a", "dfn", "ruby"})  # never inside themselves
_RUBY: Final = re.compile("(?:b+(?:t|ptp)+)+")


def phrase(nodes: Nodes, around: frozenset[str] = frozenset()) -> Nodes:
    """Give what may stand inside a line; blocks leave their text, on a line of its own. `around`: names open already."""
    out: Nodes = []
    for node in nodes:
        if isinstance(node, str) or node.name in ("br", "wbr"):
            out.append(node)
        elif stands(node):
            out += ["\n", *phrase(node.inside, around), "\n"]
        else:
            out += _inline(node, around)
    return out


def _inline(node: Node, around: frozenset[str]) -> Nodes:
    """Give an element of a line, or what it holds where it may not stand or says nothing."""
    is_ruby = node.name == "ruby" and "ruby" not in around and _is_ruby(node)
    inner = around | {node.name} if node.name in _ALONE else around
    inside: Nodes = []
    for child in node.inside:
        if is_ruby and isinstance(child, Node) and child.name in ("rt", "rp"):
            inside.append(Node(child.name, child.attributes, phrase(child.inside, inner)))
        else:
            inside += phrase([child], inner)
    may = {
        "a": "href" in node.attributes,
        "bdo": "dir" in node.attributes,
        "time": "datetime" in node.attributes
        or (all(isinstance(child, str) for child in inside) and is_moment("".join(map(str, inside)))),
        "ruby": is_ruby,
        "rt": False,
        "rp": False,
    }
    if not may.get(node.name, True) or node.name in around or not has_text(inside):
        return inside
    return [Node(node.name, node.attributes, inside)]


def _is_ruby(node: Node) -> bool:
    """Tell whether each base has its reading: bases, then `rt`, alone or between two `rp`, again and again."""
    kinds = {"rt": "t", "rp": "p"}
    sizes = [
        kinds.get(child.name, "b") if isinstance(child, Node) else "b" if child.strip() else ""
        for child in node.inside
    ]
    return _RUBY.fullmatch("".join(sizes)) is not None


def stands(node: Node | str) -> bool:
    """Tell whether a node is a block or a part of one."""
    return isinstance(node, Node) and node.name in _STANDING


def trimmed(nodes: Nodes) -> Nodes:
    """Cut the space at both ends."""
    while nodes and isinstance(nodes[0], str):
        nodes[0] = nodes[0].lstrip(SPACE)
        if nodes[0]:
            break
        nodes = nodes[1:]
    while nodes and isinstance(nodes[-1], str):
        nodes[-1] = nodes[-1].rstrip(SPACE)
        if nodes[-1]:
            break
        nodes = nodes[:-1]
    return nodes
