"""Fill a site with many articles over many years, by the verbs: python -m bench.fill DIR N DAYS [COMMENTS EACH]."""

import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.load import text
from handbill.boot import boot

boot(Path(sys.argv[1]))  # before this, nothing that touches the database can be imported

from django.db import transaction  # noqa: E402

from handbill.actions.act import Act  # noqa: E402
from handbill.actions.comment import comment  # noqa: E402
from handbill.actions.publish import publish  # noqa: E402
from handbill.newswire.sitepage import GENRES  # noqa: E402

WORDS, COMMENT, BATCH = 300, 60, 1000


def fill(count: int, days: int, comments: int = 0) -> None:
    """Publish articles, each with so many comments, spread over so many days, the last of which was yesterday."""
    chance = random.Random(7)
    bodies = [text(WORDS, chance) for _ in range(200)]
    answers = [text(COMMENT, chance) for _ in range(200)]
    last = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(days=1)
    step = timedelta(minutes=days * 24 * 60 // count)
    for start in range(0, count, BATCH):
        with transaction.atomic():
            for at in range(start, min(start + BATCH, count)):
                values = {
                    "title": f"The weir leaks, part {at}",
                    "body": bodies[at % 200],
                    "format": "text",
                    "genre": GENRES[at % 4],
                    "byline": "Mo",
                }
                act = Act("author", last - step * (count - 1 - at))
                number = publish(act, values, "0" * 64).number
                for one in range(comments):
                    said = {"title": "Rain", "body": answers[(at + one) % 200], "format": "text"}
                    comment(act, number, said, "0" * 64)


if __name__ == "__main__":
    fill(*(int(one) for one in sys.argv[2:]))
