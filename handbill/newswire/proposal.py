from django.db import models


class Proposal(models.Model):
    """An editor wants an item redacted, or one field of it, and another one must confirm. Private: only what comes of it is public.

    It goes with the item when that is destroyed. `held`: the item is held because of it.
    """

    number = models.BigIntegerField()
    field = models.CharField(max_length=20, default="")  # empty: the whole item
    by = models.CharField(max_length=30)  # editor:3
    guideline = models.IntegerField()
    reason = models.TextField()
    demand = models.TextField(default="")  # the legal demand that it follows, in public words
    demanded = models.CharField(max_length=10, default="")  # the day on which that came, YYYY-MM-DD
    at = models.DateTimeField()
    held = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, db_index=True)
    done_by = models.CharField(max_length=30, default="")
    answer = models.TextField(default="")  # why it was declined

    class Meta:
        db_table = "newswire_proposal"
        constraints = [
            models.UniqueConstraint(
                fields=["number", "field"], condition=models.Q(done_at=None), name="proposal_one_open"
            ),
        ]
