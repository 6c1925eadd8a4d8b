"""A small archive, and a stranger who asks it: numbers 1 to 9, over three years."""

import re
from datetime import UTC, datetime
from urllib.parse import urlencode

from handbill.actions.hold import hold
from handbill.actions.set_page import set_page
from handbill.settings import Settings
from tests.cast import Town
from tests.intake.door import Answer, Door

FLOOD, HARBOUR, SPANISH, CHINESE, OLD, ANSWER, DOUBT, HIDDEN, HELD = range(1, 10)


def fill(town: Town) -> Town:
    """Publish it, and let the worker show it."""
    set_page(town.operator(), "topic/river-levels", "River levels")
    town.publish(
        {
            "title": "The river is over the quay",
            "body": "The water came at six. By seven it stood on the quay, and the gauge said two metres.",
            "format": "text",
            "byline": "Ana Reyes",
            "topics": ["water"],
            "places": ["harbour"],
            "genre": "reporting",
        }
    )
    town.later(days=1).publish(
        {
            "title": "A meeting about the harbour",
            "body": "<p>Bring <em>the water</em> bills.</p><p>Ana&nbsp;Reyes will speak &amp; listen.</p>",
            "format": "html",
            "topics": ["river-levels"],
            "genre": "announcement",
        }
    )
    town.later(days=1).publish(
        {
            "title": "Crecida del río",
            "body": "El AGUA subió. La estación cerró; el muelle también.",
            "format": "text",
            "language": "es-MX",
            "topics": ["water"],
        }
    )
    town.later(days=1).publish(
        {"title": "河水上漲", "body": "港口的水位很高, 請小心", "format": "text", "language": "zh-Hant"}
    )
    town.bring(
        {"title": "The old weir", "body": "It held *again* in the flood of 1999.", "format": "markdown",
         "html": "<p>It held <em>again</em> in the flood of 1999.</p>"},
        sorts_at=datetime(1999, 12, 31, 23, 30, tzinfo=UTC), dated=True, timed=True,
    )  # fmt: skip
    town.later(days=1).comment(
        FLOOD,
        {"body": "The gauge was wrong; water stood at three metres.", "format": "text", "byline": "Tomas"},
    )
    town.later(days=1).comment(
        FLOOD, {"title": "Who says so?", "body": "Two gauges said it.", "format": "text", "byline": "Reyes"}
    )
    town.later(days=1).publish(
        {
            "title": "Tyres for the river",
            "body": "Buy our water tyres.",
            "format": "text",
            "topics": ["water"],
        }
    )
    town.publish({"title": "Tyres on water", "body": "Buy our tyres.", "format": "text"})
    town.hide(HIDDEN)
    hold(town.operator(), HELD, 3, "Is it an advertisement?")
    town.go()
    return town


def filled(site: Settings) -> datetime:
    """For the mark `grown`: it tells what time it is."""
    return fill(Town(site)).now


def ask(door: Door, **asked: str) -> Answer:
    return door.get("/search/?" + urlencode({name.rstrip("_"): value for name, value in asked.items()}))


def numbers(answer: Answer) -> list[int]:
    """Give what was found, in its order."""
    assert answer.status == 200, answer.words
    return [int(number) for number in re.findall(r'<li class="line" data-number="(\d+)"', answer.text)]
