"""The index on PostgreSQL: a table beside the others, with the terms as a tsvector of our own making and a GIN index.

No extension and no text search configuration is asked for: terms are folded already, and stand in it as they are.
"""

from collections.abc import Iterable
from typing import Final

from django.db import OperationalError, ProgrammingError, connection, transaction

from handbill.search.asking import FORM, HIDDEN, KINDS, Left, Slow, span, spelled
from handbill.search.query import Query

_TABLES: Final = (
    "DROP TABLE IF EXISTS search_item, search_state",
    "CREATE TABLE search_item (key bigint PRIMARY KEY, number bigint NOT NULL UNIQUE, terms tsvector NOT NULL)",
    "CREATE INDEX search_terms ON search_item USING gin (terms)",
    "CREATE TABLE search_state (form integer NOT NULL, position bigint NOT NULL)",
)


class PostgreSQL:
    """The index of the site of this process."""

    def position(self) -> int | None:
        """Give how many entries of the record are in it; None: there is none yet."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('search_state') IS NOT NULL")
            if not cursor.fetchone()[0]:
                return None
            cursor.execute("SELECT position FROM search_state WHERE form = %s", [FORM])
            row = cursor.fetchone()
        return int(row[0]) if row else None

    def put(
        self, gone: Iterable[int], rows: Iterable[tuple[int, int, str]], position: int, *, destroyed: bool
    ) -> None:
        """Take out the items with the numbers `gone`, put in (key, number, terms), and move the cursor, at once."""
        del destroyed  # what was taken out is PostgreSQL's own vacuum's, as in all its tables
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_item WHERE number = ANY(%s)", [list(gone)])
            cursor.executemany(
                "INSERT INTO search_item VALUES (%s, %s, array_to_tsvector(string_to_array(%s, ' ')))",
                list(rows),
            )
            cursor.execute("UPDATE search_state SET position = %s", [position])

    def empty(self) -> None:
        """Begin anew."""
        with transaction.atomic(), connection.cursor() as cursor:
            for made in _TABLES:
                cursor.execute(made)
            cursor.execute("INSERT INTO search_state VALUES (%s, 0)", [FORM])

    def tidy(self) -> Left:
        """Leave to PostgreSQL's own vacuum what was taken out."""
        return "nothing"

    def find(self, query: Query, below: int | None, count: int, seconds: float) -> list[int]:
        """Give the keys of up to `count` items, newest first.

        Raises:
            Slow: it took longer than `seconds`, or there is no index yet.
        """
        terms = " & ".join(spelled(query, "'{}'", "'{}':*")) or " | ".join(f"'{kind}'" for kind in KINDS)
        asked = "SELECT key FROM search_item WHERE terms @@ %s::tsquery"
        given: list[int | str] = [f"({terms})" if query.hidden else f"({terms}) & !'{HIDDEN}'"]
        for sign, key in span(query, below):
            asked += f" AND key {sign} %s"
            given.append(key)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {max(int(seconds * 1000), 1)}")
                cursor.execute(f"{asked} ORDER BY key DESC LIMIT %s", [*given, count])
                return [row[0] for row in cursor.fetchall()]
        except (OperationalError, ProgrammingError) as error:  # or there is no such table yet
            raise Slow from error
