from django.db import models

AXES = ("topic", "place", "genre")
GENRES = ("announcement", "reporting", "commentary", "question")


class SitePage(models.Model):
    """The about page, or a topic, place or genre with its title and introduction. `name` is "about" or "topic/water"."""

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


def list_names() -> list[str]:
    """Give the names of all lists of articles."""
    named = SitePage.objects.exclude(name="about").values_list("name", flat=True)
    return ["newswire", "features", *sorted({*named, *(f"genre/{name}" for name in GENRES)})]
