from django.db import models


class Guideline(models.Model):
    """A guideline as it stands now; its earlier versions are decisions."""

    number = models.IntegerField(primary_key=True)
    version = models.IntegerField()
    title = models.TextField()
    text = models.TextField()
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        db_table = "newswire_guideline"
