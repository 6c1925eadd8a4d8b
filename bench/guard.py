"""Processor time of the guard for one text, with all the lessons that it remembers: python -m bench.guard. Limit: 1 ms a comment."""

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bench.site import folder
from handbill.boot import boot

LIMIT = 1.0
TIMES = 300
WORDS = [
    f"{one}{two}{three}"
    for one in ("ri", "wa", "mo", "ña")
    for two in ("ver", "té", "l")
    for three in range(200)
]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def main() -> bool:
    with folder() as site:
        boot(site)
        from django.db import transaction  # noqa: PLC0415 - after the site is chosen

        from handbill.actions.screen import look  # noqa: PLC0415
        from handbill.guard import lessons  # noqa: PLC0415
        from handbill.guard.text import read  # noqa: PLC0415
        from handbill.limits import LESSONS  # noqa: PLC0415

        chance = random.Random(7)

        def text(words: int) -> dict[str, str]:
            drawn = chance.choices(WORDS, k=words)
            return {"title": "Rain", "body": " ".join(drawn) + " https://weir.example/1", "format": "text"}

        with transaction.atomic():
            for number in range(2 * LESSONS):
                lessons.teach(number, read("article", text(150)).tokens(), NOW, spam=number % 2 == 0)
        good = True
        for name, words in (("a comment of 60 words", 60), ("an article of 300 words", 300)):
            texts = [text(words) for _ in range(TIMES)]
            told = _each(lambda values: look(read("article", values)), texts)
            good &= words > 60 or told < LIMIT
            print(f"{name}: {told:.2f} ms")
        once = _each(
            lambda values: lessons.teach(5, read("article", values).tokens(), NOW, spam=True),
            [text(150) for _ in range(50)],
        )
        print(f"a decision that teaches: {once:.1f} ms")
    return good


def _each(do: Callable[[dict[str, str]], object], texts: list[dict[str, str]]) -> float:
    start = time.process_time()
    for values in texts:
        do(values)
    return (time.process_time() - start) / len(texts) * 1000


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
