"""Who has which item before them right now, for the other editors: one row an editor, written over, gone after some minutes.

This alone is written by a GET; it is written at most once a minute, or when an editor turns to another item.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from handbill.actions.act import this_minute
from handbill.desk.days import attend
from handbill.desk.models import Presence
from handbill.desk.visit import Visit
from handbill.limits import PRESENCE

LIFE = timedelta(seconds=PRESENCE)


def look(visit: Visit, number: int) -> None:
    """Say that an editor has an item before them; 0: none."""
    now = this_minute()
    if Presence.objects.filter(editor=visit.editor, number=number, at=now).exists():
        return
    with transaction.atomic():
        attend(visit.editor)
        Presence.objects.filter(at__lte=now - LIFE).delete()
        Presence.objects.update_or_create(editor=visit.editor, defaults={"number": number, "at": now})


def others(visit: Visit, numbers: Iterable[int]) -> dict[int, str]:
    """Give the desk names of the other editors who have one of these items before them, by its number."""
    here = Presence.objects.filter(
        number__in=list(numbers), at__gt=this_minute() - LIFE, editor__dismissed_at=None
    )
    found: dict[int, list[str]] = defaultdict(list)
    for number, name in (
        here.exclude(editor=visit.editor).order_by("at").values_list("number", "editor__name")
    ):
        found[number].append(name)
    return {number: ", ".join(names) for number, names in found.items()}
