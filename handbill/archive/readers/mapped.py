"""Read a table whose columns were told: rows become articles, or comments on an article that came before or is here already."""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.archive.readers.mapping import SEVERAL, Column, Columns
from handbill.archive.readers.mapping import read as read_mapping
from handbill.archive.readers.markup import absolute, join
from handbill.archive.readers.table import Cells, Table
from handbill.archive.readers.taken import Topics, done, left_out, text
from handbill.archive.readers.uploads import Uploads
from handbill.archive.sources import (
    ELSEWHERE,
    Found,
    Hidden,
    ImportedArticle,
    ImportedComment,
    ImportedFile,
    NotUnderstood,
    Page,
    Passed,
    SourceError,
)
from handbill.archive.told import Told
from handbill.archive.walk import Source
from handbill.limits import HOMEPAGE
from handbill.record.format.canonical import Json

_TOGETHER: Final = 500
"""Comments on one article, in rows that follow each other, that are brought together."""
_PLAIN: Final = ("summary", "byline", "homepage", "phone", "address", "email", "source", "language", "genre")
_AXES: Final = {"topics": "topic", "places": "place"}


def read(source: Source, stream: BinaryIO, told: Told) -> Iterator[Found]:
    """Read a file row by row.

    Raises:
        SourceError: no columns were told, or one is not there.
    """
    if told.map is None:
        raise SourceError(_("Say with --map which column holds what."))
    columns = read_mapping(told.map)
    yield from _Reader(Table(source.name, stream, columns), columns, told).read()


