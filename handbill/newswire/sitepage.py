from collections.abc import Sequence

from django.db import connections, models

from handbill.newswire.listing import MEDIA

AXES = ("topic", "place", "genre")
ALONE = ("about", "rules")
"""Pages that are no list."""
GENRES = ("announcement", "reporting", "commentary", "question")


class SitePage(models.Model):
    """The about page, the guard's rules, or a topic, place or genre with its introduction. `name` is "about", "rules" or "topic/water"."""

    name = models.CharField(primary_key=True, max_length=80)
    title = models.TextField()
    text = models.TextField(default="")
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        db_table = "newswire_sitepage"
        ordering = ["name"]


def names(axis: str, using: str = "default") -> dict[str, str]:
    """Give the names of an axis with their titles, sorted by title."""
    rows = SitePage.objects.using(using).filter(name__startswith=f"{axis}/").values_list("name", "title")
    return dict(
        sorted(((name.partition("/")[2], title) for name, title in rows), key=lambda pair: pair[1].casefold())
    )


def known(axis: str, wanted: Sequence[str]) -> set[str]:
    """Tell which of some names an axis has; a few at a time."""
    if not wanted:
        return set()
    places = ", ".join(["%s"] * len(wanted))
    asked = f"SELECT name FROM newswire_sitepage WHERE name IN ({places})"  # noqa: S608 - marks of ours
    with connections["default"].cursor() as cursor:  # for every article, and twice for one that is imported
        cursor.execute(asked, [f"{axis}/{one}" for one in wanted])
        return {row[0].partition("/")[2] for row in cursor.fetchall()}


def rules(using: str = "default") -> str:
    """Give the guard's public rules of words, one a line."""
    with connections[using].cursor() as cursor:  # for every text that comes
        cursor.execute("SELECT text FROM newswire_sitepage WHERE name = 'rules'")
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def list_names() -> list[str]:
    """Give the names of all lists of articles."""
    named = SitePage.objects.exclude(name__in=ALONE).values_list("name", flat=True)
    return with_media(["newswire", "features", *sorted({*named, *(f"genre/{name}" for name in GENRES)})])


def with_media(lists: Sequence[str]) -> list[str]:
    """Add the lists of pictures, sound and film: of the site, and of each topic."""
    topics = [name for name in lists if name.startswith("topic/")]
    return [*lists, *(f"{name}/{media}" for name in ("media", *topics) for media in MEDIA)]
