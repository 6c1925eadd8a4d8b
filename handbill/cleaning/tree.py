"""A small tree of HTML that a sanitiser has already written: tags in pairs, attributes in double quotes, text escaped."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from handbill.cleaning.allowed import VOID
from handbill.cleaning.soup import TooDeepError
from handbill.cleaning.text import tidy
from handbill.limits import TAG_DEPTH

SPACE: Final = " \t\n\r\f"
_OURS: Final = 2
"""Not of the writer: the root, and the paragraph that cleaning puts around bare text."""
_PIECE: Final = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>|([^<]+)")
_ATTRIBUTE: Final = re.compile(r' ([a-z]+)="([^"]*)"')
_OVERLAY: Final = "\u0338"  # the one mark that NFC would join with the `>` of the tag before it


@dataclass(slots=True)
class Node:
    """An element. Its attributes' values, like text, are escaped strings."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: "list[Node | str]" = field(default_factory=list)


Nodes = list[Node | str]


def parse(fragment: str) -> Nodes:
    """Give the tree of a well-nested fragment; its text tidied, no-break spaces as themselves.

    Raises:
        TooDeepError: it is deeper than `TAG_DEPTH`; so whatever walks the tree may call itself.

    """
    root = Node("")
    path = [root]
    for end, name, attributes, text in _PIECE.findall(fragment):
        if text:
            _add_text(path[-1].inside, tidy(text.replace("&nbsp;", "\xa0")))
        elif end:
            path.pop()
        else:
            node = Node(
                name,
                {key: tidy(value.replace("&nbsp;", "\xa0")) for key, value in _ATTRIBUTE.findall(attributes)},
            )
            path[-1].inside.append(node)
            if name not in VOID:
                path.append(node)
            if len(path) > TAG_DEPTH + _OURS:
                raise TooDeepError(f"This HTML has more than {TAG_DEPTH} tags open inside each other.")
    return root.inside


def write(nodes: Iterable[Node | str]) -> str:
    """Give the HTML of a tree; it is in NFC and begins and ends with no space."""
    out: list[str] = []
    _write(nodes, out)
    return "".join(out)


def has_text(nodes: Iterable[Node | str]) -> bool:
    """Tell whether there is anything to read in there."""
    return any(node.strip() if isinstance(node, str) else has_text(node.inside) for node in nodes)


def _write(nodes: Iterable[Node | str], out: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            out.append(f"&#x338;{node[1:]}" if node.startswith(_OVERLAY) else node)
            continue
        attributes = [f' {key}="{value}"' for key, value in sorted(node.attributes.items())]
        out.append(f"<{node.name}{''.join(attributes)}>")
        if node.name not in VOID:
            _write(node.inside, out)
            out.append(f"</{node.name}>")


def _add_text(inside: Nodes, text: str) -> None:
    """Append text; two texts side by side are one."""
    if inside and isinstance(inside[-1], str):
        text = inside.pop() + text  # type: ignore[operator]
    if text:
        inside.append(text)
