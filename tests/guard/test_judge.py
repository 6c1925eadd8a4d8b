import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from handbill import settings
from handbill.guard.judge import forget, trapped
from handbill.guard.models import Seen
from handbill.guard.ticket import Ticket
from handbill.settings import Front, Settings

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LONG = "The water rose at noon, and it has not fallen since."


@pytest.fixture
def limited(site: Settings) -> None:
    settings.use(dataclasses.replace(site, front=Front(limits="on")))


def publish(text: str, at: datetime = NOON, kind: str = "article") -> str:
    return Ticket.of("", text, text, kind, at).spend(1).word


def test_the_trap_refuses_whatever_the_settings_say(site: Settings) -> None:
    assert trapped("http://buy.example").word == "refuse"
    assert trapped(" ").word == "pass"


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


def test_what_an_item_said_before_is_neither_judged_nor_counted(limited: None) -> None:
    publish(LONG)
    again = Ticket.of("", LONG, LONG, "revise", NOON)
    assert again.spend(1, own=True).word == "pass"
    assert Seen.objects.count() == 1
    assert again.spend(1).word == "hold"


def test_an_article_is_known_by_its_body_in_an_amendment_alone(limited: None) -> None:
    Ticket.of("", LONG, f"A title\n{LONG}", "article", NOON, body=LONG).spend(1)
    assert publish(LONG, kind="comment") == "pass"
    Seen.objects.filter(kind="comment").delete()
    assert publish(LONG, kind="amend") == "hold"


def test_what_is_taken_back_may_be_sent_again_and_still_counts_as_an_article(limited: None) -> None:
    Ticket.of("", LONG, LONG, "article", NOON).spend(1)
    Ticket.of("", LONG, LONG, "article", NOON).spend(2)
    forget(2)
    assert publish(LONG) == "hold"
    forget(1)
    assert publish(LONG) == "pass"
    for count in range(27):
        publish(f"{LONG} {count}")
    assert publish(f"{LONG} last") == "slow"
