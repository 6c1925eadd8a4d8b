"""The follower that files: it gives every decision its place in the lists of the record, and counts what was done.

It goes by the order of the log alone. What it keeps can be thrown away and made again, and is the same.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC
from typing import Final

from django.db import connection, transaction
from django.db.models import Max

from handbill.newswire.decision import Decision
from handbill.newswire.filed import HIDDEN, MONTH, Filed
from handbill.newswire.tally import OpenAppeal, Tally
from handbill.pages.tallies import Count, tallies
from handbill.record import seal
from handbill.record.format.entry import DECISIONS, Entry, Kind
from handbill.record.models import Cursor

FILING = "filing"

CHUNK = 5000
"""Entries filed in one transaction."""

_IMPORT: Final = b'"kind":"import"'
"""What is in these is counted nowhere, and they are most of a site that was brought from elsewhere. No value holds a quotation mark."""


def filed(using: str = "default") -> int:
    """Give how many entries are filed."""
    return Cursor.objects.using(using).filter(name=FILING).values_list("position", flat=True).first() or 0


def file_all() -> None:
    """File all sealed entries that are not filed yet."""
    while filed() < seal.size() and _file_some() == CHUNK:
        pass


def throw_away() -> None:
    """Forget all that was filed and counted: the next who asks makes it again."""
    with transaction.atomic():
        for kept in (Filed, Tally, OpenAppeal):
            kept.objects.all().delete()
        Cursor.objects.filter(name=FILING).delete()


def _file_some() -> int:
    """File the next entries, if another process did not do it meanwhile; give how many."""
    with transaction.atomic():
        locked = Cursor.objects.select_for_update()
        cursor, _made = locked.get_or_create(name=FILING, defaults={"position": 0})
        with connection.cursor() as asked:
            asked.execute(_NEXT, [cursor.position, CHUNK])
            found = asked.fetchall()
        entries = [
            (row, Entry.decode(body))
            for row, body in ((row, bytes(body)) for _index, row, body in found)
            if _IMPORT not in body
        ]
        decided = [row for row, entry in entries if entry.kind in DECISIONS]
        if decided:
            rows = Decision.objects.in_bulk(decided)
            _place(rows[row] for row in decided)
        if found:
            _add(tallies(entries))
            cursor.position = found[-1][0] + 1
            cursor.save(update_fields=["position"])
    return len(found)


_NEXT: Final = (
    'SELECT s."index", s.entry_id, e.body FROM record_sealed s JOIN record_entry e ON e.id = s.entry_id '
    'WHERE s."index" >= %s ORDER BY s."index" LIMIT %s'
)


def lists_of(decision: Decision) -> list[str]:
    """Name the lists of the record that a decision stands in."""
    names = [f"{MONTH}/{decision.at.astimezone(UTC):%Y-%m}"]
    if decision.by.startswith("editor:"):
        names.append(f"record/editor/{decision.by.removeprefix('editor:')}")
    elif decision.by == "site":
        names.append("record/site")
    if decision.guideline is not None:
        names.append(f"record/guideline/{decision.guideline}")
    elif decision.kind == Kind.SET_GUIDELINES.value:
        names.append(f"record/guideline/{decision.number}")
    if decision.kind == Kind.HIDE.value:
        names.append(HIDDEN)
    return names


def _place(rows: Iterable[Decision]) -> None:
    """Give decisions, in the order of the log, the next positions in their lists."""
    last: dict[str, int] = {}
    made = []
    for row in rows:
        for name in lists_of(row):
            if name not in last:
                last[name] = Filed.objects.filter(list=name).aggregate(last=Max("position"))["last"] or 0
            last[name] += 1
            made.append(Filed(list=name, position=last[name], entry_id=row.entry_id))
    Filed.objects.bulk_create(made)


def _add(counts: Counter[Count]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, [(*key, count) for key, count in counts.items()])


_ADD: Final = (
    "INSERT INTO newswire_tally (what, month, guideline, spent, count) VALUES (%s, %s, %s, %s, %s) "
    "ON CONFLICT (what, month, guideline, spent) DO UPDATE SET count = newswire_tally.count + excluded.count"
)
