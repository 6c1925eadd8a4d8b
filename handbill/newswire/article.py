from django.db import models


class Article(models.Model):
    """An article: its place, and what lists show of it. Its text stands in its versions.

    What people wrote here (`title`, `summary`, `byline`) is a copy for lists and is emptied when it is destroyed.
    """

    number = models.BigIntegerField(primary_key=True)
    path = models.CharField(max_length=40)  # 2026/11/4521
    at = models.DateTimeField()  # of the act, to the minute
    sorts_at = models.DateTimeField()  # the date that it sorts by
    dated = models.BooleanField(default=True)  # False: imported, and the original's date is not known
    timed = models.BooleanField(default=True)  # False: the day is known, the hour is not
    receipt = models.CharField(
        max_length=64, default="", db_index=True
    )  # SHA-256 of the code, as in the record
    title = models.TextField(default="")
    summary = models.TextField(default="")
    byline = models.TextField(default="")
    language = models.CharField(max_length=35, default="")
    genre = models.CharField(max_length=20, default="")
    topics = models.JSONField(default=list)
    places = models.JSONField(default=list)
    media = models.JSONField(default=dict)  # how many attachments it has, by kind: {"image": 3}
    comments = models.IntegerField(default=0)  # how many were ever made: the last one's position

    class Meta:
        db_table = "newswire_article"
