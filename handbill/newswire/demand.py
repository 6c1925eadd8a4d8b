from django.db import models


class Demand(models.Model):
    """A legal demand about an item, as it came: for the desk alone, until a decision follows it, which says so in public."""

    number = models.BigIntegerField(db_index=True)
    text = models.TextField()  # what it wants
    sender = models.TextField(default="")  # of whom it is
    received = models.DateField()
    due = models.DateField(null=True)  # the day until which it wants an answer
    by = models.CharField(max_length=30)  # who recorded it
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        db_table = "newswire_demand"
