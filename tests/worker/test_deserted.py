"""A site that nobody looks after ends by itself, after it has been announced: never because a clock was wrong."""

import dataclasses
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from handbill import settings
from handbill.actions.deserted import deserted
from handbill.actions.invite import invite
from handbill.archive.backup.tables import steps, tables
from handbill.doctor import ending
from handbill.guard.mode import attended
from handbill.newswire import countdown
from handbill.newswire.decision import Decision
from handbill.newswire.freezing import is_frozen
from handbill.record.models import Clock
from handbill.settings import Archive
from handbill.ticks import tick
from tests.cast import HELD, START, Town


@pytest.fixture
def town(site):
    here = dataclasses.replace(site, archive=Archive(freeze_after_months=6))
    settings.use(here)
    town = Town(here).later(days=0)
    town.publish()
    attended(START)
    tick(START)
    return town


def days(town, count):
    """Let days pass under the worker's eyes; give the first on which the site was finished."""
    for day in range(count):
        if is_frozen():
            return day
        tick(town.later(days=1).now)
    return count


def told(town):
    with time_machine.travel(town.now, tick=False):
        return [f"{one.level} {one.words}" for one in ending.check(town.site)]


def test_it_is_announced_thirty_days_before_and_then_done(town):
    due = date(2024, 9, 4)  # six months after the fourth of March
    town.later(days=(due - START.date()).days - 31)
    tick(town.now)
    assert told(town) == []
    assert days(town, 1) == 1
    assert (found := deserted(town.now))
    assert found.due == due
    assert told(town)[0].startswith(
        "look no editor was here since 2024-03-04: the site finishes itself on 2024-09-04"
    )
    with time_machine.travel(town.now, tick=False):
        page = Client().get("/desk/sign-in/").content.decode()
        assert "this site finishes itself on 2024-09-04" in page
        assert "what is held is redacted" in page
    assert days(town, 23) == 23
    assert told(town)[0].startswith("wrong")
    assert "what is held then is redacted" in told(town)[0]
    held = town.publish(verdict=HELD)
    assert days(town, 60) == 7
    assert town.now.date() == due
    assert tick(town.later(days=1).now) == 0
    town.go_and_verify()
    assert "finishes itself" not in str(told(town))
    text = (town.site.public / "index.html").read_text()
    assert "This site ended on" in text
    assert 'data-state="redacted"' in (town.site.public / f"2024/08/{held}.html").read_text()


def test_whoever_comes_stops_it(town):
    town.later(days=170)
    assert days(town, 3) == 3
    assert deserted(town.now)
    attended(town.now)
    assert days(town, 30) == 30
    assert deserted(town.now) is None
    assert not is_frozen()


def test_a_decision_at_the_shell_is_a_sign_too(town):
    town.later(days=170)
    before = deserted(town.now)
    assert before
    invite(dataclasses.replace(town.operator(), via="shell"), "Idris")
    assert deserted(town.now) is None


def test_a_clock_that_jumps_finishes_nothing_without_a_week_of_notice(town):
    town.now += timedelta(days=700)  # and nobody has looked at the clock meanwhile
    for _hour in range(30):
        town.now += timedelta(hours=1)
        town.go()
    assert Clock.objects.get(id=1).doubted_at
    assert not is_frozen()
    Clock.objects.filter(id=1).update(seen_at=town.now, looked_at=town.now, doubted_at=None, leapt_at=None)
    assert days(town, 60) == 8
    assert is_frozen()


@pytest.mark.once
@pytest.mark.parametrize("off", [timedelta(days=30), timedelta(days=3)])
def test_what_was_announced_before_a_gap_does_not_count(town, off):
    town.later(days=170)
    assert days(town, 9) == 9
    town.now += off  # switched off
    for _hour in range(12 * 2):
        town.now += timedelta(hours=12)
        town.go()
        assert not is_frozen()
        if countdown.seen(town.now.date()) == 3:
            break
    assert (found := deserted(town.now))
    assert (found.due - town.now.date()).days >= 4
    assert days(town, 60) >= 5
    assert is_frozen()


@pytest.mark.once
def test_a_backup_brings_no_countdown_back(town):
    town.later(days=170)
    assert days(town, 5) == 5
    assert countdown.seen(town.now.date()) == 5
    assert "newswire_countdown" not in tables(steps())
    assert {"newswire_article", "guard_attended"} <= tables(steps()).keys()


def test_a_tick_twice_a_day_is_one_day(town):
    town.later(days=400)
    for _minute in range(20):
        town.later(minutes=30)
        tick(town.now)
    assert not is_frozen()


def test_by_default_it_never_ends(site):
    town = Town(site)
    attended(START)
    town.later(days=4000)
    assert days(town, 10) == 10
    assert deserted(town.now) is None


def test_where_nobody_ever_was_it_counts_from_the_beginning(site):
    here = dataclasses.replace(site, archive=Archive(freeze_after_months=1))
    settings.use(here)
    began = Decision.objects.order_by("entry_id")[0].at
    assert (found := deserted(began + timedelta(days=40)))
    assert found.since == began
