"""What lists say of an article besides its words: that its author corrected it, that a comment does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handbill.pages.additions import marks_of
from handbill.pages.among import among, aware

REVISED = (
    "SELECT number, MAX(at) FROM newswire_version WHERE number {among} GROUP BY number HAVING COUNT(*) > 1"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """Of one article."""

    revised: datetime | None = None  # by its author, the last time
    addition: str = ""  # corrects, adds, or empty


NONE = Marks()


def marks(numbers: Iterable[int]) -> dict[int, Marks]:
    """Give the marks of these articles, in two queries; those that are not in the answer have none."""
    wanted = list(numbers)
    revised = {number: aware(at) for number, at in among(REVISED, wanted)}
    added = marks_of(wanted)
    return {
        number: Marks(revised.get(number), added.get(number, "")) for number in revised.keys() | added.keys()
    }
