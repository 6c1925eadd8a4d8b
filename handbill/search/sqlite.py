"""The index on SQLite: a file of its own beside the database, with FTS5 (https://sqlite.org/fts5.html).

The words are folded already, so the tokenizer has only to cut at spaces: `ascii` takes all else as it is. `detail=none`
keeps which item holds a term and not where: a third of the size, and where it stands is read in the text itself.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

from handbill.search.asking import FORM, HIDDEN, KINDS, Left, Slow, span, spelled
from handbill.search.query import Query

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS item (key INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, terms TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS state (form INTEGER NOT NULL, position INTEGER NOT NULL, unclean INTEGER NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5
    (terms, content='item', content_rowid='key', tokenize='ascii', detail=none, columnsize=0);
"""
_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; PRAGMA cache_size=-8000;"
    "PRAGMA temp_store=MEMORY;"
)
_LOOK: Final = 20_000
"""Steps of SQLite's machine between two looks at the clock: less than a millisecond."""
_GATHERED: Final = 32 << 20
"""Bytes of terms that FTS5 gathers before it writes them, where so many come in one commit: its own 1 MiB makes ten times as much to merge."""
RARE: Final = 200
"""Items up to which a term is rare. FTS5 would go through all that hold a common one besides: 33 ms of a million articles."""
_STEP: Final = 500
"""Pages, of 4 kB, that are merged at one time."""
_CLEAN, _BEGUN, _MERGING, _MERGED = range(4)
"""How far it is that what was destroyed is on no page of the file: not begun, segments merging, the log not yet emptied."""


class SQLite:
    """The index of one site."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def position(self) -> int | None:
        """Give how many entries of the record are in it; None: there is none yet, or it cannot be read."""
        try:
            with self._read() as db:
                row = db.execute("SELECT position FROM state WHERE form = ?", (FORM,)).fetchone()
        except sqlite3.DatabaseError:
            return None
        return int(row[0]) if row else None

    def put(
        self, gone: Iterable[int], rows: Iterable[tuple[int, int, str]], position: int, *, destroyed: bool
    ) -> None:
        """Take out the items with the numbers `gone`, put in (key, number, terms), and move the cursor, at once."""
        with self._open() as db, db:
            for number in gone:
                row = db.execute("SELECT key, terms FROM item WHERE number = ?", (number,)).fetchone()
                if row:
                    db.execute("INSERT INTO words (words, rowid, terms) VALUES ('delete', ?, ?)", row)
                    db.execute("DELETE FROM item WHERE key = ?", row[:1])
            rows = sorted(rows)  # FTS5 writes what it has gathered whenever a key is below the one before
            db.executemany("INSERT INTO item (key, number, terms) VALUES (?, ?, ?)", rows)
            db.executemany(
                "INSERT INTO words (rowid, terms) VALUES (?, ?)",
                ((key, terms) for key, _number, terms in rows),
            )
            db.execute("UPDATE state SET position = ?", (position,))
            if destroyed:
                db.execute("UPDATE state SET unclean = ?", (_BEGUN,))

    def empty(self) -> None:
        """Begin anew. All of it stands in the database too, so nothing is lost, a file that is damaged least of all."""
        for ending in ("", "-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        with self._open(new=True) as db, db:
            db.executescript(_TABLES)
            db.execute("INSERT INTO state VALUES (?, 0, ?)", (FORM, _CLEAN))
            db.execute("INSERT INTO words (words, rank) VALUES ('hashsize', ?)", (_GATHERED,))

    def tidy(self) -> Left:
        """Do a part of what makes terms that were destroyed vanish from the file; tell what is left to do.

        FTS5 only marks a term that was taken out, word and all, until the segments that hold it are merged into one.
        """
        with self._open() as db:
            unclean = db.execute("SELECT unclean FROM state").fetchone()[0]
            if unclean in {_BEGUN, _MERGING}:
                before = db.total_changes
                with (
                    db
                ):  # a number below 0 begins with all segments as they are now, one above goes on with that
                    pages = -_STEP if unclean == _BEGUN else _STEP
                    db.execute("INSERT INTO words (words, rank) VALUES ('merge', ?)", (pages,))
                    done = db.total_changes - before < 2  # noqa: PLR2004 - as FTS5's documentation has it
                    unclean = _MERGED if done else _MERGING
                    db.execute("UPDATE state SET unclean = ?", (unclean,))
            if unclean == _MERGING:
                return "more"
            if unclean == _MERGED:
                if db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                    return "later"  # somebody reads
                with db:
                    db.execute("UPDATE state SET unclean = ?", (_CLEAN,))
        return "nothing"

    def find(self, query: Query, below: int | None, count: int, seconds: float) -> list[int]:
        """Give the keys of up to `count` items, newest first.

        Raises:
            Slow: it took longer than `seconds`, or there is no index yet.
        """
        terms = " AND ".join(spelled(query, '"{}"', '"{}" *')) or " OR ".join(f'"{kind}"' for kind in KINDS)
        until = time.monotonic() + seconds
        try:
            with self._read() as db:
                db.set_progress_handler(lambda: time.monotonic() > until, _LOOK)
                rare = _rare(db, query, below)
                if rare is not None:
                    return [*islice(_holding(db, rare, query, until), count)]
                return _keys(
                    db, f"({terms})" if query.hidden else f'({terms}) NOT "{HIDDEN}"', query, below, count
                )
        except sqlite3.DatabaseError as error:
            raise Slow from error

    @contextmanager
    def _open(self, *, new: bool = False) -> Iterator[sqlite3.Connection]:
        mode = "rwc" if new else "rw"
        with closing(
            sqlite3.connect(f"{self.file.resolve().as_uri()}?mode={mode}", uri=True, timeout=5)
        ) as db:
            db.executescript(_PRAGMAS)
            yield db

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        """Open it to read. A full disc takes not even SQLite's two files beside it: then there is no log, and the file says all."""
        try:
            db = sqlite3.connect(f"{self.file.resolve().as_uri()}?mode=rw", uri=True, timeout=5)
            db.executescript(_PRAGMAS)
        except sqlite3.OperationalError:
            log = self.file.with_name(f"{self.file.name}-wal")
            if not self.file.exists() or (log.exists() and log.stat().st_size):
                raise
            db = sqlite3.connect(f"{self.file.resolve().as_uri()}?immutable=1", uri=True)
        with closing(db):
            yield db


