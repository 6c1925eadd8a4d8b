from collections.abc import Iterable
from datetime import datetime

from django.db import connection, models

from handbill.limits import LIST_ITEMS

PAGE = LIST_ITEMS  # items on a numbered page


MEDIA = {"images": "image", "audio": "audio", "video": "video"}
"""Lists of what has pictures, sound, film: `media/images`, `topic/water/images` …, and the kind of attachment."""


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


NEXT_PLACE = (
    "INSERT INTO newswire_listing (list, position, number, sorts_at) "
    "SELECT %s, COALESCE(MAX(position), 0) + 1, %s, %s FROM newswire_listing WHERE list = %s "
    "ON CONFLICT (list, number) DO NOTHING"
)
"""One look at the end of an index: grouping the places of several lists would read them all."""


def kind_of(name: str) -> str:
    """Give the kind of attachment that a list is about; empty where it is another list."""
    parts = name.split("/")
    of_media = parts[0] == "media" or len(parts) > 2  # noqa: PLR2004 - topic/water/images
    return MEDIA[parts[-1]] if of_media else ""


def take_places(wanted: Iterable[tuple[int, datetime, list[str]]]) -> None:
    """Give articles, one after the other, the next position in each list that they are not yet in.

    `wanted`: of each article its number, when it sorts, and lists. Callers hold the counter's row.
    """
    adapt = connection.ops.adapt_datetimefield_value
    rows = [(name, number, adapt(at), name) for number, at, lists in wanted for name in lists]
    with connection.cursor() as cursor:
        cursor.executemany(NEXT_PLACE, rows)
