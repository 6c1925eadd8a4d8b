from django.db import models

HIDDEN = "record/hidden"
"""The list of all that was ever hidden."""

MONTH = "record/month"
"""What the lists by month have in common."""


class Filed(models.Model):
    """The place of a decision in a list: "record/month/2026-11", "record/guideline/3", "record/editor/2", "record/site".

    Given once and for ever, from 1, in the order of the log: thrown away and made again, it is the same.
    """

    list = models.CharField(max_length=40)
    position = models.IntegerField()
    entry_id = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "newswire_filed"
        constraints = [models.UniqueConstraint(fields=["list", "position"], name="filed_position")]
