import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from django.db import models

Translations: TypeAlias = Mapping[str, tuple[str, str]]
"""Title and text by language tag."""


def translations_in(told: Iterable[Any]) -> Translations:
    """Read what an entry commits to as `translations`."""
    return {str(tag): (str(title), str(text)) for tag, title, text in told}


class Guideline(models.Model):
    """A guideline as it stands now; its earlier versions are decisions."""

    number = models.IntegerField(primary_key=True)
    version = models.IntegerField()
    title = models.TextField()
    text = models.TextField()
    translations = models.TextField(default="[]")  # canonical JSON, as its entry commits to it
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        db_table = "newswire_guideline"

    def translated(self) -> Translations:
        """Give title and text in the further languages, by tag."""
        return translations_in(json.loads(self.translations))
