"""Processor time of the guard for one text, with all its lessons and a day of 5,000 texts behind it: python -m bench.guard."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.site import folder
from handbill.boot import boot

if len(sys.argv) == 1:  # found a site, and measure in a process that has it
    with folder() as site:
        sys.exit(subprocess.run([sys.executable, "-m", "bench.guard", str(site)], check=False).returncode)
boot(Path(sys.argv[1]))  # before this, nothing that touches the database can be imported

from django.db import transaction  # noqa: E402

from handbill.actions.screen import look  # noqa: E402
from handbill.guard import lessons, near  # noqa: E402
from handbill.guard.models import Seen  # noqa: E402
from handbill.guard.text import read  # noqa: E402
from handbill.limits import LESSONS  # noqa: E402

LIMIT = 1.0  # ms for a comment
TIMES, DAY = 300, 5_000
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CHANCE = random.Random(7)
WORDS = [f"{a}{b}{c}" for a in ("ri", "wa", "mo", "ña") for b in ("ver", "té", "l") for c in range(200)]

Values = dict[str, Any]


def text(words: int) -> Values:
    return {"title": "Rain", "body": " ".join(CHANCE.choices(WORDS, k=words)) + " https://weir.example/1"}


def fill() -> None:
    """Teach all lessons, and let a day of comments come."""
    with transaction.atomic():
        for number in range(2 * LESSONS):
            lessons.teach(number, read("article", text(150)).tokens(), NOW, spam=number % 2 == 0)
        for number in range(DAY):
            row = Seen.objects.create(kind="comment", number=number, digest=str(number), at=NOW)
            near.remember(near.sketch_of(read("comment", text(60))), row)


def each(do: Callable[[Values], object], texts: list[Values]) -> float:
    start = time.process_time()
    for values in texts:
        do(values)
    return (time.process_time() - start) / len(texts) * 1000


def main() -> bool:
    fill()
    told = {
        words: each(
            lambda values: near.judge("comment", look("comment", values, 1), 0, NOW),
            [text(words) for _ in range(TIMES)],
        )
        for words in (60, 300)
    }
    teach = each(
        lambda values: lessons.teach(5, read("article", values).tokens(), NOW, spam=True),
        [text(150) for _ in range(50)],
    )
    print(
        f"a comment of 60 words: {told[60]:.2f} ms (under {LIMIT:.0f} ms){'' if told[60] < LIMIT else '  MISSED'}"
    )
    print(f"an article of 300 words: {told[300]:.2f} ms; a decision that teaches: {teach:.1f} ms")
    return told[60] < LIMIT


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
