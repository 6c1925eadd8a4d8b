from datetime import datetime

from django.db import models
from django.db.models import Max

PAGE = 50  # items on a numbered page


class Listing(models.Model):
    """The place of an article in a list: "newswire", "features", "topic/water" … Given once and for ever, from 1."""

    list = models.CharField(max_length=80)
    position = models.IntegerField()
    number = models.BigIntegerField(db_index=True)
    sorts_at = models.DateTimeField()

    class Meta:
        db_table = "newswire_listing"
        constraints = [
            models.UniqueConstraint(fields=["list", "position"], name="listing_position"),
            models.UniqueConstraint(fields=["list", "number"], name="listing_once"),
        ]
        indexes = [models.Index(fields=["list", "-sorts_at", "-number"], name="listing_latest")]

    @property
    def page(self) -> int:
        """The numbered page that it stands on, from 1, the oldest."""
        return (self.position - 1) // PAGE + 1


def take_places(number: int, sorts_at: datetime, lists: list[str]) -> None:
    """Give an article the next position in each list that it is not yet in. Callers hold the counter's row."""
    present = set(Listing.objects.filter(number=number, list__in=lists).values_list("list", flat=True))
    rows = [name for name in lists if name not in present]
    last = dict(Listing.objects.filter(list__in=rows).values_list("list").annotate(Max("position")))
    Listing.objects.bulk_create(
        Listing(list=name, position=last.get(name, 0) + 1, number=number, sorts_at=sorts_at) for name in rows
    )
