"""What a rule finds in a page: lines of text, or HTML with its links absolute."""

import re
from collections.abc import Iterator
from copy import deepcopy
from html import escape
from typing import Final
from urllib.parse import urljoin

from lxml import etree
from lxml import html as parser

from handbill.archive.readers.saved import said
from handbill.archive.readers.saved.layout import Rule, Rules, selector
from handbill.archive.readers.saved.readable import readable
from handbill.archive.readers.saved.tree import Element, lines

_EMPTY: Final = re.compile(
    r"\A(?:\s|<br\s*/?>|<a name=\"[^\"<>]*\"></a>)+|(?:\s|<br\s*/?>)+\Z", re.IGNORECASE
)
_CONTROL: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
_FRAMES: Final = frozenset({"table", "tbody", "tr", "td", "th", "center"})
_LINK: Final = ("href", "src")


def matches(element: Element, css: str) -> list[Element]:
    """Give what a selector finds in an element, in the order of the page, or the element itself if it says nothing."""
    return list(selector(css)(element)) if css else [element]


def texts(rules: Rules, element: Element, page: Element) -> list[str]:
    """Give what the first rule that finds something says, each a text of one or more lines."""
    for rule in rules:
        found = list(_of_rule(rule, element, page))
        if found:
            return found
    return []


def each_text(rules: Rules, element: Element, page: Element) -> Iterator[str]:
    """Give what each of the rules says."""
    for rule in rules:
        yield from _of_rule(rule, element, page)


def text(rules: Rules, element: Element, page: Element) -> str:
    """Give the first of these; "" where there is none."""
    return next(iter(texts(rules, element, page)), "")


def named(rules: Rules, element: Element) -> dict[str, str]:
    """Give what lines say that say several things: by the names of the groups, of the first rule that fits."""
    for rule in rules:
        for one in matches(element, rule.select):
            match = re.search(rule.find, lines(_without(one, rule)))
            if match:
                return {name: value.strip() for name, value in match.groupdict().items() if value}
    return {}


def inside(rules: Rules, element: Element, page: Element, base: str) -> str:
    """Give the HTML of what the first rule finds that finds some text."""
    for rule in rules:
        if rule.readable:
            found = readable(page)
        elif rule.said:
            found = "".join(f"<p>{escape(one)}</p>" for one in said.values(page, rule.said))
        else:
            some = matches(element, rule.select)
            found = "\n".join(
                _html(_bare(_without(one, rule)), base) for one in (some if rule.every else some[:1])
            )
        if rule.cut and (match := re.search(rule.cut, found)):
            found = found[: match.start()]
        if re.sub(r"<[^>]*>|&nbsp;|\s", "", found):
            return _EMPTY.sub("", found)
    return ""


def _of_rule(rule: Rule, element: Element, page: Element) -> Iterator[str]:
    if rule.said:
        yield from said.values(page, rule.said)
        return
    for one in matches(element, rule.select):
        if rule.attribute:
            found = " ".join((one.get(rule.attribute) or "").split())
        else:
            found = lines(_without(one, rule))
        if rule.find:
            match = re.search(rule.find, found)
            found = (match[1] if match.lastindex else match[0]) or "" if match else ""
        if found.strip():
            yield rule.value or found.strip()
            if not rule.every:
                return


def _without(element: Element, rule: Rule) -> Element:
    """Give a copy of an element with only what belongs to it by a rule."""
    if not (rule.drop or rule.after or rule.until):
        return element
    copy = deepcopy(element)
    copy.tail = None
    for css in rule.drop:
        for one in matches(copy, css):
            drop(one)
    if rule.after and (found := matches(copy, rule.after)):
        _cut_before(copy, found[0])
    if rule.until and (found := matches(copy, rule.until)):
        _cut_after(copy, found[0])
    return copy


def _bare(element: Element) -> Element:
    """Give the cell, where a table of one cell, as old pages were laid out with, is all that there is."""
    here = element
    while len(here) == 1 and here[0].tag in _FRAMES and not f"{here.text or ''}{here[0].tail or ''}".strip():
        here = here[0]
    return here if here.tag in {"td", "th"} else element


def drop(element: Element) -> None:
    """Take an element out of its page; the text behind it stays."""
    if element.getparent() is not None:
        element.drop_tree()


def _cut_before(root: Element, element: Element) -> None:
    here = element
    while here is not root and (parent := here.getparent()) is not None:
        for one in list(here.itersiblings(preceding=True)):
            parent.remove(one)
        parent.text = None
        here = parent
    drop(element)


def _cut_after(root: Element, element: Element) -> None:
    here = element
    while here is not root and (parent := here.getparent()) is not None:
        for one in list(here.itersiblings()):
            parent.remove(one)
        here.tail = None
        here = parent
    drop(element)


def _html(element: Element, base: str) -> str:
    copy = deepcopy(element)
    copy.tail = None
    for one in copy.iter(tag=etree.Element):
        for name in _LINK:
            address = one.get(name)
            if address is not None and base:
                one.set(name, _CONTROL.sub("", absolute(base, address)))
    opened = escape(copy.text or "", quote=False)
    return opened + "".join(
        parser.tostring(child, encoding="unicode", method="html") for child in copy.iterchildren()
    )


def absolute(base: str, address: str) -> str:
    """Give an address as it is meant on the page at `base`; as it is where that cannot be said."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address
