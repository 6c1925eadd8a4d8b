"""The tables of the record. They outlive all others: no foreign key leads out of here."""

from django.db import models


class Entry(models.Model):
    """An act, as the bytes that will be a leaf. The database refuses to change or delete it."""

    body = models.BinaryField()
    leaf = (
        models.BinaryField()
    )  # its hash as it was appended: what a disc makes of the body later is not sealed

    class Meta:
        db_table = "record_entry"


class Sealed(models.Model):
    """Which index the log gave to an entry: one writer, no gaps, never changed."""

    index = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    leaf = models.BinaryField()

    class Meta:
        db_table = "record_sealed"


class Head(models.Model):
    """The last signed checkpoint: one row, changed by compare-and-swap on its size."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField()
    root = models.BinaryField()
    checkpoint = models.TextField()
    trouble = models.TextField(default="")
    behind = models.BooleanField(default=False)  # more was published than this database knows of
    witnessed = models.TextField(
        default=""
    )  # the last checkpoint that witnesses cosigned, with what they said

    class Meta:
        db_table = "record_head"


class Rotation(models.Model):
    """A change of this log's key: the entry that names the next one, and the checkpoint that both signed, once it is there."""

    entry_id = models.BigIntegerField(primary_key=True)
    old = models.TextField(default="")
    vkey = models.TextField()
    note = models.TextField(default="")  # empty: the next key has not taken over yet

    class Meta:
        db_table = "record_rotation"


class Clock(models.Model):
    """What the machine's clock said: one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seen_at = models.DateTimeField()  # the latest time that was believed
    looked_at = models.DateTimeField()  # at the last look, believed or not
    doubted_at = models.DateTimeField(null=True)
    leapt_at = models.DateTimeField(null=True)  # for two days after a smaller jump, or days without a look

    class Meta:
        db_table = "record_clock"


class Cursor(models.Model):
    """How many sealed entries a follower has dealt with."""

    name = models.CharField(primary_key=True, max_length=40)
    position = models.BigIntegerField()

    class Meta:
        db_table = "record_cursor"


class Leader(models.Model):
    """Which machine led last: one row. That it leads now, only the advisory lock says."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    host = models.CharField(max_length=8)  # its name; empty for the one that founded the site
    place = models.CharField(max_length=300)  # of its folder
    term = models.BigIntegerField(default=1)  # one more each time that another place leads

    class Meta:
        db_table = "record_leader"


class Witness(models.Model):
    """A witness of this log: how far it followed, and what it said last."""

    name = models.CharField(primary_key=True, max_length=255)
    size = models.BigIntegerField(default=0)  # of the last checkpoint that it cosigned, as far as we know
    at = models.DateTimeField(null=True)  # of that cosignature, to the minute
    trouble = models.CharField(max_length=60, default="")  # why not the last time, as a word

    class Meta:
        db_table = "record_witness"


class Mirror(models.Model):
    """A mirror of this site: the last checkpoint that was verified there, and what it said last."""

    address = models.CharField(primary_key=True, max_length=300)
    size = models.BigIntegerField(default=0)  # of the last checkpoint that was verified
    of = models.BigIntegerField(default=0)  # of the record here at that time
    at = models.DateTimeField(null=True)  # of that, to the minute
    asked_at = models.DateTimeField(null=True)  # the last time, to the minute
    trouble = models.CharField(max_length=60, default="")  # what was wrong the last time, as a word

    class Meta:
        db_table = "record_mirror"


class Witnessed(models.Model):
    """A log of somebody else that this site witnesses: the largest tree of it that was cosigned here."""

    origin = models.CharField(primary_key=True, max_length=255)
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(default=bytes)
    checkpoint = models.TextField(default="")

    class Meta:
        db_table = "record_witnessed"
