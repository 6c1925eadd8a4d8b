"""The guidelines that decisions cite, as they were then: their titles and versions."""

import json
from bisect import bisect_left
from collections.abc import Collection
from typing import NamedTuple

from handbill.newswire.decision import Decision


class Cited(NamedTuple):
    """A guideline as it was when it was cited."""

    title: str = ""
    version: int = 0  # from 1


def cited(decisions: Collection[Decision]) -> dict[int, Cited]:
    """Give what these decisions cite, by the row of their entry; those that cite nothing are not there."""
    numbers = {row.guideline for row in decisions if row.guideline}
    found: dict[int, list[tuple[int, str]]] = {number: [] for number in numbers}
    rows = Decision.objects.filter(number__in=numbers, kind="set-guidelines").order_by("entry_id")
    for entry_id, number, fields in rows.values_list("entry_id", "number", "fields"):
        found[number or 0].append((entry_id, str(json.loads(fields)["title"].get("value", ""))))
    there = {}
    for row in decisions:
        if version := bisect_left(found.get(row.guideline or 0, []), (row.entry_id, "")):
            there[row.entry_id] = Cited(found[row.guideline or 0][version - 1][1], version)
    return there
