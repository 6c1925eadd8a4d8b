from django.db import models

from handbill.newswire.decision import Decision


class Freezing(models.Model):
    """A site that is finished: since which decision, until which. Where none is open, it lives."""

    begun = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    ended = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", null=True)
    over = models.BooleanField(default=False)

    class Meta:
        db_table = "newswire_freezing"
        constraints = [
            models.UniqueConstraint(
                fields=["over"], condition=models.Q(over=False), name="freezing_one_open"
            ),
        ]


def present(using: str = "default") -> Freezing | None:
    """Give the freezing that holds now; None where the site lives."""
    return Freezing.objects.using(using).filter(over=False).select_related("begun").first()


def is_frozen() -> bool:
    """Tell whether the site is finished now."""
    return Freezing.objects.filter(over=False).exists()
