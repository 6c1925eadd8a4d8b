"""Read what `archive.export` writes, or another program in the same format (docs/archive-format.md).

A file from outside is not trusted: each line is looked at on its own, and what is wrong costs that line alone.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, BinaryIO, Final, TypeAlias

from django.utils.translation import gettext as _

from handbill.archive.parted import named
from handbill.archive.readers.answered import Answered
from handbill.archive.sources import (
    Found,
    Guideline,
    Hidden,
    ImportedArticle,
    ImportedComment,
    ImportedFile,
    NotUnderstood,
    Page,
    Passed,
    SourceError,
)
from handbill.cleaning.text import one_line
from handbill.limits import FILE_NAME, HOMEPAGE
from handbill.record.format import said as record
from handbill.record.format.attached import MEDIA
from handbill.record.format.canonical import Json

FORMAT: Final = "handbill"
VERSION: Final = 1
LONGEST: Final = 64_000_000  # bytes of a line: an article with a hundred versions fits
_VALUES: Final = 300_000
"""Values in a line; with more it fills memory, however short it is."""
_VALUE: Final = re.compile(rb",\s*[\"\[{0-9tfn-]")
_LONG: Final = 1_000_000  # bytes from which they are counted
_NUMBER: Final = 100  # characters of a number elsewhere
_FIELDS: Final = {
    "article": {"title", "body", "format", *record.ARTICLE},
    "comment": {"body", "format", *record.COMMENT},
}
_WITH_TEXT: Final = ("listed", "hidden")
_STATES: Final = (*_WITH_TEXT, "held", "withdrawn", "redacted")


Find: TypeAlias = Callable[[str], BinaryIO]
"""Opens a file that a line names, `media/…`; LookupError where it is not there."""


def _nowhere(name: str) -> BinaryIO:
    raise LookupError(name)


def read(name: str, source: BinaryIO, find: Find = _nowhere) -> Iterator[Found]:
    """Read a file line by line. `name` is its base name.

    Raises:
        SourceError: the first line does not say that this is the format.
    """
    lines = _lines(source)
    first, head = next(lines, (0, None))
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise SourceError(_("%(file)s is not in the format of handbill export.") % {"file": name})
    if head.get("version") != VERSION:
        raise SourceError(
            _("%(file)s is in a later version of the format than this program reads.") % {"file": name}
        )
    yield Passed(first)
    yield from _Reader(name, one_line(_word(head.get("origin"))) or one_line(name), find).read(lines)


def knows(start: bytes) -> bool:
    """Tell whether a file that begins like this says that it is in this format."""
    return start.lstrip().startswith(b"{") and b'"format":"handbill"' in start[:4096].replace(b" ", b"")


class _Reader:
    def __init__(self, name: str, origin: str, find: Find) -> None:
        self.name, self.find = name, find
        self.origin = origin[:FILE_NAME]
        self.line = 1
        self.article: ImportedArticle | None = None
        self.answered = Answered()
        self.size = 0
        self.number = ""  # of that article, in the file

    def read(self, lines: Iterator[tuple[int, Any]]) -> Iterator[Found]:
        passed, ended = 0, False
        for self.line, (self.size, said) in enumerate(lines, 2):
            size = self.size
            kind = said.get("kind") if isinstance(said, dict) else None
            if self.article and (kind != "comment" or self.answered.is_full):
                yield self.article
                yield Passed(passed)
                self.article, passed = self._rest(self.article) if kind == "comment" else None, 0
            passed += size
            ended = kind == "end"
            yield from self._one(kind, said)
        if self.article:
            yield self.article
        yield Passed(passed)
        if not ended:
            yield NotUnderstood(self.name, _("the file has no last line that says it is whole"))

    def _one(self, kind: Any, said: Any) -> Iterator[Found]:
        match kind:
            case "article":
                yield from self._article(said)
            case "comment":
                yield from self._comment(said)
            case "guideline" if isinstance(said.get("number"), int):
                title, text = _word(said.get("title")), _word(said.get("text"))
                yield Guideline(self.place, said["number"], title, text, _triples(said.get("translations")))
            case "page":
                yield Page(
                    self.place, _word(said.get("page")), _word(said.get("title")), _word(said.get("text"))
                )
            case "entry" | "end":  # of the other site's own record
                pass
            case _ if said is _TOO_LONG:
                yield self._not(_("this line is too long"))
            case _ if isinstance(said, dict):
                yield self._not(_("this line is of a kind that is not known"))
            case _:
                yield self._not(_("this line is not a JSON object"))

    def _article(self, said: dict[str, Any]) -> Iterator[Found]:
        self.number = _word(said.get("number"))
        yield from self._odd(said)
        self.article = ImportedArticle(**self._item(said))
        self.answered.begin()

    def _rest(self, article: ImportedArticle) -> ImportedArticle:
        """Name an article for the rest of its comments: no more than some hundred of them are in memory."""
        self.answered.go_on()
        return replace(named(article), comments=[])

    def _comment(self, said: dict[str, Any]) -> Iterator[Found]:
        if self.article is None or _word(said.get("article")) != self.number:
            yield self._not(_("a comment that does not follow its article"))
            return
        yield from self._odd(said)
        item = self._item(said)
        comment = ImportedComment(
            **item,
            id=_word(said.get("number")),
            answers=_word(item["raw"].pop("reply_to", "")),
            author=item["raw"].pop("author", None) is True,
        )
        if before := self.answered.before(comment):
            self.article.comments.append(before)
        self.answered.add(comment, self.size)
        self.article.comments.append(comment)

    def _odd(self, said: dict[str, Any]) -> Iterator[Found]:
        """Say what of an item is not taken."""
        values = said.get("values")
        if isinstance(values, dict):
            for field in sorted(values.keys() - _FIELDS[said["kind"]]):
                if "attachments" not in said or not MEDIA(field):  # which says what stands
                    what = _("the field %(name)s is not known")
                    yield self._not(what % {"name": one_line(field)[:_NUMBER]})
        elif said.get("state", "listed") in _WITH_TEXT:
            yield self._not(_("there are no values"))
        if said.get("state", "listed") not in _STATES:
            yield self._not(_("the state is not known; it is taken as hidden"))

    def _item(self, said: dict[str, Any]) -> dict[str, Any]:
        """Give the members that articles and comments share."""
        values = said.get("values")
        given = values if isinstance(values, dict) else {}
        raw = {name: value for name, value in given.items() if not MEDIA(name)}
        state = said.get("state", "listed")
        state = state if state in _STATES else "hidden"
        legacy = self._legacy(said)
        date = _word(said.get("date"))
        told = (_word(legacy.get("from")), _word(legacy.get("number")))
        if not told[1]:  # a page that had no number: it is known by where it stood before it was exported
            told = (self.origin, _word(said.get("number")))
        body = "" if told[1] else _word(raw.get("body"))
        keys: list[tuple[str, ...]] = [("jsonl", said["kind"], *told, date, _word(raw.get("title")), body)]
        content = _content(said)
        if content:
            keys.append(("content", content))
        return {
            "place": self.place,
            "raw": raw,
            "date": date,
            "legacy": legacy,
            "keys": tuple(keys),
            "state": state,
            "hidden": _hidden(said.get("hidden")) if state == "hidden" else None,
            "extra": tuple(one for one in _list(said.get("amendments")) if isinstance(one, dict)),
            "files": self._files(said) if state in _WITH_TEXT else (),
            "native": (said["number"], content) if content and isinstance(said.get("number"), int) else None,
        }

    def _files(self, said: dict[str, Any]) -> tuple[ImportedFile, ...]:
        """Give the files of an item's attachments: of each the one from which the others can be made again."""
        found = []
        for one in _list(said.get("attachments")):
            if isinstance(one, dict):
                name = _word(one.get("path")) or f"media/{_best(one)}"
                caption, alt = _word(one.get("caption")), _word(one.get("alt"))
                found.append(ImportedFile(self.place, partial(self.find, name), caption, alt))
        return tuple(found)

    def _legacy(self, said: dict[str, Any]) -> dict[str, Json]:
        """Give where an item comes from; at least the name of the source."""
        given = said.get("legacy")
        legacy: dict[str, Any] = given if isinstance(given, dict) else {"number": said.get("number")}
        limits = {"from": FILE_NAME, "number": _NUMBER, "address": HOMEPAGE}
        clean = {name: one_line(_word(legacy.get(name))) for name in limits}
        clean["from"] = clean["from"][:FILE_NAME] or self.origin
        return {name: value for name, value in clean.items() if value and len(value) <= limits[name]}

    @property
    def place(self) -> str:
        return _("%(file)s, line %(line)d") % {"file": self.name, "line": self.line}

    def _not(self, what: str) -> NotUnderstood:
        return NotUnderstood(self.place, what)


