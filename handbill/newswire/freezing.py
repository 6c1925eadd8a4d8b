from typing import Final

from django.db import connection, models

from handbill.newswire.decision import Decision

KEY: Final = 0x66726F7A656E
"""The number of the lock of `keep_so`: `frozen`. That of the leader is another."""


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


def keep_so(*, alone: bool) -> None:
    """Let the site stay finished, or alive, until the transaction ends; `alone`: for who changes that, after all who act now.

    It is the last lock that a transaction takes: the counter, items and editors come before. On SQLite one transaction writes at a time.
    """
    if connection.vendor == "postgresql":
        how = "" if alone else "_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{how}(%s)", [KEY])
