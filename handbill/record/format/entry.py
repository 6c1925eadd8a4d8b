"""An entry: one act on a public thing, without prose (docs/record.md section 3)."""

import re
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from handbill.record.format.canonical import BIGGEST, canonical, parse
from handbill.record.format.kinds import DECISIONS, ITEM_DECISIONS, RULES, Kind

__all__ = ["BORN", "DECISIONS", "ITEM_DECISIONS", "LONGEST", "Entry", "Kind", "is_time"]

LONGEST: Final = 65_535
"""Bytes of an encoded entry: what the two-byte length in an entry bundle can say."""

_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z").fullmatch
_BY = re.compile(r"author|site|editor:[1-9][0-9]{0,15}").fullmatch
_HEX = re.compile(r"[0-9a-f]{64}").fullmatch
_PATH = re.compile(r"([0-9]{4}/(?:0[1-9]|1[0-2]))/([1-9][0-9]{0,15})").fullmatch
BORN: Final = re.compile(
    rb'\{(?:"article":([1-9][0-9]{0,14}),)?"at":"([0-9TZ:-]{17})","by":"(author|site)","content":"([0-9a-f]{64})",'
    rb'"kind":"(publish|comment|import)","number":([1-9][0-9]{0,14}),(?:"path":"([0-9/]{9,23})",)?'
    rb'(?:"receipt":"([0-9a-f]{64})",)?"v":1\}'
).fullmatch
"""What brings an item, in its canonical form: nearly all of a log of millions, read in a third of the time."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The members of an entry, named as in the specification; None where one is absent."""

    kind: Kind
    at: str
    by: str
    via: str | None = None
    number: int | None = None
    article: int | None = None
    path: str | None = None
    receipt: str | None = None
    guideline: int | None = None
    content: str | None = None

    def encode(self) -> bytes:
        """Give the canonical bytes, a leaf of the log; ValueError where the specification is broken."""
        _check(self)
        members = {name: value for name in _MEMBERS if (value := getattr(self, name)) is not None}
        return canonical({**members, "v": 1})

    @classmethod
    def decode(cls, data: bytes) -> "Entry":
        """Read an entry strictly; ValueError in plain words for whatever is not allowed."""
        entry = _born(born) if (born := BORN(data)) else cls._any(data)
        _check(entry)
        return entry

    @classmethod
    def _any(cls, data: bytes) -> "Entry":
        if len(data) > LONGEST:
            raise ValueError(f"an entry of more than {LONGEST} bytes")
        members: Any = parse(data)
        if type(members) is not dict:
            raise ValueError("an entry that is not an object")
        version = members.pop("v", None)
        if version is True or version != 1:
            raise ValueError("an entry of a version that is not understood")
        if unknown := members.keys() - _TYPES.keys():
            raise ValueError(f"unknown member {min(unknown)!r}")
        for name in ("kind", "at", "by"):
            if name not in members:
                raise ValueError(f"{name!r} is missing")
        for name, value in members.items():
            if type(value) is not _TYPES[name]:
                raise ValueError(f"{name!r} is of the wrong type")
        if members["kind"] not in _KINDS:
            raise ValueError(f"unknown kind {members['kind'][:40]!r}")
        return cls(**{**members, "kind": _KINDS[members["kind"]]})


def _born(found: re.Match[bytes]) -> Entry:
    article, at, by, content, kind, number, path, receipt = found.groups()
    return Entry(
        _KINDS[kind.decode()],
        at.decode(),
        by.decode(),
        number=int(number),
        article=int(article) if article else None,
        path=path.decode() if path else None,
        receipt=receipt.decode() if receipt else None,
        content=content.decode(),
    )


_MEMBERS: Final = tuple(field.name for field in fields(Entry))
_TYPES: Final = {name: int if name in {"number", "article", "guideline"} else str for name in _MEMBERS}
_KINDS: Final = {kind.value: kind for kind in Kind}


def is_time(at: str) -> bool:
    """Is it a minute as entries have it, and one of the calendar?"""
    try:
        return _AT(at) is not None and bool(datetime.fromisoformat(at[:16]))
    except ValueError:
        return False


def _check(entry: Entry) -> None:
    kind, rule = entry.kind, RULES[entry.kind]
    if not _AT(entry.at):
        raise ValueError("'at' is not a time like 2026-11-23T04:29Z")
    datetime.fromisoformat(entry.at[:16])  # raises ValueError for the 31st of February
    if not _BY(entry.by) or entry.by.partition(":")[0] not in rule.by:
        raise ValueError(f"{kind} by {entry.by[:40]!r}")
    if entry.via not in (None, "shell"):
        raise ValueError("'via' says something else than shell")
    for name in ("number", "article", "guideline"):
        value = getattr(entry, name)
        if value is not None and not 1 <= value <= BIGGEST:
            raise ValueError(f"{name!r} is not a positive number")
    if kind is not Kind.REDACT:  # of a decision that has no number it has none either
        _must(entry, "number", wanted=rule.subject != "none")
    _check_place(entry)
    for name in ("receipt", "content"):
        digits = getattr(entry, name)
        if digits is not None and not _HEX(digits):
            raise ValueError(f"{name!r} is not 64 lower-case hexadecimal digits")
    _must(entry, "receipt", wanted=kind in (Kind.PUBLISH, Kind.COMMENT))
    if not (rule.may and not rule.must):
        _must(entry, "content", wanted=bool(rule.must))
    _check_guideline(entry)


def _check_place(entry: Entry) -> None:
    """A comment names its article, an article its path; an import is one of the two."""
    kind = entry.kind
    comment = kind is Kind.COMMENT or (kind is Kind.IMPORT and entry.article is not None)
    _must(entry, "article", wanted=comment)
    _must(entry, "path", wanted=kind is Kind.PUBLISH or (kind is Kind.IMPORT and not comment))
    if entry.path is not None:
        match = _PATH(entry.path)
        if not match or match[2] != str(entry.number):
            raise ValueError("'path' is not YYYY/MM/NUMBER with the number of the article")
        if kind is Kind.PUBLISH and match[1] != f"{entry.at[:4]}/{entry.at[5:7]}":
            raise ValueError("'path' is not of the month of 'at'")


def _check_guideline(entry: Entry) -> None:
    """Whoever hides, holds or redacts cites a guideline; the guard, the clock and an import may have none."""
    kind = entry.kind
    person = entry.by != "site" or entry.via is not None
    if entry.guideline is None:
        if person and kind in (Kind.HIDE, Kind.HOLD, Kind.REDACT):
            raise ValueError(f"{kind} without a guideline")
    elif kind not in DECISIONS:
        raise ValueError(f"{kind} with a guideline")


def _must(entry: Entry, name: str, *, wanted: bool) -> None:
    if wanted != (getattr(entry, name) is not None):
        raise ValueError(f"{entry.kind} {'without' if wanted else 'with'} {name!r}")
