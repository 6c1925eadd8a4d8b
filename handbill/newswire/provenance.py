from django.db import models


class Provenance(models.Model):
    """Which imported thing became which item, so that a second import adds nothing, even after a redaction.

    `key` is an HMAC of where it comes from: it tells nothing about a text that is gone.
    """

    key = models.CharField(primary_key=True, max_length=64)
    number = models.BigIntegerField()

    class Meta:
        db_table = "newswire_provenance"
