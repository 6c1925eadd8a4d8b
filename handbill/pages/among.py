"""What belongs to many items, asked for with one parameter: Django's `__in` looks at every number by itself, 10 us each."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connections

from handbill.pages.moment import USING


def among(query: str, numbers: Iterable[int]) -> list[tuple[Any, ...]]:
    """Run a query in the frozen moment; `{among}` in it stands for "is one of these numbers"."""
    connection = connections[USING]
    wanted = list(numbers)
    if not wanted:
        return []
    given: list[int] | str = wanted
    words = "= ANY(%s)"
    if connection.vendor == "sqlite":
        words, given = "IN (SELECT value FROM json_each(%s))", json.dumps(wanted)
    with connection.cursor() as cursor:
        cursor.execute(query.replace("{among}", words), [given])
        return list(cursor.fetchall())


def aware(at: datetime) -> datetime:
    """Give a time as it stands in a row of `among`: SQLite holds UTC and does not say so."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