def _has_too_many(line: bytes) -> bool:
    return sum(1 for _one in islice(_VALUE.finditer(line), _VALUES + 1)) > _VALUES


def _lines(source: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Give the bytes of each line and what it says; None where it says nothing. Never holds more than one line."""
    while line := source.readline(LONGEST + 1):
        size = len(line)
        if size > LONGEST or (size > _LONG and _has_too_many(line)):
            while line and not line.endswith(b"\n"):
                line = source.readline(LONGEST)
                size += len(line)
            yield size, _TOO_LONG
            continue
        try:
            yield size, json.loads(line)
        except (ValueError, RecursionError):
            yield size, None


_TOO_LONG: Final = object()


def _best(said: dict[str, Any]) -> str:
    files = [one for one in _list(said.get("files")) if isinstance(one, dict)]
    if said.get("kind") == "image":  # a WebP moves where the picture does
        files.sort(key=lambda one: (one.get("type") != "image/webp", -_count(one.get("width"))))
    return _word(files[0].get("sha256")) if files else ""


def _count(value: Any) -> int:
    return value if type(value) is int else 0


def _content(said: dict[str, Any]) -> str:
    """Give the commitment of the item's first entry: no two items of the world have the same."""
    entries = _list(said.get("entries"))
    entry = entries[0].get("entry") if entries and isinstance(entries[0], dict) else None
    return _word(entry.get("content")) if isinstance(entry, dict) else ""


def _hidden(said: Any) -> Hidden:
    if not isinstance(said, dict):
        return Hidden("")
    number = said.get("guideline")
    return Hidden(_word(said.get("reason")), number if type(number) is int else None)


def _word(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if type(value) is int else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _triples(value: Any) -> tuple[tuple[str, str, str], ...]:
    """Give language, title and text; what is no such thing is empty, and is reported where it is taken."""
    parts = [(*map(_word, _list(one)), "", "", "")[:3] for one in _list(value)]
    return tuple((tag, title, text) for tag, title, text in parts)
