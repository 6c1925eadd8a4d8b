"""What pages tell of a decision: who, when, by which guideline, in which words (docs/record.md section 10)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, TypeAlias

from handbill.record.format.canonical import Json, parse
from handbill.record.format.commitment import Fields, commitment, values
from handbill.record.format.history import Decision, History
from handbill.record.format.said import DECISION_WORDS, check_set

SPACE: Final = "\t\n\f\r "
WORDS: Final = ("reason", "text", "demand", "demanded", "title", "field", "name", "page", "origin", "vkey")
"""The fields that the page of a decision tells."""
WHY: Final = ("reason", "demand", "demanded")
"""Those that a notice tells."""

Decided: TypeAlias = Mapping[str, frozenset[str] | None]
"""What must be told, by name: the texts that are right; None where nobody can know."""

_GO: Final = DECISION_WORDS | {"attachment"}
"""What may be destroyed of what a decision says."""

_SPACES = re.compile(f"[{SPACE}]+")


class Telling(NamedTuple):
    """An element that tells something of a decision: its name, the moment of a `time`, its text in pieces."""

    name: str
    moment: str | None
    text: list[str]


Digest: TypeAlias = Callable[[str], tuple[str, int] | None]
"""Gives the SHA-256 of a public file, in lower-case hexadecimal digits, and how many bytes it has; None where there is none."""


class Words:
    """The public files of a log, and what they say of its editors and guidelines, each read once."""

    def __init__(self, get: Callable[[str], bytes | None], digest: Digest, history: History) -> None:
        self.get, self.digest, self.history = get, digest, history
        self._said: dict[int, dict[str, Json]] = {}

    def decided(self, index: int, said: Mapping[str, Json], names: Sequence[str]) -> Decided:
        """Give what must be told of a decision that says this, of these fields."""
        one = self.history.decisions[index]
        told = {name: frozenset({one_space(str(said[name]))}) for name in names if said.get(name)}
        return {**told, **self._cited(one), **self._by(one), "at": frozenset({one.at})}

    def why(self, index: int | None) -> Decided | None:
        """Give what a notice must tell; None where the data of the decision are not those that its entry commits to."""
        said = None if index is None else self.said(index)
        return None if index is None or said is None else self.decided(index, said, WHY)

    def _by(self, one: Decision) -> Decided:
        """The name is that of the invitation; where that is destroyed, nobody can know."""
        if not one.by.startswith("editor:"):
            return {}
        number = int(one.by[7:])
        found = self._once(self.history.invites[number - 1]) if number <= len(self.history.invites) else None
        name = (found or {}).get("name")
        return {"by": frozenset({one_space(str(name))}) if name else None}

    def _cited(self, one: Decision) -> Decided:
        """A guideline is told by its number, and by a title that it has had, in any of its languages."""
        if one.guideline is None:
            return {}
        right = {str(one.guideline)}
        for index in self.history.rules.get(one.guideline, []):
            found: dict[str, Any] | None = self._once(index)
            if found is None:
                return {"guideline": None}
            titles = [found.get("title"), *(title for _, title, _ in found.get("translations", []))]
            right |= {one_space(f"{one.guideline}. {title}") for title in titles if title}
        return {"guideline": frozenset(right)}

    def _once(self, index: int) -> dict[str, Json] | None:
        if index not in self._said:
            found = self.said(index)
            if found is None:
                return None
            self._said[index] = found
        return self._said[index]

    def said(self, index: int) -> dict[str, Json] | None:
        """Read what a decision says; None where its data are not those that its entry commits to."""
        try:
            fields = _fields(self.get(f"record/decision/{index}.json"), self.history.decisions[index].content)
            check_set(fields, self.history.decisions[index].kind)
        except ValueError:  # the file is named when the decision is checked
            return None
        return values(fields)


def said_by(data: bytes | None, content: str | None) -> dict[str, Json]:
    """Give the values of a decision's data, if they are what its entry commits to; else ValueError.

    So it is where a value is left out that nothing destroys: states may hang on it.
    """
    fields = _fields(data, content)
    if lost := [name for name in fields if "value" not in fields[name] and name not in _GO]:
        raise ValueError(f"the {min(lost)!r} is left out")
    return values(fields)


def _fields(data: bytes | None, content: str | None) -> Fields:
    value: Any = parse(data or b"")
    fields = value.get("fields") if isinstance(value, dict) else None
    if not isinstance(fields, dict) or commitment(fields) != content:
        raise ValueError("the fields are not those that the entry commits to")
    return fields


def untold(told: Sequence[Telling], decided: Decided | None) -> Iterator[str]:
    """Say where what a page tells of a decision differs from what was decided; None: it is not known."""
    if decided is None:
        return
    for name in decided.keys() - {one.name for one in told}:
        if decided[name] is not None:
            yield f"the {name!r} of the decision is not told"
    for one in told:
        right = decided.get(one.name, frozenset())
        if right is not None and _value(one) not in right:
            yield f"the {one.name!r} that is told is not that of the decision"


def _value(one: Telling) -> str:
    """Give what an element tells: a time by its attribute, in UTC, where it has a zone; all else by its text."""
    if one.name != "at" or one.moment is None:
        return one_space("".join(one.text)) if one.moment is None else one.moment
    try:
        moment = datetime.fromisoformat(one.moment)
        return f"{moment.astimezone(UTC).isoformat()[:16]}Z" if moment.tzinfo else ""
    except (ValueError, OverflowError):
        return ""


def one_space(text: str) -> str:
    """Give runs of white space as one space, and none at the ends."""
    return _SPACES.sub(" ", text).strip(" ")
