from django.db import models

from handbill.newswire.article import Article
from handbill.newswire.decision import Decision


class Closing(models.Model):
    """An article that takes no comments: since which decision, until which."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    begun = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    ended = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "newswire_closing"
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=models.Q(ended=None), name="closing_one_open"
            ),
        ]


def is_closed(number: int) -> bool:
    """Tell whether an article takes no comments now."""
    return Closing.objects.filter(article_id=number, ended=None).exists()
