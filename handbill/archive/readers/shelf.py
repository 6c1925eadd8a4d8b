"""What the files of an export say of attachments: to which article each belongs, where it was, and what is said of it.

Attachments stand anywhere in an export, often in another file of it than their article. So all files are read once before, and
what is found is kept in a temporary database, not in memory.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TABLE: Final = (
    "DROP TABLE IF EXISTS shelf",
    "CREATE TABLE shelf (site TEXT, id TEXT, parent TEXT, address TEXT, caption TEXT, alternative TEXT, PRIMARY KEY (site, id)) WITHOUT ROWID",
    "CREATE INDEX of_parent ON shelf (site, parent)",
)
MOST: Final = 200
"""Attachments of one article that are looked at."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """An attachment as an export tells of it. `parent` is the number of its article."""

    id: str
    parent: str
    address: str
    caption: str = ""
    alternative: str = ""


class Shelf:
    """Attachments by site, number and article."""

    def __init__(self, file: Path | None) -> None:
        """Open the shelf that an earlier source has filled, or begin one; without a file it is for one source alone."""
        self.base = sqlite3.connect(file or "")
        self.is_filled = bool(self.base.execute("PRAGMA user_version").fetchone()[0])
        if not self.is_filled:
            for statement in _TABLE:
                self.base.execute(statement)

    def fill(self) -> None:
        """Say that all is there."""
        self.base.execute("PRAGMA user_version = 1")
        self.base.commit()
        self.is_filled = True

    def add(self, site: str, found: Iterable[Shelved]) -> None:
        """Keep what one export says of its attachments."""
        rows = ((site, one.id, one.parent, one.address, one.caption, one.alternative) for one in found)
        self.base.executemany("INSERT OR REPLACE INTO shelf VALUES (?, ?, ?, ?, ?, ?)", rows)

    def one(self, site: str, number: str) -> Iterator[Shelved]:
        """Give the attachment with this number, if there is one."""
        return self._read("id = ?", site, number)

    def of(self, site: str, parent: str) -> Iterator[Shelved]:
        """Give the attachments of an article, in the order of their numbers."""
        return self._read("parent = ?", site, parent)

    def _read(self, where: str, site: str, value: str) -> Iterator[Shelved]:
        rows = self.base.execute(
            f"SELECT id, parent, address, caption, alternative FROM shelf WHERE site = ? AND {where} "  # noqa: S608 - our own words
            "ORDER BY length(id), id LIMIT ?",
            (site, value, MOST),
        )
        return (Shelved(*row) for row in rows.fetchall())
