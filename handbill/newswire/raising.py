from django.db import models

from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.decision import Decision


class Raising(models.Model):
    """A comment that was raised: since which decision, until which. It stands with the article while it can be read."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    begun = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    ended = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", null=True)
    corrects = models.BooleanField(default=False)  # it says that the article errs

    class Meta:
        db_table = "newswire_raising"
        constraints = [
            models.UniqueConstraint(
                fields=["comment"], condition=models.Q(ended=None), name="raising_one_open"
            ),
        ]
