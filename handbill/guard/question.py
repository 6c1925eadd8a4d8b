"""The collective's own question: words that every neighbour can answer, and no program that was written for all sites.

Which of several is asked follows from the form's nonce, so the server keeps nothing, and a fresh form asks another one. Nobody is
asked where there is no question.
"""

import json
from collections.abc import Mapping
from typing import Final

from django.db import connection

from handbill.cleaning.words import folded
from handbill.guard.models import Asking, Question

ALWAYS, SURGE, NEVER = "always", "surge", "never"
WHEN: Final = (ALWAYS, SURGE, NEVER)


def is_any() -> bool:
    """Tell whether there is a question."""
    with connection.cursor() as cursor:  # for every form
        cursor.execute("SELECT 1 FROM guard_question LIMIT 1")
        return cursor.fetchone() is not None


def asks_question(*, surge: bool) -> bool:
    """Tell whether forms ask now: always, or only while more comes in than usual, as the collective wants it."""
    return when() in ({ALWAYS, SURGE} if surge else {ALWAYS})


def when() -> str:
    """Give when questions are asked."""
    asking = Asking.objects.filter(pk=1).first()
    return asking.when if asking else ALWAYS


def asked(nonce: str) -> Question | None:
    """Give the question of a form; None where the last one was deleted meanwhile."""
    numbers = list(Question.objects.order_by("pk").values_list("pk", flat=True))
    if not numbers:
        return None
    return Question.objects.filter(pk=numbers[int(nonce, 16) % len(numbers)]).first()


def wordings(question: Question, language: str) -> tuple[tuple[str, str], ...]:
    """Give a question in the language of the site and then in each other in which it was put: tag and words."""
    further: Mapping[str, str] = json.loads(question.translations)
    return ((language, question.text), *sorted(further.items()))


def is_right(question: Question, typed: str) -> bool:
    """Tell whether this is one of its answers: letters and digits count, not case, accents, spaces and punctuation."""
    given = normal(typed)
    return bool(given) and given in map(normal, question.answers.split("\n"))


def normal(answer: str) -> str:
    """Give what counts of an answer."""
    return "".join(folded(answer))
