import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from handbill import settings
from handbill.guard.judge import judge
from handbill.guard.ticket import Ticket
from handbill.settings import Front, Settings

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LONG = "The water rose at noon, and it has not fallen since."


@pytest.fixture
def limited(site: Settings) -> None:
    settings.use(dataclasses.replace(site, front=Front(limits="on")))


def publish(text: str, at: datetime = NOON, kind: str = "article") -> str:
    word = judge(kind, text, "", at).word
    Ticket.of("", text, text, kind, at).spend(1)
    return word


def test_the_trap_refuses_whatever_the_settings_say(site: Settings) -> None:
    assert judge("article", LONG, "http://buy.example", NOON).word == "refuse"
    assert judge("article", LONG, " ", NOON).word == "pass"


def test_a_repeat_within_a_day_is_held(limited: None) -> None:
    assert publish(LONG) == "pass"
    assert publish(LONG, NOON + timedelta(hours=23)) == "hold"
    assert publish(LONG + "!", NOON + timedelta(hours=23)) == "pass"


def test_after_a_day_it_is_none(limited: None) -> None:
    publish(LONG)
    assert publish(LONG, NOON + timedelta(hours=24)) == "pass"


def test_a_few_words_may_be_said_by_several(limited: None) -> None:
    assert [publish("Thank you!", kind="comment") for _ in range(6)] == ["pass"] * 5 + ["hold"]


def test_the_31st_article_in_five_minutes_is_slow(limited: None) -> None:
    words = [publish(f"{LONG} {count}") for count in range(31)]
    assert words == ["pass"] * 30 + ["slow"]
    assert publish(f"{LONG} later", NOON + timedelta(minutes=5)) == "pass"


def test_comments_make_no_article_slow(limited: None) -> None:
    for count in range(40):
        publish(f"{LONG} {count}", kind="comment")
    assert publish(LONG) == "pass"


def test_with_limits_off_nothing_is_counted(site: Settings) -> None:
    assert [publish(LONG) for _ in range(40)] == ["pass"] * 40
