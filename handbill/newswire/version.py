from django.db import models


class Version(models.Model):
    """A version of an item: the fields that an entry committed to, with their salts. The newest is the present one."""

    number = models.BigIntegerField(db_index=True)  # of the article or comment
    entry_id = models.BigIntegerField(
        unique=True
    )  # row in the record; no foreign key: the record stands alone
    at = models.DateTimeField()
    fields = models.TextField()  # canonical JSON {name: {"salt", "value"} or {"hash"}}, as it is published

    class Meta:
        db_table = "newswire_version"


class Amendment(models.Model):
    """What the author of an item added later, in the same form as a version."""

    number = models.BigIntegerField(db_index=True)
    entry_id = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    fields = models.TextField()

    class Meta:
        db_table = "newswire_amendment"
