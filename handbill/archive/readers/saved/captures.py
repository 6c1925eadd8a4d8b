"""What a web archive holds and where each thing lies. Only places are kept, in a temporary database: there may be millions."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from handbill.archive.readers.saved import addresses

MOST: Final = 30
"""Captures of one page that are read, the latest."""


class Capture(NamedTuple):
    """One thing as it was on a day: where its record begins, and the charset that the server said."""

    address: str
    offset: int
    charset: str
    source: str = ""  # the path of the archive, where it is another one


class Captures:
    """The index of one archive, or of several."""

    def __init__(self, file: Path | None = None) -> None:
        """Open what another process has made in this file, or begin; without one it is a temporary file of SQLite's own."""
        self._base = sqlite3.connect(file or "")
        self.is_ready = bool(self._base.execute("PRAGMA user_version").fetchone()[0])
        if not self.is_ready:
            self._base.execute("DROP TABLE IF EXISTS capture")
            self._base.execute(
                "CREATE TABLE capture "
                "(name TEXT, page INTEGER, at TEXT, digest TEXT, address TEXT, offset INTEGER, charset TEXT, source TEXT)"
            )

    def add(
        self, address: str, offset: int, *, page: bool, at: str, digest: str, charset: str, source: str = ""
    ) -> None:
        """Take down a capture."""
        row = (addresses.bare(address), page, at, digest, address, offset, charset, source)
        self._base.execute("INSERT INTO capture VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def ready(self) -> None:
        """Nothing more is added."""
        self._base.execute("CREATE INDEX capture_name ON capture (name)")
        self._base.execute("PRAGMA user_version = 1")
        self._base.commit()
        self.is_ready = True

    def pages(self) -> Iterator[list[Capture]]:
        """Give each page with its captures, the latest first, one of each content; pages in the order in which they were met."""
        names = self._base.cursor().execute(
            "SELECT name FROM capture WHERE page GROUP BY name ORDER BY MIN(offset)"
        )
        for (name,) in names:
            rows = self._base.cursor().execute(
                "SELECT address, offset, charset FROM capture WHERE name = ? AND page "
                "GROUP BY CASE digest WHEN '' THEN offset ELSE digest END ORDER BY MAX(at) DESC, offset DESC LIMIT ?",
                (name, MOST),
            )
            yield [Capture(*row) for row in rows]

    def find(self, address: str) -> Capture | None:
        """Give the latest capture of a file."""
        rows = self._base.execute(
            "SELECT address, offset, charset, source FROM capture WHERE name = ? AND NOT page ORDER BY at DESC LIMIT 1",
            (addresses.bare(address),),
        )
        row = rows.fetchone()
        return Capture(*row) if row else None

    def close(self) -> None:
        """Forget all."""
        self._base.close()
