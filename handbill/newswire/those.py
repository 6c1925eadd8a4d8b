"""Many numbers as one parameter of a query: Django looks at each value of an `__in` by itself, 10 us a number."""

import json
from collections.abc import Iterable

from django.db import connections
from django.db.models.expressions import RawSQL


def those(numbers: Iterable[int], using: str) -> RawSQL:
    """Give what stands after `__in=`."""
    wanted = list(numbers)
    if connections[using].vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", (json.dumps(wanted),))
    return RawSQL("SELECT unnest(%s::bigint[])", (wanted,))


def among(numbers: Iterable[int], using: str) -> tuple[str, str | list[int]]:
    """Give the words that stand after a column in a query of one's own, and the one parameter that they take."""
    wanted = list(numbers)
    if connections[using].vendor == "sqlite":
        return "IN (SELECT value FROM json_each(%s))", json.dumps(wanted)
    return "= ANY(%s)", wanted
