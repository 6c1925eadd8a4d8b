"""The comments of a text, by the layout that knows it."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from handbill.archive.readers.contacts import is_contact, joined
from handbill.archive.readers.saved.names import byline
from handbill.archive.readers.texts.author import in_its_place, maybe
from handbill.archive.readers.texts.layout import ABOVE, Layout
from handbill.archive.readers.texts.parts import Part, head, more, part

_KEPT: Final = ("homepage", "email")  # what is taken out of a comment; its author's address is then dropped


@dataclass(frozen=True, slots=True)
class Head:
    """Where a comment begins (with its title), where its head is, where its text begins, and what its head says."""

    top: int
    at: int
    below: int
    told: dict[str, str]


def heads(lines: list[str], begin: int, layout: Layout, *, dated: bool) -> list[Head]:
    """Find the heads of comments from a line on. Where the page says dates, a head has one; where it says none, a head is a name."""
    if layout.comments is None:
        return []
    found: list[Head] = []
    at = begin
    while at < len(lines):
        told = head(layout.comments, lines[at], layout.order) if lines[at] else None
        if told is None:
            at += 1
            continue
        below = more(lines, at + 1, layout.comments, told, layout.order)
        found.append(Head(at, at, below, {**told, "byline": byline(told.get("byline", ""))}))
        at = below
    dated = dated or any(one.told.get("date") for one in found)
    sure = [one for one in found if (one.told.get("date") if dated else maybe(one.told["byline"]))]
    return _titled(lines, begin, sure) if layout.comments.title == ABOVE else sure


def _titled(lines: list[str], begin: int, found: list[Head]) -> list[Head]:
    titled: list[Head] = []
    for one in found:
        end = titled[-1].below if titled else begin
        up = next((n for n in range(one.at - 1, end - 1, -1) if lines[n]), -1)
        title = lines[up] if up >= 0 else ""
        titled.append(Head(up if up >= 0 else one.at, one.at, one.below, {**one.told, "title": title}))
    return titled


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
