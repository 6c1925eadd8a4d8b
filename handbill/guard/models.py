from django.db import models


class Nonce(models.Model):
    """A form that was used: what came of it, so that a retry gets the same answer. Kept for 24 hours."""

    nonce = models.CharField(max_length=64, primary_key=True)  # SHA-256 of the form's nonce, hex
    digest = models.CharField(max_length=64)  # HMAC of what was sent; empty: it is destroyed
    number = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "guard_nonce"


class Seen(models.Model):
    """What was sent lately, as a keyed hash of its text, to know a repeat and a flood. Kept for 24 hours."""

    kind = models.CharField(max_length=10)  # article comment revise amend, and body: that of an article alone
    number = models.BigIntegerField(null=True)  # of the item that holds it
    digest = models.CharField(max_length=64, db_index=True)  # empty: it was held, or is destroyed
    sketch = models.BinaryField(default=b"")  # empty too; else guard.near
    at = models.DateTimeField()

    class Meta:
        db_table = "guard_seen"
        indexes = [models.Index(fields=["at", "kind"], name="seen_lately")]


class Band(models.Model):
    """A keyed number by which a text that is like another one is found: four a text, kept as long as its row in `Seen`."""

    value = models.BigIntegerField()
    seen_id = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "guard_band"
        indexes = [models.Index(fields=["value", "id"], name="band_by_value")]


class Lesson(models.Model):
    """What an editor's decision about one item teaches the filter: keyed numbers of its words, so that it can be taken back."""

    number = models.BigIntegerField(unique=True)  # of the item
    spam = models.BooleanField()  # else it is none
    tokens = models.BinaryField()  # eight bytes each
    at = models.DateTimeField()

    class Meta:
        db_table = "guard_lesson"
        indexes = [models.Index(fields=["spam", "id"], name="lesson_by_side")]


class Token(models.Model):
    """In how many lessons of each kind a word was, by its keyed number. Token 0 counts the lessons."""

    token = models.BigIntegerField(primary_key=True)
    spam = models.IntegerField()
    fine = models.IntegerField()

    class Meta:
        db_table = "guard_token"


class Hour(models.Model):
    """How much came in within an hour, in numbers alone. Kept for 28 days, to know what is usual here."""

    hour = models.IntegerField(primary_key=True)  # hours since 1970, UTC
    articles = models.IntegerField(default=0)
    comments = models.IntegerField(default=0)
    held = models.IntegerField(default=0)  # by the guard, what was sent again among it

    class Meta:
        db_table = "guard_hour"


class Attended(models.Model):
    """When an editor was at the desk last, to the minute, and not who: one row."""

    at = models.DateTimeField()

    class Meta:
        db_table = "guard_attended"


class Question(models.Model):
    """A question of the collective, which forms ask. Private, with its answers: it is no decision about what anybody said."""

    text = models.TextField()
    answers = models.TextField()  # one a line, any of which is right
    translations = models.TextField(default="{}")  # JSON: the text by further language

    class Meta:
        db_table = "guard_question"


class Asking(models.Model):
    """When questions are asked: one row, or none while nobody chose."""

    when = models.CharField(max_length=10)  # always surge never

    class Meta:
        db_table = "guard_asking"


class Picture(models.Model):
    """A picture that was redacted, by its perceptual hash alone."""

    alike = models.CharField(max_length=16, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "guard_picture"
