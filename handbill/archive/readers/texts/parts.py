"""The parts of a text: what it says of its article, its lines, and its comments."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from handbill.archive.readers.contacts import split_contacts
from handbill.archive.readers.paragraphs import paragraphs
from handbill.archive.readers.saved.days import date_in
from handbill.archive.readers.texts.layout import Heads

_LONGEST: Final = 1_000  # characters of a line of a site
_CONTACTS: Final = ("homepage", "phone", "address", "email")


@dataclass(slots=True)
class Part:
    """An article or a comment: where it begins, what was said of it, and its text, the contact lines taken out.

    `rest` is what stood below the contact lines; it belongs to the text, and is worth a word in the report.
    """

    at: int
    told: dict[str, str]
    text: str
    rest: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Parts:
    """A whole page."""

    article: Part
    comments: list[Part] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)  # a line, and what is to be said of it
    hidden: str = ""
    address: str = ""


def part(at: int, told: dict[str, str], lines: list[str], contacts: Iterable[str] = _CONTACTS) -> Part:
    """Make one of its lines."""
    body, found, rest = split_contacts(lines, tuple(contacts))
    kept = [line for line in rest if line.strip()]
    return Part(at, {**told, **found}, "\n\n".join(paragraphs([*body, "", *rest])), kept)


def matched(expressions: Iterable[re.Pattern[str]], line: str) -> dict[str, str] | None:
    """Give what the first expression that fits a line finds in it; None where none fits."""
    if len(line) > _LONGEST:
        return None
    for one in expressions:
        match = one.fullmatch(line)
        if match:
            return {name: value.strip() for name, value in match.groupdict("").items()}
    return None


def head(heads: Heads, line: str, order: str) -> dict[str, str] | None:
    """Read a line as a head; one whose date is none is no head."""
    told = matched(heads.head, line)
    if told is None or not told.get("date"):
        return told
    date = date_in(told["date"], order)
    return {**told, "date": date} if date else None


def more(
    lines: list[str], start: int, heads: Heads, told: dict[str, str], order: str, *, once: bool = False
) -> int:
    """Read the lines below a head that say more; give the first that does not. With `once` one that says anew what is told ends them."""
    at = start
    while at < len(lines):
        said = matched(heads.more, lines[at]) if lines[at] else {}
        if said is None or (once and said and all(told.get(name) for name in said)):
            break
        if "date" in said:
            said["date"] = date_in(said["date"], order)
        for name, value in said.items():
            told[name] = told.get(name) or value
        start = at + 1 if lines[at] else start
        at += 1
    return start
