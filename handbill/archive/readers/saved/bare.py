"""A text without what stood above and below it: its own title, the line with author and date, contact lines, headings of what followed.

Where a layout says exactly where a text stands, nothing of this is in it. Where it says only what is around it, all of it may be.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from lxml import html

from handbill.archive.readers.saved.days import date_in
from handbill.archive.readers.saved.pick import drop
from handbill.archive.readers.saved.tree import Element, lines, tree

_BLOCKS: Final = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "td", "li", "blockquote", "header", "footer"}
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CONTACT: Final = re.compile(r"(?:homepage|website|phone|telefon|address|adresse|e-?mail)\s*:", re.IGNORECASE)
_MAIL: Final = re.compile(
    r"\A(?:<[^>]*>|\s)*([\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4})(?:</a>|\s)*(?:<br\s*/?>\s*)+",
    re.IGNORECASE,
)
_AROUND: Final = 120  # characters that a line has beside the name of an author
_DATED: Final = 70  # characters of a line that is a date and little else


def without(text: str, told: Mapping[str, str], order: str = "") -> str:
    """Give the HTML of a text without what is `told` of it elsewhere: title, byline, date, summary, contact lines."""
    text = _MAIL.sub("", text)
    page = tree(f"<body>{text}")
    whole = None if page is None else next(page.iter("body"), None)
    if whole is None:
        return text
    taken = [*_leading(whole, told, order), *_trailing(whole, told)]
    if not taken:
        return text
    for one in taken:
        drop(one)
    parts = (str(html.tostring(one, encoding="unicode", method="html")) for one in whole.iterchildren())
    return escape(whole.text or "", quote=False) + "".join(parts)


def _leaves(whole: Element) -> list[Element]:
    """Give the blocks that hold no others, in their order."""
    blocks = [one for one in whole.iter() if one.tag in _BLOCKS and one is not whole]
    holding = {above for one in blocks for above in one.iterancestors()}
    return [one for one in blocks if one not in holding]


def _leading(whole: Element, told: Mapping[str, str], order: str) -> Iterator[Element]:
    if (whole.text or "").strip():
        return
    for one in _leaves(whole):
        line = " ".join(lines(one).split())
        if line and not _is_told(line, told, order):
            return
        if line:
            yield one
        if (one.tail or "").strip():
            return


def _trailing(whole: Element, told: Mapping[str, str]) -> Iterator[Element]:
    contacts = any(name in told for name in ("homepage", "phone", "address", "email"))
    leaves = _leaves(whole)
    for one in reversed(leaves[1:]):
        line = lines(one)
        if (one.tail or "").strip() or (
            line
            and one.tag not in _HEADINGS
            and not (contacts and all(map(_CONTACT.match, line.split("\n"))))
        ):
            return
        if line:
            yield one


def _is_told(line: str, told: Mapping[str, str], order: str) -> bool:
    title, byline, date, summary = (told.get(name, "") for name in ("title", "byline", "date", "summary"))
    if line.casefold() in {title.casefold(), " ".join(summary.split()).casefold(), byline.casefold()} - {""}:
        return True
    if date and date_in(line, order)[:10] == date[:10] and len(line) <= _DATED:
        return True
    return (
        bool(byline)
        and byline in line
        and len(line) <= len(byline) + _AROUND
        and (
            bool(date and date_in(line, order)[:10] == date[:10])
            or line.partition(byline)[0].strip().casefold() in _BEFORE
        )
    )


_BEFORE: Final = frozenset(
    {"", "by", "von", "por", "par", "author:", "autor:", "author", "posted by", "submitted by", "by:", "von:"}
)
