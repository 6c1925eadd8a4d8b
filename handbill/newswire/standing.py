from django.db import connections, models

from handbill.newswire.decision import Decision
from handbill.newswire.those import among


class Standing(models.Model):
    """A state other than listed that an item is or was in: since which act, until which.

    An item has at most one standing that has not ended; without one it is listed.
    """

    number = models.BigIntegerField()
    state = models.CharField(max_length=10)  # slow held hidden withdrawn redacted
    begun = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="+", null=True
    )  # null: withdrawn
    ended = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", null=True)
    over = models.BooleanField(default=False)  # ended, by whatever act
    at = models.DateTimeField()
    guard = models.BooleanField(default=False)  # begun by the guard, not by a person

    class Meta:
        db_table = "newswire_standing"
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(over=False), name="standing_one_open"
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "at"], condition=models.Q(over=False), name="standing_open_by_state"
            ),
        ]


def state_of(number: int, using: str = "default") -> str:
    """Give the state of an item: listed, slow, held, hidden, withdrawn or redacted."""
    with connections[using].cursor() as cursor:  # asked for every act
        cursor.execute("SELECT state FROM newswire_standing WHERE number = %s AND NOT over", [number])
        row = cursor.fetchone()
    return str(row[0]) if row else "listed"


def states_of(numbers: list[int], using: str = "default") -> dict[int, str]:
    """Give the states of many items; those that are not in the answer are listed."""
    words, given = among(numbers, using)
    with connections[using].cursor() as cursor:  # asked for every list: a third of the cost of a query set
        cursor.execute(
            f"SELECT number, state FROM newswire_standing WHERE number {words} AND NOT over",  # noqa: S608 - words of ours
            [given],
        )
        return dict(cursor.fetchall())
