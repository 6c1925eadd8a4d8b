"""What belongs to many items, asked for with one parameter: Django's `__in` looks at every number by itself, 10 us each."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connections

from handbill.newswire import those
from handbill.pages.moment import USING


def among(query: str, numbers: Iterable[int]) -> list[tuple[Any, ...]]:
    """Run a query in the frozen moment; `{among}` in it stands for "is one of these numbers"."""
    wanted = list(numbers)
    if not wanted:
        return []
    words, given = those.among(wanted, USING)
    with connections[USING].cursor() as cursor:
        cursor.execute(query.replace("{among}", words), [given])
        return list(cursor.fetchall())


@lru_cache(maxsize=4096)
def aware(at: datetime | str) -> datetime:
    """Give a time as it stands in a row: SQLite holds UTC and does not say so, and gives what an aggregate finds as text."""
    told = datetime.fromisoformat(at) if isinstance(at, str) else at
    return told if told.tzinfo else told.replace(tzinfo=UTC)
