"""The follower that files: it gives every decision its place in the lists of the record.

It goes by the order of the log alone. What it keeps can be thrown away and made again, and is the same.
"""

from collections.abc import Iterable
from datetime import UTC

from django.db import transaction
from django.db.models import Max

from handbill.newswire.decision import Decision
from handbill.newswire.filed import HIDDEN, MONTH, Filed
from handbill.newswire.those import those
from handbill.record import seal
from handbill.record.format.entry import Kind
from handbill.record.models import Cursor, Sealed

FILING = "filing"

CHUNK = 500
"""Entries filed in one transaction."""


def filed(using: str = "default") -> int:
    """Give how many entries are filed."""
    return Cursor.objects.using(using).filter(name=FILING).values_list("position", flat=True).first() or 0


def file_all() -> None:
    """File all sealed entries that are not filed yet."""
    while filed() < seal.size() and _file_some():
        pass


def _file_some() -> bool:
    with transaction.atomic():
        Cursor.objects.get_or_create(name=FILING, defaults={"position": 0})
        cursor = Cursor.objects.select_for_update().get(name=FILING)
        sealed = Sealed.objects.filter(index__gte=cursor.position).order_by("index")[:CHUNK]
        pairs = list(sealed.values_list("index", "entry_id"))
        if not pairs:  # another process did it meanwhile
            return False
        about = Decision.objects.filter(entry_id__in=those((row for _index, row in pairs), "default"))
        decided = {decision.entry_id: decision for decision in about}
        _place(decided[row] for _index, row in pairs if row in decided)
        cursor.position = pairs[-1][0] + 1
        cursor.save(update_fields=["position"])
    return True


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
