from django.db import models

from handbill.newswire.article import Article
from handbill.newswire.decision import Decision


class Feature(models.Model):
    """An article on the front page: since which decision, until which, with what belongs to it."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    begun = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    ended = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", null=True)
    related = models.JSONField(default=list)  # numbers of articles

    class Meta:
        db_table = "newswire_feature"
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=models.Q(ended=None), name="feature_one_open"
            ),
        ]
