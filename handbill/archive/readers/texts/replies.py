"""The comments of a text, by the layout that knows it."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from handbill.archive.readers.contacts import is_contact, joined
from handbill.archive.readers.saved.names import byline
from handbill.archive.readers.texts.author import in_its_place, maybe
from handbill.archive.readers.texts.layout import ABOVE, Layout
from handbill.archive.readers.texts.parts import Part, head, more, part
from handbill.limits import COMMENT_TITLE

_CLOSES: Final = (".", ":", ";", ",")
_WORDS: Final = 6  # of a title that is closed as a sentence is
_KEPT: Final = ("homepage", "email")  # what is taken out of a comment; its author's address is then dropped


@dataclass(frozen=True, slots=True)
class Head:
    """Where a comment begins (with its title), where its head is, where its text begins, and what its head says."""

    top: int
    at: int
    below: int
    told: dict[str, str]


def heads(lines: list[str], begin: int, layout: Layout, *, dated: bool, begun: bool) -> list[Head]:
    """Find the heads of comments from a line on, that begins them if they are `begun`.

    Where the page says dates, a head has one; where it says none, a head is a name.
    """
    if layout.comments is None:
        return []
    found: list[Head] = []
    at = begin
    while at < len(lines):
        told = head(layout.comments, lines[at], layout.order) if lines[at] else None
        if told is None:
            at += 1
            continue
        below = more(lines, at + 1, layout.comments, told, layout.order, once=True)
        found.append(Head(at, at, below, {**told, "byline": byline(told.get("byline", ""))}))
        at = below
    dated = dated or any(one.told.get("date") for one in found)
    sure = [one for one in found if (one.told.get("date") if dated else maybe(one.told["byline"]))]
    return _titled(lines, begin, sure, begun=begun) if layout.comments.title == ABOVE else sure


def _titled(lines: list[str], begin: int, found: list[Head], *, begun: bool) -> list[Head]:
    titled: list[Head] = []
    for one in found:
        end = titled[-1].below if titled else begin
        up = next((n for n in range(one.at - 1, end - 1, -1) if lines[n]), -1)
        if up >= 0 and _is_title(lines[end : up + 1], begun=begun and not titled):
            titled.append(Head(up, one.at, one.below, {**one.told, "title": lines[up]}))
        else:
            titled.append(Head(one.at, one.at, one.below, {**one.told, "title": ""}))
    return titled


def _is_title(above: list[str], *, begun: bool) -> bool:
    """Tell whether the last of the lines above a head is its title, and not the end of the text above it.

    No title is too long for one, or a sentence. Where an empty line is in the text above, one is above the title;
    and something of that text is left, unless `begun` says that there is none.
    """
    *text, line = above
    said = [n for n, one in enumerate(text) if one]
    if len(line) > COMMENT_TITLE or (line.endswith(_CLOSES) and len(line.split()) > _WORDS):
        return False
    if not said:
        return begun
    return not text[-1] or all(text[said[0] :])


def read(lines: list[str], found: list[Head], layout: Layout, author: str) -> list[Part]:
    """Read the comments at these heads. `author` is that of the article."""
    end = Head(len(lines), len(lines), len(lines), {})
    return [
        _comment(one, lines[one.below : after.top], layout, author) for one, after in pairwise([*found, end])
    ]


def _comment(one: Head, lines: list[str], layout: Layout, author: str) -> Part:
    told = dict(one.told)
    lines = joined(lines)
    if layout.comments and layout.comments.signed:
        told["byline"], lines = _signed(lines, author)
    return part(one.at, told, lines, _KEPT)


def _signed(lines: list[str], author: str) -> tuple[str, list[str]]:
    """Give the name on the last line above the contact lines, if one is there: where paragraphs are apart, it stands apart."""
    end = next((n for n in range(len(lines), 0, -1) if lines[n - 1] and not is_contact(lines[n - 1])), 0)
    lines, contacts = lines[:end], [line for line in lines[end:] if line]
    below = ["", *contacts] if contacts else []
    said = [n for n, line in enumerate(lines) if line]
    if len(said) < 2:  # noqa: PLR2004 - a text, and a name below it
        return "", [*lines, *below]
    last, line = said[-1], lines[said[-1]]
    apart = not all(lines[said[0] : last])
    known = line.rstrip(".").casefold() == author.rstrip(".").casefold()
    name = author if known else in_its_place(line)
    if not name or (apart and lines[last - 1]):
        return "", [*lines, *below]
    return byline(name), [*lines[:last], *below]
