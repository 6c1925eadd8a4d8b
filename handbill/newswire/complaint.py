from django.db import models


class Complaint(models.Model):
    """A reader's report about an item: for the desk alone, never on the record."""

    number = models.BigIntegerField(db_index=True)
    guideline = models.IntegerField(null=True)
    text = models.TextField(default="")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        db_table = "newswire_complaint"