def _keys(db: sqlite3.Connection, terms: str, query: Query, below: int | None, count: int) -> list[int]:
    """Give the keys of up to `count` items in the span of a query that an expression of FTS5 fits, newest first."""
    asked = "SELECT rowid FROM words WHERE words MATCH ?"
    given: list[int | str] = [terms]
    for sign, key in span(query, below):
        asked += f" AND rowid {sign} ?"
        given.append(key)
    return [row[0] for row in db.execute(f"{asked} ORDER BY rowid DESC LIMIT ?", [*given, count])]


def _rare(db: sqlite3.Connection, query: Query, below: int | None) -> list[int] | None:
    """Give the keys of all that hold the first of several terms that few hold; None where there is no such term."""
    asked = query.terms()
    for term in (term for term, begins in asked if not begins and len(asked) > 1):
        found = _keys(db, f'"{term}"', query, below, RARE + 1)
        if len(found) <= RARE:
            return found
    return None


def _holding(db: sqlite3.Connection, keys: list[int], query: Query, until: float) -> Iterator[int]:
    """Read in what is kept of items which of them hold all terms, and may be found.

    Raises:
        Slow: it is too late; an item may hold half a megabyte of terms.
    """
    asked = query.terms()
    for key in keys:
        if time.monotonic() > until:
            raise Slow
        kept = db.execute("SELECT terms FROM item WHERE key = ?", (key,)).fetchone()
        terms = f" {kept[0]} " if kept else ""  # it may just have gone
        if (query.hidden or f" {HIDDEN} " not in terms) and all(
            f" {term}{'' if begins else ' '}" in terms for term, begins in asked
        ):
            yield key
