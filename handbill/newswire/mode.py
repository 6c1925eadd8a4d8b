from datetime import datetime, timedelta
from typing import Final

from django.db import models

from handbill.limits import MODE_KEPT
from handbill.newswire.decision import Decision

SURGE: Final = "surge"


class Mode(models.Model):
    """Whether new articles are slow: since which decision. Without a row that is not over a site is open, as it began."""

    name = models.CharField(max_length=60)  # open surge
    begun = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    over = models.BooleanField(default=False)  # ended by the next one

    class Meta:
        db_table = "newswire_mode"
        constraints = [
            models.UniqueConstraint(fields=["over"], condition=models.Q(over=False), name="mode_one_open"),
        ]

    def kept_until(self) -> datetime | None:
        """Give until when it stays, whatever the rules call for: what a person set; None where the site set it."""
        by_hand = self.begun.by != "site" or self.begun.via == "shell"
        return self.begun.at + timedelta(seconds=MODE_KEPT) if by_hand else None


def present(using: str = "default") -> Mode | None:
    """Give the mode that holds now; None where none was ever set."""
    return Mode.objects.using(using).filter(over=False).select_related("begun").first()


def is_surge() -> bool:
    """Tell whether new articles are slow now."""
    return Mode.objects.filter(over=False, name=SURGE).exists()
