"""What people typed becomes the fields that an entry commits to (docs/record.md section 6), or words about what is wrong.

Every door takes this way: forms, the shell, the importer. What leaves here is clean, in NFC, within the limits, and absent
where it is empty.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handbill import limits
from handbill.cleaning import markdown
from handbill.cleaning.html import TooDeepError, TooLargeError, clean
from handbill.cleaning.language import language
from handbill.cleaning.text import many_lines, one_line
from handbill.newswire.sitepage import GENRES, known
from handbill.record.format.canonical import BIGGEST, Json

Values: TypeAlias = dict[str, Json]
Raw: TypeAlias = Mapping[str, Any]
"""What was typed: strings, and lists of strings for `topics` and `places`. Names that are not fields are passed over."""

FORMATS: Final = ("text", "markdown", "html")
AXES: Final = {"topics": ("topic", limits.TOPICS), "places": ("place", limits.PLACES)}
WORDS: Final = {
    "title": gettext_lazy("The title"),
    "summary": gettext_lazy("The summary"),
    "byline": gettext_lazy("The name"),
    "homepage": gettext_lazy("The homepage"),
    "phone": gettext_lazy("The phone number"),
    "address": gettext_lazy("The address"),
    "email": gettext_lazy("The e-mail address"),
    "source": gettext_lazy("The source"),
    "text": gettext_lazy("The text"),
}
LINES: Final = {
    "title": limits.TITLE,
    "byline": limits.BYLINE,
    "homepage": limits.HOMEPAGE,
    "phone": limits.PHONE,
    "address": limits.ADDRESS,
    "email": limits.EMAIL,
    "source": limits.SOURCE,
}
_TAG: Final = re.compile("<[^>]*>")
_NUMBER: Final = re.compile("[0-9]{1,16}", re.ASCII)


class Invalid(ValueError):
    """What was typed cannot be taken: words for each field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


def article(raw: Raw, passed: Mapping[str, Json] | None = None, most: int = limits.BODY) -> Values:
    """Give the fields of an article. `passed` (an import's `date` and `legacy`) stands as it is; its text has `most` bytes.

    Raises:
        Invalid: with words for each field that is missing, too long or unknown.
    """
    found = _Found(raw)
    for name in LINES:
        found.take(name, partial(_line, name, LINES[name]))
    if "title" not in found.values and "title" not in found.errors:
        found.errors["title"] = _("An article needs a title.")
    found.take("summary", _summary)
    found.take("language", _language)
    found.take("genre", _genre)
    for name in AXES:
        found.take(name, partial(_names, name))
    found.take_body(most)
    return found.done(passed)


def comment(raw: Raw, passed: Mapping[str, Json] | None = None, most: int = limits.BODY) -> Values:
    """Give the fields of a comment. `passed` (`author`, or an import's `date` and `legacy`) stands as it is; `most` as in `article`.

    Raises:
        Invalid: as `article`.
    """
    found = _Found(raw)
    found.take("title", partial(_line, "title", limits.COMMENT_TITLE))
    for name in ("byline", "homepage", "email"):
        found.take(name, partial(_line, name, LINES[name]))
    found.take("reply_to", _reply_to)
    found.take_body(most)
    return found.done(passed)


def amendment(raw: Raw) -> Values:
    """Give the fields of an amendment: `body`, `format`, and `html` for Markdown.

    Raises:
        Invalid: as `article`.
    """
    found = _Found(raw)
    found.take_body()
    return found.done(None)


def words(value: Any, limit: int) -> str:
    """Give a text of several lines that is an act's own, such as an appeal; "" where it is empty.

    Raises:
        Invalid: it is too long; the error is that of the field `text`.
    """
    text = many_lines(_string(value)).strip()
    try:
        return _fitting("text", text, limit)
    except ValueError as error:
        raise Invalid({"text": str(error)}) from None


