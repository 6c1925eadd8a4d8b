from django.db import models

from handbill.newswire.article import Article
from handbill.newswire.decision import Decision


class Translation(models.Model):
    """An article that says in another language what the original says: since which act, until which.

    Where `begun` is by `author`, it is a reader's: whoever wrote the translation linked it.
    """

    original = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    translation = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=35)  # of the translation, BCP 47
    begun = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    ended = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "newswire_translation"
        constraints = [
            models.UniqueConstraint(
                fields=["original", "translation"],
                condition=models.Q(ended=None),
                name="translation_one_open",
            ),
        ]
