"""What the operator says of a table: which column holds which field (`--map FILE`, docs/rescuing.md)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from handbill.archive.readers.charset import known
from handbill.archive.readers.taken import feed_date, sql_date
from handbill.archive.sources import SourceError
from handbill.cleaning.text import one_line, tidy
from handbill.limits import FILE_NAME

LARGEST: Final = 100_000  # bytes of such a file
_TOP: Final = frozenset(
    {"format", "from", "charset", "delimiter", "dates", "base", "article", "comment", "always"}
)
_BOTH: Final = frozenset(
    {"number", "url", "date", "title", "body", "byline", "homepage", "media", "when", "hidden", "reason"}
)
FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "article": _BOTH
    | {"summary", "phone", "address", "email", "source", "language", "genre", "topics", "places"},
    "comment": _BOTH | {"article", "reply_to"},
}
"""What a column can be. A commenter's e-mail address is no field: it does not come."""
SEVERAL: Final = ("topics", "places", "media")
_ALWAYS: Final = frozenset({"format", "byline", "language", "genre", "source"})
_UNIX: Final = "unix"


@dataclass(frozen=True, slots=True)
class Column:
    """Where a value stands; `split` parts several, `values` are those that count."""

    name: str
    split: str = ""
    values: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Columns:
    """A mapping file that was read."""

    format: str
    name: str
    charset: str
    delimiter: str
    base: str
    dates: tuple[str, ...]
    columns: Mapping[str, Mapping[str, Column]]
    always: Mapping[str, str] = field(default_factory=dict)

    def date(self, said: str) -> str:
        """Give a date as records have it; as it stands where it is in no form that was told."""
        said = said.strip()
        for form in self.dates:
            try:
                if form == _UNIX:
                    return f"{datetime.fromtimestamp(int(said), UTC):%Y-%m-%dT%H:%M}"
                at = datetime.strptime(said, form)  # noqa: DTZ007 - digits alone
            except (ValueError, OverflowError, OSError):
                continue
            timed = "%H" in form or "%I" in form
            return f"{at.year:04}-{at:%m-%dT%H:%M}" if timed else f"{at.year:04}-{at:%m-%d}"
        return sql_date(said) or feed_date(said) or said


def read(file: Path) -> Columns:
    """Read a mapping file.

    Raises:
        SourceError: it says something that cannot be; the words name it.
    """
    try:
        with file.open("rb") as stream:
            told = tomllib.loads(stream.read(LARGEST).decode())
    except (OSError, ValueError, RecursionError) as error:
        raise SourceError(f"{one_line(file.name)}: {one_line(str(error))}") from None
    _check(file, "", told, _TOP)
    columns = {kind: _columns(file, kind, told[kind]) for kind in FIELDS if kind in told}
    if not {"title", "body"} & set(columns.get("article", ())) and "body" not in columns.get("comment", ()):
        raise _wrong(file, "article", _("name at least the columns of title and body"))
    if "comment" in columns and "article" not in columns["comment"]:
        raise _wrong(
            file, "comment.article", _("name the column that holds the number of a comment's article")
        )
    format_, delimiter = _word(file, told, "format") or "csv", _word(file, told, "delimiter") or ","
    if format_ not in {"csv", "jsonl"}:
        raise _wrong(file, "format", _("it is csv or jsonl"))
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise _wrong(file, "delimiter", _("it is one character"))
    always = told.get("always", {})
    _check(file, "always", always, _ALWAYS)
    return Columns(
        format=format_,
        name=(one_line(_word(file, told, "from")) or one_line(file.stem))[:FILE_NAME],
        charset=known(_word(file, told, "charset") or "utf-8"),
        delimiter=delimiter,
        base=_word(file, told, "base"),
        dates=tuple(map(str, _list(told.get("dates", [])))),
        columns=columns,
        always={name: _word(file, always, name) for name in always},
    )


def _columns(file: Path, kind: str, told: Any) -> dict[str, Column]:
    _check(file, kind, told, FIELDS[kind])
    return {name: _column(file, f"{kind}.{name}", one) for name, one in told.items()}


def _column(file: Path, key: str, told: Any) -> Column:
    if isinstance(told, str):
        return Column(told)
    _check(file, key, told, frozenset({"column", "split", "is"}))
    if not isinstance(told.get("column"), str):
        raise _wrong(file, key, _("name a column"))
    return Column(told["column"], _word(file, told, "split"), frozenset(map(str, _list(told.get("is", [])))))


def _check(file: Path, key: str, told: Any, known: frozenset[str]) -> None:
    if not isinstance(told, dict):
        raise _wrong(file, key, _("this is no table"))
    for name in sorted(told.keys() - known):
        raise _wrong(
            file,
            f"{key}.{name}".lstrip("."),
            _("there is no such name; known are %(names)s") % {"names": ", ".join(sorted(known))},
        )


def _word(file: Path, told: dict[str, Any], name: str) -> str:
    value = told.get(name, "")
    if not isinstance(value, str):
        raise _wrong(file, name, _("this is no text"))
    return tidy(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _wrong(file: Path, key: str, what: str) -> SourceError:
    return SourceError(f"{one_line(file.name)}, {one_line(key)}: {what}")
