"""What somebody asks: words, "a phrase", title: and by:, a part of a word with *, and what a form adds to them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from django.utils.translation import gettext as _

from handbill.cleaning.language import language
from handbill.cleaning.words import pairs, words
from handbill.limits import SEARCH_QUERY
from handbill.search.said import FIELDS, IN, key, mark

_PART: Final = re.compile(r'(?:(title|by):)?(?:"([^"]*)"?|([^\s"]+))', re.IGNORECASE)
_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", re.ASCII)
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_KINDS: Final = ("article", "comment")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand in a row: one word alone, most of the time. `begins`: the last may be the beginning of a longer one."""

    field: str  # title, by, or empty for all
    words: tuple[str, ...]
    begins: bool = False
    paired: frozenset[str] = frozenset()  # pairs of characters that the index holds

    def fields(self) -> tuple[str, ...]:
        """Give the fields in which it may stand."""
        return (self.field,) if self.field else FIELDS

    def read(self) -> bool:
        """Must the text be read to know whether it is there? The index knows of single words alone."""
        return len(self.words) > 1


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the index understands it."""

    phrases: tuple[Phrase, ...] = ()
    marks: tuple[str, ...] = ()
    hidden: bool = False
    first: int | None = None  # smallest and largest key that may be found
    last: int | None = None
    errors: Mapping[str, str] = field(default_factory=dict)  # by form field, in words

    @property
    def empty(self) -> bool:
        """Does it ask for nothing?"""
        return not self.phrases and not self.marks and self.first is None and self.last is None

    def terms(self) -> tuple[tuple[str, bool], ...]:
        """Give the terms that all must be there, each once, and whether it is only the beginning of one."""
        found: dict[tuple[str, bool], None] = {}
        for phrase in self.phrases:
            before = IN.get(phrase.field, "")
            for at, word in enumerate(phrase.words):
                found[before + word, phrase.begins and at == len(phrase.words) - 1] = None
            for pair in sorted(phrase.paired):
                found[before + pair, False] = None
        for one in self.marks:
            found[one, False] = None
        return tuple(found)


def query(
    asked: str,
    filters: Mapping[str, str],
    names: Mapping[str, Mapping[str, str]],
    zone: tzinfo,
    *,
    hidden: bool,
) -> Query:
    """Read a question: words, filters, and `names`: of each axis, what the site knows. What cannot be read is in `errors`."""
    errors: dict[str, str] = {}
    phrases = _phrases(asked[:SEARCH_QUERY])
    if len(asked) > SEARCH_QUERY:
        errors["q"] = _("That is too long to look for: at most %(count)d characters fit.") % {
            "count": SEARCH_QUERY
        }
    elif asked.strip() and not phrases:
        errors["q"] = _("There is no word in that. A word has letters or digits.")
    marks = _marks(filters, names, errors)
    begin, end = (_date(filters, name, zone, errors) for name in ("from", "to"))
    if begin and end and end[1] <= begin[0]:
        errors["to"] = _("That day is before the first one.")
    return Query(
        phrases=tuple(dict.fromkeys(phrases)),
        marks=tuple(marks),
        hidden=hidden,
        first=key(begin[0]) if begin else None,
        last=key(end[1]) - 1 if end else None,
        errors=errors,
    )


def _phrases(asked: str) -> list[Phrase]:
    found = []
    for part in _PART.finditer(asked):
        name = (part[1] or "").lower()
        text = part[2] if part[2] is not None else part[3]
        inside = list(words(text))
        if inside:
            begins = part[2] is None and text.endswith("*") and inside[-1].end == len(text) - 1
            found.append(
                Phrase(name, tuple(word.folded for word in inside), begins, frozenset(pairs(inside)))
            )
    return found


def _marks(
    filters: Mapping[str, str], names: Mapping[str, Mapping[str, str]], errors: dict[str, str]
) -> list[str]:
    marks = []
    for axis, known in names.items():
        name = filters.get(axis, "").strip().lower()
        if name and name in known and _NAME.fullmatch(name):
            marks.append(mark(axis, name))
        elif name:
            errors[axis] = _("There is nothing called “%(name)s” to choose here.") % {"name": filters[axis]}
    kind = filters.get("kind", "").strip()
    if kind in _KINDS:
        marks.append(mark("kind", kind))
    elif kind:
        errors["kind"] = _("There are articles and comments.")
    if tag := filters.get("language", "").strip():
        if known_tag := language(tag):
            marks.append(mark("language", known_tag.partition("-")[0]))
        else:
            errors["language"] = _("This is no language that we know. A language is written as en, es or pt.")
    return marks


def _date(
    filters: Mapping[str, str], name: str, zone: tzinfo, errors: dict[str, str]
) -> tuple[datetime, datetime] | None:
    """Give the beginning of a day, a month or a year, and of the next one; None where there is none, or it cannot be read."""
    text = filters.get(name, "").strip()
    if not text:
        return None
    try:
        found = _DATE.fullmatch(text)
        year, month, day = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
        begun = date(year, month or 1, day or 1)
        if day:
            ended = begun + timedelta(days=1)
        else:
            ended = date(year + month // 12, month % 12 + 1, 1) if month else date(year + 1, 1, 1)
        begin, end = (datetime.combine(one, time(), tzinfo=zone) for one in (begun, ended))
    except (ValueError, OverflowError):
        errors[name] = _("A date is written as 2026, 2026-11 or 2026-11-23.")
        return None
    return begin, end
