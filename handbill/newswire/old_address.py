from collections.abc import Iterable
from typing import Any

from django.db import models

from handbill.cleaning.names import legacy_file
from handbill.newswire.those import those


class OldAddress(models.Model):
    """The file that answers where an imported item stood before. Who comes first has an address; it is theirs until they are destroyed.

    `over`: the item, or what its address spells, was destroyed. The row says which file goes, and then goes itself.
    """

    file = models.CharField(max_length=400, unique=True)  # below the public folder
    number = models.BigIntegerField(db_index=True)
    over = models.BooleanField(default=False)

    class Meta:
        db_table = "newswire_old_address"
        indexes = [
            models.Index(fields=["over"], condition=models.Q(over=True), name="old_address_over"),
        ]


def answer_for(items: Iterable[tuple[int, Any]]) -> None:
    """Let the old addresses of items answer: of each its number and its field `legacy`, where that names one for which a file may stand."""
    new = []
    for number, legacy in items:
        address = legacy.get("address") if isinstance(legacy, dict) else None
        file = legacy_file(address) if isinstance(address, str) else None
        if file is not None:
            new.append(OldAddress(file=file, number=number))
    OldAddress.objects.bulk_create(new, ignore_conflicts=True)


def answer_no_more(number: int) -> None:
    """Let none of the old addresses of an item answer any longer, as soon as pages follow."""
    OldAddress.objects.filter(number=number).update(over=True)


def forget_those_over(using: str) -> None:
    """Destroy what was over at a moment up to which pages were made."""
    over = list(OldAddress.objects.using(using).filter(over=True).values_list("pk", flat=True))
    if over:
        OldAddress.objects.filter(pk__in=those(over, "default")).delete()
