"""The comments of a page, taken out of it one by one: each an element, or the run of elements from one head to the next."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml import etree
from lxml import html as parser

from handbill.archive.readers.saved.layout import Comments
from handbill.archive.readers.saved.pick import matches, text
from handbill.archive.readers.saved.tree import Element, lines

_HEAD: Final = 6  # elements behind a match that may be its head


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment without the answers inside it; `id` and `answers` are names that only its page knows."""

    element: Element
    comments: Comments
    id: str = ""
    answers: str = ""


def threads(page: Element, comments: Comments) -> Iterator[Thread]:
    """Give the comments, in their order; afterwards they are no part of the page any more."""
    found = list(_flat(page, comments) if comments.begin else _each(page, comments))
    yield from found


def _each(page: Element, comments: Comments) -> Iterator[Thread]:
    """Take them out from the last to the first: so those inside one are out before it is looked at, and each part of a page is looked at once."""
    elements = matches(page, comments.each) if comments.each else []
    above = _above(page, elements, comments)
    names: dict[Element, str] = {}
    said: dict[Element, str] = {}
    for one in reversed(elements):
        names[one] = _id(one, comments, page)
        _take_out(one)
        for inner in matches(one, comments.nested) if comments.nested else ():
            if inner is not one:
                _take_out(inner)
        said[one] = text(comments.rules.get("answers", ()), one, page)
    for one in elements:
        parent = above.get(one)
        yield Thread(one, comments, names[one], said[one] or (names[parent] if parent is not None else ""))


def _take_out(element: Element) -> None:
    """Take an element out of its page. What is behind it stays, and is not joined to what is before: of thousands that would take long."""
    above, behind = element.getparent(), element.tail or ""
    if above is None:
        return
    if behind.strip():
        left = etree.Comment()
        above.replace(element, left)
        left.tail = behind
    else:
        above.remove(element)
    element.tail = None


def _id(element: Element, comments: Comments, page: Element) -> str:
    """Give the name of a comment: by its rule; an anchor may stand before it, where old programs put it."""
    found = text(comments.rules.get("id", ()), element, page)
    if found:
        return found.lstrip("#")
    before = element.getprevious()
    if before is not None and before.tag == "a" and not (before.text or "").strip():
        return before.get("name") or before.get("id") or ""
    return element.get("id") or ""


def _above(page: Element, elements: list[Element], comments: Comments) -> dict[Element, Element | None]:
    """Give the comment that each one answers: around it, or before the element that holds answers.

    One walk through the page, which knows of each element that is open the comment around it, and the last one that stood in it.
    """
    if not elements:
        return {}
    each = set(elements)
    nests = set(matches(page, comments.nested)) if comments.nested else set()
    found: dict[Element, Element | None] = {}
    around: list[Element | None] = [None]
    before: list[Element | None] = [None]
    for event, one in etree.iterwalk(page, events=("start", "end"), tag=etree.Element):
        if event == "end":
            around.pop()
            before.pop()
            if one in each:
                before[-1] = one
            continue
        answered = around[-1]
        if one in each:
            found[one] = answered
            answered = one
        elif one in nests and before[-1] is not None:
            answered = before[-1]
        around.append(answered)
        before.append(None)
    return found


def _flat(page: Element, comments: Comments) -> Iterator[Thread]:
    within = matches(page, comments.within)
    if not within:
        return
    begun = matches(within[0], comments.begin)
    parent = _around(within[0], begun)
    heads = [_child(parent, one) for one in begun]
    first = [one for one in dict.fromkeys(heads) if one is not None and _is_head(one, comments)]
    starts = [_with_anchor(one) for one in first[comments.skip :]]
    ends = {_child(parent, one) for one in matches(parent, comments.until)} if comments.until else set()
    parts: list[Element] = []
    taken: list[Element] = []
    open_ = False
    for child in list(parent.iterchildren()):
        if child in starts:
            parts.append(parser.Element("div"))
            open_ = True
        elif child in ends:
            open_ = False
        if open_:
            parts[-1].append(deepcopy(child))
            taken.append(child)
    for child in taken:
        parent.remove(child)
    for part in parts:
        yield Thread(part, comments, text(comments.rules.get("id", ()), part, page).lstrip("#"))


def _is_head(child: Element, comments: Comments) -> bool:
    """Tell whether what begins here begins as comments do."""
    if not comments.head:
        return True
    part = parser.Element("div")
    for one in (child, *islice(child.itersiblings(), _HEAD)):
        part.append(deepcopy(one))
    return re.match(comments.head, lines(part)) is not None


def _around(within: Element, begun: list[Element]) -> Element:
    """Give the element whose children the heads of comments stand in: `within`, or one inside it where a table is around them all."""
    parent = within
    while len(begun) > 1 and len(into := {_child(parent, one) for one in begun}) == 1:
        inner = into.pop()
        if inner is None or inner in begun:
            break
        parent = inner
    return parent


def _with_anchor(head: Element) -> Element:
    """Give where a comment begins: at the anchor before its head, where that is a place of its own."""
    before = head.getprevious()
    alone = before is not None and before.tag == "a" and before.get("name") and not lines(before)
    return before if before is not None and alone and not (before.tail or "").strip() else head


def _child(parent: Element, element: Element) -> Element | None:
    """Give the child of `parent` that an element stands in."""
    here = element
    while here is not None and here.getparent() is not parent:
        here = here.getparent()
    return here
