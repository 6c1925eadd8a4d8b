from django.db import models

from handbill.newswire.article import Article


class Comment(models.Model):
    """A comment: its place below an article. Its text stands in its versions."""

    number = models.BigIntegerField(primary_key=True)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    position = models.IntegerField()  # among the article's comments, from 1; never changes
    at = models.DateTimeField()
    sorts_at = models.DateTimeField()
    dated = models.BooleanField(default=True)
    timed = models.BooleanField(default=True)
    receipt = models.CharField(max_length=64, default="", db_index=True)

    class Meta:
        db_table = "newswire_comment"
        constraints = [models.UniqueConstraint(fields=["article", "position"], name="comment_position")]
        indexes = [models.Index(fields=["-sorts_at", "-number"], name="comment_latest")]
