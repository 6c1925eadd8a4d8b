from django.db import models


class Tally(models.Model):
    """How often something was done in a month, counted from the record alone; or with `spent`, how often it took that long.

    Thrown away and counted again, it is the same.
    """

    month = models.CharField(max_length=7)  # 2026-11, in UTC
    what = models.CharField(max_length=10)
    guideline = models.IntegerField(default=0)  # 0: none
    spent = models.IntegerField(default=0)  # minutes, the coarser the longer: rows do not grow with acts
    count = models.BigIntegerField()

    class Meta:
        db_table = "newswire_tally"
        constraints = [
            models.UniqueConstraint(fields=["what", "month", "guideline", "spent"], name="tally_once"),
        ]
        indexes = [models.Index(fields=["month"], name="tally_month")]


class OpenAppeal(models.Model):
    """An appeal that nobody has answered, as far as the record was counted; none of what its author took back."""

    number = models.BigIntegerField(primary_key=True)  # of the item
    entry_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "newswire_open_appeal"
        indexes = [models.Index(fields=["at", "number"], name="open_appeal_oldest")]
