from django.db import models


class Decision(models.Model):
    """A decision as everyone may read it: who, when, by which guideline, and the fields that its entry commits to."""

    entry_id = models.BigIntegerField(primary_key=True)  # row in the record
    kind = models.CharField(max_length=20)
    number = models.BigIntegerField(null=True)  # of the subject, as in the entry
    guideline = models.IntegerField(null=True)
    by = models.CharField(max_length=30)  # author, site, editor:3
    via = models.CharField(max_length=10, default="")
    at = models.DateTimeField()
    fields = models.TextField(default="{}")  # canonical JSON, as it is published

    class Meta:
        db_table = "newswire_decision"
        indexes = [models.Index(fields=["number", "kind"], name="decision_subject")]