class _Reader:
    def __init__(self, table: Table, columns: Columns, told: Told) -> None:
        self.table, self.columns = table, columns
        self.uploads = Uploads(told.media) if told.media else None
        self.axes = {name: Topics() for name in _AXES}
        self.open: ImportedArticle | None = None  # an article that is elsewhere, as its comments come
        self.left = 0

    def read(self) -> Iterator[Found]:
        passed = 0
        for row in self.table.rows():
            place = _("%(file)s, line %(line)d") % {"file": self.table.name, "line": self.table.line}
            if row is None:
                yield NotUnderstood(place, _("this row cannot be read"))
            elif (kind := self._kind(row)) == "comment":
                yield from self._comment(row, place)
            elif kind:
                yield from self._close()
                yield from self._article(row, place)
            else:
                self.left += 1
            if self.table.passed > passed and self.open is None:
                yield Passed(self.table.passed - passed)
                passed = self.table.passed
        yield from self._close()
        if self.left:
            words = ngettext(
                "%(count)d row was left out, as the mapping says",
                "%(count)d rows were left out, as the mapping says",
                self.left,
            )
            yield NotUnderstood(self.table.name, words % {"count": self.left})

    def _kind(self, row: Cells) -> str:
        """Tell whether a row is a comment, an article, or neither."""
        for kind in ("comment", "article"):
            columns = self.columns.columns.get(kind)
            when = columns.get("when") if columns else None
            if columns and (when is None or _is(row, when)):
                return kind
        return ""

    def _article(self, row: Cells, place: str) -> Iterator[Found]:
        said = self._said("article", row)
        body = self._body(said)
        is_text = self.columns.always.get("format", "text") != "html"
        found = text(said.get("title", ""), body, (said.get("summary", ""),), is_text=is_text)
        raw: dict[str, Any] = {
            **self.columns.always,
            **{name: said[name] for name in _PLAIN if said.get(name)},
        }
        raw |= {"title": found.title, "body": found.body}
        if "empty" in found.done:
            raw["format"] = "text"
        for name, axis in _AXES.items():
            named = [(one, "") for one in said.get(name, [])]
            raw[name], new, more = self.axes[name].of(named)
            for slug, title in new:
                yield Page(place, f"{axis}/{slug}", title, "")
            if more:
                yield NotUnderstood(place, left_out(more))
        yield ImportedArticle(raw=raw, **self._item("article", row, said, place))
        for what in done(found):
            yield NotUnderstood(place, what)

    def _comment(self, row: Cells, place: str) -> Iterator[Found]:
        said = self._said("comment", row)
        above, answers = said.get("article", ""), said.get("reply_to", "")
        keys = (self._key("article", above),)
        if self.open is None or self.open.keys != keys or len(self.open.comments) >= _TOGETHER:
            yield from self._close()
            self.open = ImportedArticle(place=place, raw={}, date="", legacy={}, keys=keys, state=ELSEWHERE)
        raw = {"body": self._body(said), "format": self.columns.always.get("format", "text")}
        raw |= {name: said[name] for name in ("title", "byline", "homepage") if said.get(name)}
        if answers and answers not in {one.id for one in self.open.comments}:
            key = (self._key("comment", answers),)
            self.open.comments.append(
                ImportedComment(
                    place=place, raw={}, date="", legacy={}, keys=key, state=ELSEWHERE, id=answers
                )
            )
        item = self._item("comment", row, said, place)
        self.open.comments.append(
            ImportedComment(raw=raw, id=said.get("number", ""), answers=answers, **item)
        )

    def _close(self) -> Iterator[Found]:
        if self.open is not None:
            yield self.open
            self.open = None

    def _said(self, kind: str, row: Cells) -> dict[str, Any]:
        """Give the cells of a row by what they are."""
        return {
            name: _several(row, one) if name in SEVERAL else row(one.name).strip()
            for name, one in self.columns.columns[kind].items()
        }

    def _body(self, said: dict[str, Any]) -> str:
        body: str = said.get("body", "")
        return (
            absolute(body, self._url(said) or self.columns.base)
            if self.columns.always.get("format") == "html"
            else body
        )

    def _url(self, said: dict[str, Any]) -> str:
        url: str = said.get("url", "")
        return join(self.columns.base, url) if url and self.columns.base else url

    def _item(self, kind: str, row: Cells, said: dict[str, Any], place: str) -> dict[str, Any]:
        """Give the members that articles and comments share."""
        number, url = said.get("number", ""), self._url(said)
        legacy: dict[str, Json] = {"from": self.columns.name}
        legacy |= {"number": number} if number else {}
        legacy |= {"address": url} if url and len(url) <= HOMEPAGE else {}
        date = self.columns.date(said.get("date", ""))
        told = (
            number
            or sha256("\0".join((date, said.get("title", ""), said.get("body", ""))).encode()).hexdigest()
        )
        hidden = self.columns.columns[kind].get("hidden")
        is_hidden = hidden is not None and _is(row, hidden)
        return {
            "place": place,
            "date": date,
            "legacy": legacy,
            "keys": (self._key(kind, told),),
            "state": "hidden" if is_hidden else "listed",
            "hidden": Hidden(said.get("reason", "")) if is_hidden else None,
            "files": tuple(self._files(said.get("media", []))),
        }

    def _key(self, kind: str, told: str) -> tuple[str, ...]:
        return ("map", self.columns.name, kind, told)

    def _files(self, named: list[str]) -> Iterator[ImportedFile]:
        for one in named:
            path = self.uploads.find(one) if self.uploads else None
            if self.uploads and path:
                yield self.uploads.file(path)
            elif self.uploads:
                uploads = self.uploads
                yield ImportedFile(one, lambda one=one, uploads=uploads: uploads.open(one))  # type: ignore[misc]  # no default in its type


def _is(row: Cells, column: Column) -> bool:
    value = row(column.name).strip()
    return (
        value in column.values if column.values else value.lower() not in {"", "0", "false", "no", "f", "n"}
    )


def _several(row: Cells, column: Column) -> list[str]:
    """Give the parts of a cell; a list of JSON has one a line."""
    parts = re.split(f"{re.escape(column.split)}|\n" if column.split else "\n", row(column.name))
    return [part.strip() for part in parts if part.strip()]