class _Found:
    """Fields and errors, as they are found."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.values: Values = {}
        self.errors: dict[str, str] = {}

    def take(self, name: str, check: Callable[[Any], Json]) -> None:
        """Check one field; what is empty is absent."""
        try:
            value = check(self.raw.get(name) or "")
        except ValueError as error:
            self.errors[name] = str(error)
        else:
            if value:
                self.values[name] = value

    def take_body(self, most: int = limits.BODY) -> None:
        """Check `body` and `format`, and make `html` where the format is Markdown."""
        kind = _string(self.raw.get("format") or "").strip() or "text"
        if kind not in FORMATS:
            self.errors["format"] = _("The format is text, markdown or html.")
            kind = "text"
        self.values["format"] = kind
        try:
            self.values |= _body(_string(self.raw.get("body") or ""), kind, most)
        except ValueError as error:
            self.errors["body"] = str(error)

    def done(self, passed: Mapping[str, Json] | None) -> Values:
        if self.errors:
            raise Invalid(self.errors)
        return self.values | dict(passed or {})


def _body(typed: str, kind: str, most: int) -> Values:
    body = many_lines(typed)
    if not body:
        raise ValueError(_("There is no text yet."))
    _check_bytes(body, most)
    try:
        shown = {"text": lambda _text: "", "markdown": markdown.to_html, "html": clean}[kind](body)
    except TooDeepError:
        raise ValueError(_("The HTML has too many tags inside each other.")) from None
    except TooLargeError:
        raise ValueError(
            _("The text would become too large a page: its tables or its links are too many.")
        ) from None
    if kind == "text":
        return {"body": body}
    if not one_line(html.unescape(_TAG.sub(" ", shown))):
        raise ValueError(_("Nothing that can be read is left of the text: only simple HTML can be shown."))
    if kind == "markdown":
        return {"body": body, "html": shown}
    _check_bytes(shown, most)
    return {"body": shown}


def _check_bytes(text: str, most: int) -> None:
    count = len(text.encode())
    if count > most:
        raise ValueError(
            _("The text has %(count)d bytes; %(limit)d fit. Most letters are one byte.")
            % {"count": count, "limit": most}
        )


def _line(name: str, limit: int, typed: Any) -> str:
    return _fitting(name, one_line(_string(typed)), limit)


def _summary(typed: Any) -> str:
    return _fitting("summary", many_lines(_string(typed)), limits.SUMMARY)


def _fitting(name: str, text: str, limit: int) -> str:
    if len(text) > limit:
        raise ValueError(
            _("%(what)s has %(count)d characters; %(limit)d fit.")
            % {"what": WORDS[name], "count": len(text), "limit": limit}
        )
    return text


def _language(typed: Any) -> str:
    tag = one_line(_string(typed))
    normal = language(tag) if tag else ""
    if normal is None:
        raise ValueError(_("This is no language tag; one is like en, es or pt-BR."))
    return normal


def _genre(typed: Any) -> str:
    genre = one_line(_string(typed))
    if genre and genre not in GENRES:
        raise ValueError(_("There is no genre “%(name)s”.") % {"name": genre[: limits.NAME]})
    return genre


def _names(name: str, typed: Any) -> list[Json]:
    axis, limit = AXES[name]
    several: Iterable[Any] = typed if isinstance(typed, list | tuple) else [typed]
    chosen = sorted({line for each in several if (line := one_line(_string(each)))})
    if not chosen:
        return []
    if len(chosen) > limit:
        raise ValueError(_("%(count)d were chosen; %(limit)d fit.") % {"count": len(chosen), "limit": limit})
    here = known(axis, chosen)
    for line in chosen:
        if line not in here:
            what = (
                _("There is no topic “%(name)s”.") if axis == "topic" else _("There is no place “%(name)s”.")
            )
            raise ValueError(what % {"name": line[: limits.NAME]})
    return list(chosen)


def _reply_to(typed: Any) -> int:
    text = str(typed) if isinstance(typed, int) else one_line(_string(typed))
    if not text:
        return 0
    if not _NUMBER.fullmatch(text) or not 0 < int(text) <= BIGGEST:
        raise ValueError(_("The comment that is answered is given by its number."))
    return int(text)


def _string(typed: Any) -> str:
    """Take a string alone: a list or a number in its place is as if nothing were there."""
    return typed if isinstance(typed, str) else ""
