"""What every reader of a source gives, whatever the source was: articles with their comments, and what it did not understand."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO, Final, TypeAlias

from handbill.record.format.canonical import Json


class SourceError(ValueError):
    """A source that cannot be read at all; the words are for the operator, and nothing was changed."""


ELSEWHERE: Final = "elsewhere"


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Something that was not taken: where it stands ("page.txt, line 12") and what is wrong with it."""

    place: str
    what: str


@dataclass(frozen=True, slots=True)
class NoArticle(NotUnderstood):
    """A page that is a list, a form or the like: every site has many of these."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """That an item was hidden where it comes from: by which guideline there, and why."""

    reason: str
    guideline: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file of an item, not yet looked at: where it stands, how it is opened, and what is said of it.

    `open` is called when the item is new here, at most once, before the next thing is taken from the reader. It raises
    LookupError where there is no such file after all.
    """

    place: str
    open: Callable[[], BinaryIO]
    caption: str = ""
    alternative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedItem:
    """An article or comment of a source, not yet checked.

    `raw` has the names of the forms. `date` is `YYYY-MM-DD`, `YYYY-MM-DDThh:mm`, or "" where it is not known; it is
    never invented. Each of `keys` says where the item comes from; if this site knows one of them, the item is here
    already. `state` is "listed", "hidden", or where the source has no text any more "withdrawn", "redacted" or "held"; an
    article that stands elsewhere, and is named here for its comments alone, or a comment that one of them answers, is ELSEWHERE.
    """

    place: str
    raw: dict[str, Any]
    date: str
    legacy: dict[str, Json]
    keys: tuple[tuple[str, ...], ...]
    state: str = "listed"
    hidden: Hidden | None = None
    extra: tuple[dict[str, Any], ...] = ()  # amendments: body and format of each
    native: tuple[int, str] | None = (
        None  # its number and first commitment, if it should be from this very site
    )
    files: tuple[ImportedFile, ...] = ()  # its attachments, in their order


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedComment(ImportedItem):
    """A comment. `id` tells it from the others of its article; `answers` is the `id` of the one that it answers."""

    id: str = ""
    answers: str = ""
    author: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedArticle(ImportedItem):
    """An article with its comments, in their order."""

    comments: list[ImportedComment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """The about page, or a topic, place or genre with its introduction: `page` as in a `set-page`."""

    place: str
    page: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Guideline:
    """A guideline of the source."""

    place: str
    number: int
    title: str
    text: str
    translations: tuple[tuple[str, str, str], ...] = ()  # language, title, text


@dataclass(frozen=True, slots=True)
class Passed:
    """So many bytes of the source are behind us; comes after all that was in them."""

    size: int


Found: TypeAlias = ImportedArticle | Page | Guideline | NotUnderstood | Passed


_FORM: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2})?", re.ASCII).fullmatch


def moment(date: str) -> tuple[datetime, bool]:
    """Give what a date sorts by (its digits taken as UTC, docs/record.md section 6) and whether it has a time.

    Raises:
        ValueError: it is no real date in one of the two forms, or lies more than a day in the future.
    """
    if not _FORM(date):
        raise ValueError("a date in another form")
    at, timed = datetime.fromisoformat(date).replace(tzinfo=UTC), "T" in date
    if at > datetime.now(UTC) + timedelta(days=1):
        raise ValueError("a date in the future")
    return at, timed
