from django.db import models


class Nonce(models.Model):
    """A form that was used: what came of it, so that a retry gets the same answer. Kept for 24 hours."""

    nonce = models.CharField(max_length=64, primary_key=True)  # SHA-256 of the form's nonce, hex
    digest = models.CharField(max_length=64)  # HMAC of what was sent
    number = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "guard_nonce"


class Seen(models.Model):
    """What was sent lately, as a keyed hash of its text, to know a repeat and a flood. Kept for 24 hours."""

    kind = models.CharField(max_length=10)  # article comment revise amend, and body: that of an article alone
    number = models.BigIntegerField(null=True)  # of the item that holds it
    digest = models.CharField(max_length=64, db_index=True)  # empty: its item was withdrawn
    at = models.DateTimeField()

    class Meta:
        db_table = "guard_seen"
        indexes = [models.Index(fields=["at", "kind"], name="seen_lately")]
