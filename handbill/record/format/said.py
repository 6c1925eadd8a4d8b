"""Which fields a set may hold and what their values look like (docs/record.md sections 4 and 6).

A set is what one entry commits to. A destroyed field is checked by its name alone.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeAlias

from handbill.record.format.attached import MEDIA, MOST, demand_names, is_attachment, is_tag
from handbill.record.format.canonical import Json
from handbill.record.format.commitment import Fields, values
from handbill.record.format.kinds import RULES, Kind
from handbill.record.format.note import strict_b64

Test: TypeAlias = Callable[[Json], object]

ARTICLE: Final = (
    *("summary", "html", "language", "byline", "genre", "topics", "places"),
    *("homepage", "phone", "address", "email", "source"),
)
COMMENT: Final = ("title", "html", "byline", "homepage", "email", "reply_to", "author")
SETS: Final = (Kind.PUBLISH, Kind.COMMENT, Kind.IMPORT, Kind.REVISE)
"""These commit to all that an item says."""
GENRES: Final = ("announcement", "reporting", "commentary", "question")
FORMATS: Final = ("text", "markdown", "html")
REDACTABLE: Final = frozenset(
    {"title", "body", *ARTICLE, *COMMENT, "date", "legacy", *(f"media_{k}" for k in range(1, MOST + 1))}
) - {"html"}
"""What a `redact` of an item may name in `field`."""
DECISION_WORDS: Final = frozenset({"reason", "text", "title", "translations", "name", "demand"})
"""What a `redact` of a decision destroys, all or one of them."""

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*").fullmatch
_PAGE = re.compile(r"about|rules|(?:topic|place|genre)/[a-z0-9]+(?:-[a-z0-9]+)*").fullmatch
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2})?").fullmatch


def check_set(fields: Fields, kind: Kind, *, comment: bool = False, imported: bool = False) -> None:
    """Refuse with ValueError what an entry of this kind about such an item may not commit to."""
    must, may = _names(kind, comment=comment, imported=imported)
    may |= set(filter(MEDIA, fields)) if kind in SETS else set()
    if unknown := fields.keys() - must - may:
        raise ValueError(f"{kind} with a field {min(unknown)!r}")
    if missing := must - fields.keys():
        raise ValueError(f"{kind} without a field {min(missing)!r}")
    for name, field in fields.items():
        if "value" in field and not _good(kind, name, field["value"]):
            raise ValueError(f"{kind} with a field {name!r} whose value is not allowed")
    if ("demand" in fields) != ("demanded" in fields):
        raise ValueError(f"{kind} with a legal demand but not its day, or a day without one")
    demand_names(values(fields))
    form = fields.get("format", {}).get("value")
    if form is not None and ("html" in fields) != (form == "markdown"):
        raise ValueError("a field 'html' stands exactly where the format is markdown")


def sort_date(date: str) -> str:
    """Give the time that an original's date sorts by, as `YYYY-MM-DDThh:mm`; ValueError where it is none."""
    if not _DATE(date):
        raise ValueError("not a date like 2026-11-23 or 2026-11-23T04:29")
    return datetime.fromisoformat(date).isoformat(timespec="minutes")


def _names(kind: Kind, *, comment: bool, imported: bool) -> tuple[set[str], set[str]]:
    must, may = set(RULES[kind].must), set(RULES[kind].may)
    if kind in SETS:
        must |= set() if comment else {"title"}
        may |= set(COMMENT if comment else ARTICLE)
        if imported:
            may |= {"legacy", "date"}
    return must, may


def _good(kind: Kind, name: str, value: Json) -> bool:
    if kind is Kind.CLASSIFY and value in ("", []):
        return name in ("genre", "topics", "places")
    test = is_attachment if MEDIA(name) else _TESTS.get(name)
    return bool(test(value) if test else isinstance(value, str) and value)


def _is_line(value: Json) -> bool:
    return isinstance(value, str) and bool(value) and "\n" not in value


def _is_number(value: Json) -> bool:
    return type(value) is int and value > 0


def _are_names(value: Json) -> bool:
    """Say whether this is an array of names, sorted, without repeats, of one at least."""
    if not isinstance(value, list):
        return False
    names = [one for one in value if isinstance(one, str) and _NAME(one)]
    return bool(value) and value == sorted(set(names))


def _are_numbers(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_number, value))


def _is_date(value: Json) -> bool:
    try:
        return bool(isinstance(value, str) and sort_date(value))
    except ValueError:
        return False


def _is_day(value: Json) -> bool:
    return _is_date(value) and len(str(value)) == len("2026-11-23")


def _is_root(value: Json) -> bool:
    try:
        return isinstance(value, str) and len(strict_b64(value)) == 32  # noqa: PLR2004 - bytes of SHA-256
    except ValueError:
        return False


def _is_legacy(value: Json) -> bool:
    return (
        isinstance(value, dict)
        and "from" in value
        and value.keys() <= {"from", "number", "address"}
        and all(isinstance(one, str) and one for one in value.values())
    )


def _are_translations(value: Json) -> bool:
    """Say whether this is language, title and text for each of one or more languages, sorted, without repeats."""
    if not isinstance(value, list) or not all(map(_is_translation, value)):
        return False
    tags = [one[0] for one in value if isinstance(one, list)]
    return bool(value) and tags == sorted({str(tag) for tag in tags})


def _is_translation(value: Json) -> bool:
    match value:
        case [str(tag), title, str(text)]:
            return bool(is_tag(tag) and _is_line(title) and text)
    return False


def _one_of(*words: str) -> Test:
    return lambda value: value in words


def _shape(match: Callable[[str], object]) -> Test:
    return lambda value: isinstance(value, str) and match(value)


_TESTS: Final[dict[str, Test]] = {
    **dict.fromkeys(("title", "byline", "name", "origin", "vkey"), _is_line),
    **dict.fromkeys(("reply_to", "translation"), _is_number),
    **dict.fromkeys(("size", "decision"), lambda value: type(value) is int),
    **dict.fromkeys(("topics", "places"), _are_names),
    **dict.fromkeys(("author", "forget", "corrects"), lambda value: value is True),
    "media": lambda value: _is_number(value) and int(str(value)) <= MOST,
    "attachment": is_attachment,
    "related": _are_numbers,
    "translations": _are_translations,
    "genre": _one_of(*GENRES),
    "format": _one_of(*FORMATS),
    "field": _one_of(*REDACTABLE, *DECISION_WORDS),
    "mode": _shape(_NAME),
    "page": _shape(_PAGE),
    "date": _is_date,
    "demanded": _is_day,
    "role": _one_of("steward"),
    "legacy": _is_legacy,
    "root": _is_root,
}
