from collections.abc import Iterable
from typing import Any

from django.db import models

from handbill.formerly import legacy_files
from handbill.newswire.those import those


class OldAddress(models.Model):
    """The file that answers where an imported item stood before. Of several items that stood there, the first that is left answers.

    `over`: the item, or what its address spells, was destroyed. The row says which file goes, and then goes itself.
    """

    file = models.CharField(max_length=400, db_index=True)  # below the public folder
    number = models.BigIntegerField(db_index=True)
    over = models.BooleanField(default=False)

    class Meta:
        db_table = "newswire_old_address"
        indexes = [
            models.Index(fields=["over"], condition=models.Q(over=True), name="old_address_over"),
        ]


def answer_for(items: Iterable[tuple[int, Any]]) -> None:
    """Let the old addresses of items answer: of each its number and its field `legacy`, where that names one for which a file may stand."""
    found = ((number, file) for number, legacy in items for file in legacy_files(legacy))
    OldAddress.objects.bulk_create(OldAddress(file=file, number=number) for number, file in found)


def answer_as_said(number: int, said_in: Iterable[Any]) -> None:
    """Let those old addresses of an item answer that its versions still name in their field `legacy`, and no others."""
    said = {file for legacy in said_in for file in legacy_files(legacy)}
    here = OldAddress.objects.filter(number=number, over=False)
    here.exclude(file__in=said).update(over=True)
    left = said - set(here.values_list("file", flat=True))
    OldAddress.objects.bulk_create(OldAddress(file=file, number=number) for file in sorted(left))


def answer_no_more(number: int) -> None:
    """Let none of the old addresses of an item answer any longer, as soon as pages follow."""
    OldAddress.objects.filter(number=number).update(over=True)


def forget_those_over(using: str) -> None:
    """Destroy what was over at a moment up to which pages were made."""
    over = list(OldAddress.objects.using(using).filter(over=True).values_list("pk", flat=True))
    if over:
        OldAddress.objects.filter(pk__in=those(over, "default")).delete()
