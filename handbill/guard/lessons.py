"""What the filter learns, one lesson an item: the editors' decision about spam, or about what is none.

A lesson can be taken back exactly, because it says what it taught: an item that is destroyed, or that was decided otherwise,
leaves nothing behind. Only the newest lessons count, so the tables are bounded and the filter goes with its time.
"""

import struct
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.db import connection

from handbill.guard.models import Lesson, Token
from handbill.limits import LESSONS

TOTALS: Final = 0
"""The token that counts the lessons themselves; it is taken first, so whoever teaches waits for whoever does so already."""


def teach(number: int, tokens: tuple[int, ...], at: datetime, *, spam: bool) -> None:
    """Learn from an item, in place of what was learnt from it before. Runs in the transaction of the decision."""
    forget(number)
    _add(tokens, spam=spam, step=1)
    Lesson.objects.create(number=number, spam=spam, tokens=packed(tokens), at=at)
    for old in Lesson.objects.filter(spam=spam).order_by("-pk")[LESSONS : LESSONS + 1]:
        _drop(old)


def forget(number: int) -> None:
    """Take back what was learnt from an item. Whoever teaches from it at this moment is waited for."""
    _add((), spam=True, step=0)
    for lesson in Lesson.objects.filter(number=number):
        _drop(lesson)


def known(tokens: Iterable[int]) -> Mapping[int, tuple[int, int]]:
    """Give how many lessons of spam, and of what is none, have each of these tokens; and under `TOTALS` how many there are."""
    wanted = [*tokens]
    with connection.cursor() as cursor:  # for every text that comes
        cursor.execute(_COUNTS + ", ".join(["%s"] * len(wanted)) + ")", wanted)
        return {token: (spam, fine) for token, spam, fine in cursor.fetchall()}


def counted(lessons: Iterable[tuple[bool, tuple[int, ...]]]) -> Mapping[int, tuple[int, int]]:
    """Give the same as `known` would say of all tokens after these lessons, (spam?, tokens) each."""
    sides: dict[bool, Counter[int]] = {True: Counter(), False: Counter()}
    for spam, tokens in lessons:
        sides[spam].update((TOTALS, *tokens))
    return {token: (sides[True][token], sides[False][token]) for token in sides[True] | sides[False]}


def packed(tokens: tuple[int, ...]) -> bytes:
    """Give tokens as a lesson keeps them: eight bytes each."""
    return struct.pack(f">{len(tokens)}q", *tokens)


def unpacked(data: bytes | memoryview) -> tuple[int, ...]:
    """Give the tokens of a lesson."""
    return struct.unpack(f">{len(data) // 8}q", bytes(data))


def _drop(lesson: Lesson) -> None:
    tokens = unpacked(lesson.tokens)
    _add(tokens, spam=lesson.spam, step=-1)
    Token.objects.filter(token__in=tokens, spam=0, fine=0).delete()
    lesson.delete()


def _add(tokens: tuple[int, ...], *, spam: bool, step: int) -> None:
    """Count each token once more, or once less. In rising order, as all do, so that no two wait for each other."""
    rows = [(token, step if spam else 0, 0 if spam else step) for token in (TOTALS, *sorted(tokens))]
    with connection.cursor() as cursor:
        cursor.execute(_ADD % ", ".join(["(%s, %s, %s)"] * len(rows)), [one for row in rows for one in row])


_COUNTS: Final = "SELECT token, spam, fine FROM guard_token WHERE token IN ("
_ADD: Final = (
    "INSERT INTO guard_token (token, spam, fine) VALUES %s ON CONFLICT (token) "
    "DO UPDATE SET spam = guard_token.spam + excluded.spam, fine = guard_token.fine + excluded.fine"
)
