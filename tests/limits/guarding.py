"""Limits of the guard: what repeats, what is too much in a while, how much of a text it reads and remembers."""

import dataclasses
from datetime import UTC, datetime, timedelta

import time_machine

from handbill import settings
from handbill.guard import lessons
from handbill.guard.mode import OPEN, SURGE, called_for
from handbill.guard.models import Hour, Lesson, Token
from handbill.guard.text import read
from handbill.newswire.standing import state_of
from handbill.settings import Front, Settings
from tests.intake.door import Door
from tests.limits.doors import THOUSAND, sizes, these, value

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def of_repeats(site: Settings) -> list[str]:
    """Through the doors, as they come: what is one too many is not refused, but waits, or is slow."""
    settings.use(dataclasses.replace(site, front=Front(limits="on")))
    door, wrong = Door(), []

    def states(count: int, at: datetime = NOON) -> list[str]:
        with time_machine.travel(at, tick=False):
            came = [
                door.post("/publish/", {"title": f"T {at} {one}", "body": "B" * 50}) for one in range(count)
            ]
        return [state_of(one.number) for one in came]

    most = value("flood")
    wrong += these("flood", states(most + 2), ["listed"] * most + ["slow"] * 2)
    span = timedelta(minutes=value("flood_minutes"))
    late = [
        states(1, at)[0] for at in (NOON + span - timedelta(seconds=1), NOON + span, NOON + span * THOUSAND)
    ]
    wrong += these("flood_minutes", late, ["slow", "listed", "listed"])

    def said(text: str, times: int) -> list[int]:
        return [door.post("/comment/1/", {"body": text}).status for _ in range(times)]

    short = value("short")
    for length, second in ((short - 1, 201), (short, 202), (short * THOUSAND, 202)):
        wrong += these(f"short of {length}", said("k" * length, 2)[1], second)
    times = value("short_times")
    return wrong + these("short_times", said("Thank you!", times + 2), [201] * times + [202] * 2)


def of_surges(site: Settings) -> list[str]:
    settings.use(dataclasses.replace(site, front=Front(limits="on")))
    wrong = []

    def called(**counts: int) -> str:
        Hour.objects.update_or_create(
            hour=int(NOON.timestamp()) // 3600, defaults={"articles": 0, "comments": 0, "held": 0, **counts}
        )
        return called_for(OPEN, NOON)[0]

    for name in ("articles", "comments"):
        done = [called(**{name: size}) for size in sizes(f"surge_{name}")]
        wrong += these(f"surge_{name}", done, [OPEN, SURGE, SURGE])
    more_than_half = value("surge_articles") // 2 + 1
    done = [called(articles=more_than_half, held=size) for size in sizes("surge_held")]
    return wrong + these("surge_held", done, [OPEN, SURGE, SURGE])


def of_reading(site: Settings) -> list[str]:
    del site
    wrong = []
    word = "abcd"  # with the space after it, five characters
    for size in sizes("guard_read", most=400_000):
        words = read("article", {"body": f"{word} " * (size // 5) + "y" * (size % 5), "format": "text"}).words
        wrong += these(f"guard_read of {size}", sum(len(one) + 1 for one in words), value("guard_read"))
    for size in sizes("lesson_words", most=20_000):
        text = " ".join(f"w{one:05}" for one in range(size))
        found = [one for one in read("article", {"body": text, "format": "text"}).tokens() if one & 1]
        wrong += these(f"lesson_words of {size}", len(found), value("lesson_words"))
    return wrong + _of_lessons()


def _of_lessons() -> list[str]:
    """Of each kind the newest are kept: the eldest gives way to one more. A thousand times as many come one after the other."""
    most, wrong = value("lessons"), []
    Lesson.objects.bulk_create(Lesson(number=one, spam=True, tokens=b"", at=NOON) for one in range(1, most))
    Token.objects.create(token=lessons.TOTALS, spam=most - 1, fine=0)
    for one, eldest in ((most, 1), (most + 1, 2), (most + 2, 3)):
        lessons.teach(one, (7,), NOON, spam=True)
        there = Lesson.objects.order_by("number").values_list("number", flat=True)
        counted = lessons.known([lessons.TOTALS])[lessons.TOTALS]
        wrong += these("lessons", (there[0], len(there), counted), (eldest, most, (most, 0)))
    return wrong
