"""The rules by which a site is slow: what is usual here, what is more, and when it is over."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from handbill import settings
from handbill.guard import mode
from handbill.guard.mode import OPEN, SURGE
from handbill.guard.models import Attended, Hour
from handbill.limits import SURGE_ARTICLES, SURGE_COMMENTS, SURGE_DAYS, SURGE_HELD, SURGE_MOST, SURGE_TIMES
from handbill.settings import Front, Guard, Settings

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def limited(site: Settings) -> Settings:
    here = dataclasses.replace(site, front=Front(limits="on"), guard=Guard(unattended=8))
    settings.use(here)
    return here


def came(at: datetime, **counts: int) -> None:
    Hour.objects.update_or_create(hour=int(at.timestamp()) // 3600, defaults=counts)


def called(present: str = OPEN, at: datetime = NOON) -> str:
    return mode.called_for(present, at)[0]


def test_what_comes_is_counted_by_the_hour_and_names_nobody(limited: Settings) -> None:
    for kind, word, minutes in (
        ("article", "pass", 0),
        ("article", "hold", 59),
        ("comment", "pass", 5),
        ("comment", "hold", 60),
        ("revise", "hold", 61),
        ("", "pass", 61),
    ):
        mode.count(kind, word, NOON + timedelta(minutes=minutes))
    assert list(Hour.objects.order_by("hour").values_list("articles", "comments", "held")) == [
        (1, 1, 1),
        (0, 0, 2),
    ]


@pytest.mark.parametrize(
    ("what", "floor"),
    [("articles", SURGE_ARTICLES), ("comments", SURGE_COMMENTS)],
)
def test_a_new_site_is_slow_only_above_the_floor(limited: Settings, what: str, floor: int) -> None:
    came(NOON, **{what: floor})
    assert called() == OPEN
    came(NOON, **{what: floor + 1})
    wanted, words = mode.called_for(OPEN, NOON)
    assert wanted == SURGE
    assert str(floor + 1) in words
    assert str(floor) in words


def test_what_is_held_makes_no_surge_but_half_is_too_much_then_and_it_keeps_none(limited: Settings) -> None:
    half = SURGE_ARTICLES // 2
    came(NOON, held=10_000, articles=half, comments=SURGE_COMMENTS // 2)
    assert called() == OPEN
    came(NOON, held=SURGE_HELD, articles=half + 1)
    assert called() == OPEN
    came(NOON, held=SURGE_HELD + 1, articles=half + 1)
    words = f"{half + 1} articles came within an hour; up to {half} would be usual. The guard held {SURGE_HELD + 1} texts besides; up to {SURGE_HELD} would be usual."
    assert mode.called_for(OPEN, NOON) == (SURGE, words)
    came(NOON + HOUR, held=10_000, articles=half)
    assert called(SURGE, NOON + HOUR) == SURGE
    came(NOON + 2 * HOUR, held=10_000)
    assert called(SURGE, NOON + 2 * HOUR) == OPEN


def test_whoever_sends_a_little_more_each_day_does_not_get_far(limited: Settings) -> None:
    most = SURGE_ARTICLES
    for day in range(2 * SURGE_DAYS):
        while called(at=NOON + day * DAY) == OPEN and most < 10_000:
            most += 10
            came(NOON + day * DAY, articles=most)
        most -= 10
        came(NOON + day * DAY, articles=most)
    assert most == SURGE_MOST * SURGE_ARTICLES


def test_what_is_usual_is_what_the_busiest_hour_of_an_ordinary_day_has(limited: Settings) -> None:
    for day in range(1, 15):
        came(NOON - day * DAY, articles=30)
        came(NOON - day * DAY - HOUR, articles=12)
    came(NOON, articles=30 * SURGE_TIMES)
    assert called() == OPEN
    came(NOON, articles=30 * SURGE_TIMES + 1)
    assert called() == SURGE


def test_floods_of_some_days_do_not_become_usual(limited: Settings) -> None:
    for day in range(1, 15):
        came(NOON - day * DAY, articles=10_000 if day <= 7 - 1 else 2)
    came(NOON, articles=SURGE_ARTICLES + 1)
    assert called() == SURGE


def test_a_flood_on_the_first_days_of_a_site_is_not_usual_either(limited: Settings) -> None:
    for day in (1, 2, 3):
        came(NOON - day * DAY, articles=10_000)
    came(NOON, articles=SURGE_ARTICLES + 1)
    assert called() == SURGE


def test_it_ends_when_an_hour_and_the_next_are_calm_and_does_not_flicker(limited: Settings) -> None:
    came(NOON, articles=SURGE_ARTICLES + 1)
    calm = SURGE_ARTICLES // 2
    assert called(SURGE, NOON + HOUR) == SURGE
    came(NOON + HOUR, articles=calm + 1)
    assert called(SURGE, NOON + 2 * HOUR) == SURGE
    came(NOON + HOUR, articles=calm)
    assert called(SURGE, NOON + 2 * HOUR) == OPEN
    came(NOON + 2 * HOUR, articles=calm + 1)
    assert (called(SURGE, NOON + 2 * HOUR), called(OPEN, NOON + 2 * HOUR)) == (SURGE, OPEN)


def test_where_no_editor_was_on_for_some_hours(limited: Settings) -> None:
    assert called() == OPEN  # nobody was ever there, so nobody is missed
    mode.attended(NOON)
    mode.attended(NOON + timedelta(seconds=59))
    assert list(Attended.objects.values_list("at", flat=True)) == [NOON]
    assert called(at=NOON + 8 * HOUR - timedelta(minutes=1)) == OPEN
    assert mode.called_for(OPEN, NOON + 8 * HOUR) == (SURGE, "No editor was at the desk for 8 hours.")
    mode.attended(NOON + 9 * HOUR)
    assert called(SURGE, NOON + 9 * HOUR) == OPEN
    settings.use(dataclasses.replace(limited, guard=Guard()))
    assert called(at=NOON + 900 * HOUR) == OPEN


def test_the_hours_that_are_kept_are_bounded(limited: Settings) -> None:
    for hour in range((SURGE_DAYS + 2) * 24):
        came(NOON - hour * HOUR, articles=1)
    assert mode.prune(NOON) == 35
    assert Hour.objects.count() == SURGE_DAYS * 24 + 13
    assert mode.prune(NOON) == 0


def test_with_limits_off_nothing_is_counted_and_nothing_is_too_much(site: Settings) -> None:
    came(NOON, articles=10_000)
    mode.count("article", "pass", NOON)
    assert Hour.objects.get().articles == 10_000
    assert called() == OPEN
