"""Comments that stood before in their article, by the numbers that answers name. An article may have a million of them: it comes in parts."""

import json
import sqlite3
from typing import Any, Final

from handbill.archive.parted import MOST
from handbill.archive.sources import ELSEWHERE, ImportedComment

BYTES: Final = 8_000_000
"""Bytes of the lines of a part."""


class Answered:
    """How each comment of an article is known. Those of earlier parts are in a temporary database, not in memory."""

    def __init__(self) -> None:
        self._here: dict[str, ImportedComment] = {}
        self._base: sqlite3.Connection | None = None
        self.count = self.size = 0

    @property
    def is_full(self) -> bool:
        """Tell whether this part has as much as it may."""
        return self.count >= MOST or self.size >= BYTES

    def begin(self) -> None:
        """Another article begins."""
        self._here, self.count, self.size = {}, 0, 0
        if self._base is not None:
            self._base.execute("DELETE FROM comment")

    def go_on(self) -> None:
        """Another part begins of the same one."""
        if self._base is None:
            self._base = sqlite3.connect("")
            self._base.execute("CREATE TABLE comment (id TEXT PRIMARY KEY, said TEXT) WITHOUT ROWID")
        rows = ((name, json.dumps([one.keys, one.native])) for name, one in self._here.items())
        self._base.executemany("INSERT OR REPLACE INTO comment VALUES (?, ?)", rows)
        self._here, self.count, self.size = {}, 0, 0

    def add(self, comment: ImportedComment, size: int) -> None:
        """Take down a comment."""
        self._here[comment.id] = comment
        self.count += 1
        self.size += size

    def before(self, comment: ImportedComment) -> ImportedComment | None:
        """Give the comment that one answers, if that stands in an earlier part: named, not told again."""
        if not comment.answers or comment.answers in self._here or self._base is None:
            return None
        found = self._base.execute("SELECT said FROM comment WHERE id = ?", (comment.answers,)).fetchone()
        if found is None:
            return None
        keys, native = json.loads(found[0])
        known: dict[str, Any] = {"keys": tuple(map(tuple, keys)), "native": tuple(native) if native else None}
        return ImportedComment(
            place=comment.place, raw={}, date="", legacy={}, state=ELSEWHERE, id=comment.answers, **known
        )
