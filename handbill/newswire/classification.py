from django.db import models

from handbill.newswire.article import Article
from handbill.newswire.decision import Decision


class Classification(models.Model):
    """Genre, topics and places that an article is shown with instead of its author's: since which decision, until which.

    Null: as its author has it. Empty: none.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    begun = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    ended = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", null=True)
    genre = models.CharField(max_length=20, null=True)  # noqa: DJ001 - null and "" differ here
    topics = models.JSONField(null=True)
    places = models.JSONField(null=True)

    class Meta:
        db_table = "newswire_classification"
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=models.Q(ended=None), name="classification_one_open"
            ),
        ]
