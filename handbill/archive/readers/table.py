"""Rows of a table, CSV or JSON lines, one at a time, each with its line and the bytes that are behind it."""

import csv
import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final, TypeAlias

from django.utils.translation import gettext as _

from handbill.archive.readers.charset import characters
from handbill.archive.readers.mapping import Columns
from handbill.archive.sources import SourceError
from handbill.cleaning.text import tidy

LONGEST: Final = 1_000_000
"""Characters of a cell, or of a line of JSON."""
Cells: TypeAlias = Callable[[str], str]
"""Gives the cell of a column."""


class Table:
    """The rows of a file. `line` is where the last one began, `passed` the bytes before it."""

    def __init__(self, name: str, stream: BinaryIO, columns: Columns) -> None:
        self.name, self.columns = name, columns
        self.source = characters(stream, columns.charset)
        self.line = self.next = 1
        self.passed = self.read = 0

    def rows(self) -> Iterator[Cells | None]:
        """Give the rows; None for what is none.

        Raises:
            SourceError: a column is not there.
        """
        yield from self._csv() if self.columns.format == "csv" else self._json()

    def _csv(self) -> Iterator[Cells | None]:
        csv.field_size_limit(LONGEST)
        found = csv.reader(self._lines(), delimiter=self.columns.delimiter)
        head: list[str] | None = None
        while True:
            self.line = self.next
            try:
                row = next(found)
            except StopIteration:
                return
            except csv.Error:
                yield None
                continue
            if head is None:
                head = [one.strip() for one in row]
                self._check(head)
            elif any(cell.strip() for cell in row):
                cells = dict(zip(head, row, strict=False))
                yield lambda column, cells=cells: tidy(cells.get(column, ""))  # type: ignore[misc]  # no default in its type

    def _check(self, head: list[str]) -> None:
        wanted = {one.name for columns in self.columns.columns.values() for one in columns.values()}
        for name in sorted(wanted - set(head)):
            raise SourceError(_("%(file)s has no column “%(name)s”.") % {"file": self.name, "name": name})

    def _json(self) -> Iterator[Cells | None]:
        for text in self._lines():
            self.line = self.next - 1
            if not text.strip():
                continue
            try:
                row = json.loads(text)
            except (ValueError, RecursionError):
                row = None
            if isinstance(row, dict):
                yield lambda column, row=row: _cell(row, column)  # type: ignore[misc]  # no default in its type
            else:
                yield None

    def _lines(self) -> Iterator[str]:
        """Give the lines with their ends; one that is too long comes in parts."""
        left = ""
        for text, size in self.source:
            self.passed, self.read = self.read, self.read + size
            *whole, left = (left + text).replace("\r\n", "\n").split("\n")
            for line in whole:
                self.next += 1
                yield line + "\n"
            if len(left) > LONGEST:
                yield left
                left = ""
        if left:
            self.next += 1
            yield left


def _cell(row: dict[str, Any], column: str) -> str:
    """Give a value; of `author.name` the name in the author."""
    value: Any = row
    for part in column.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, list):
        return "\n".join(tidy(str(one)) for one in value if isinstance(one, str | int))
    if value is None or isinstance(value, dict):
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else tidy(str(value))
