"""The tree of a saved page, and the text of a part of it as lines."""

import re
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from lxml import html as parser
from lxml.etree import LxmlError
from lxml.html import HtmlElement

Element: TypeAlias = HtmlElement

LARGEST: Final = 8_000_000
"""Bytes of a page: a text of 60 kB and thousands of comments."""
TAGS: Final = 150_000
"""Tags and attributes of a page: as many as thousands of comments have. A tree of so many takes some 120 MB."""
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_SILENT: Final = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "select", "textarea", "button"}
)
_SPACES: Final = re.compile(r"[ \t\n\f\v\xa0]+")
_ATTRIBUTE: Final = re.compile(r"<[A-Za-z][^<>]*")
_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]{0,300}\?>")


def tree(text: str) -> Element | None:
    """Give the tree of a page; None where there is nothing in it."""
    bare = _DECLARATION.sub("", text)
    builder = parser.HTMLParser(no_network=True, huge_tree=True, remove_pis=True)
    try:
        return parser.document_fromstring(bare, parser=builder)
    except (LxmlError, ValueError):  # nothing but spaces or comments
        return None


def is_large(text: str) -> bool:
    """Tell whether a page has more tags than its tree may have."""
    tags = text.count("<")
    if tags > TAGS:
        return True
    for match in _ATTRIBUTE.finditer(text):
        tags += len(match[0].replace("/", " ").split()) - 1
        if tags > TAGS:
            return True
    return False


def lines(element: Element) -> str:
    """Give the text of an element, a line for each block, without empty ones."""
    kept = (_SPACES.sub(" ", line).strip() for line in "".join(_pieces(element)).split("\0"))
    return "\n".join(line for line in kept if line)


def _pieces(element: Any) -> Iterator[str]:
    """Give text, with NUL where a line ends. A loop, not a recursion: pages nest hundreds of tags."""
    stack: list[Any] = [element]
    first = True
    while stack:
        here = stack.pop()
        if isinstance(here, str):
            yield here
            continue
        tag = here.tag if isinstance(here.tag, str) else ""
        block = tag in _BLOCKS
        if not first:
            stack.append(here.tail or "")
        first = False
        if not tag or tag in _SILENT:
            continue
        if block:
            stack.append("\0")
        stack.extend(reversed(list(here.iterchildren())))
        yield ("\0" if block else "") + (here.text or "")
