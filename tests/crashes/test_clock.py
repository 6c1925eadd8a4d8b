"""The machine's clock jumps: nothing is destroyed because of it, nothing is lost, and what is published stays in order."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from handbill.actions.act import Refused
from handbill.desk import health
from handbill.doctor import the_record
from handbill.newswire.complaint import Complaint
from handbill.newswire.standing import state_of
from handbill.record import clock
from handbill.record.models import Clock
from tests.cast import BRIDGE, HELD, RENT, VANE, Town
from tests.crashes.test_trouble import size_of
from tests.intake.door import Door, rows
from tests.walks.site import ROOT, Site, free_port, handbill

DAY = timedelta(days=1)
LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
ONLY_THE_WALL = {
    "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    "DONT_FAKE_MONOTONIC": "1",
    "NO_FAKE_STAT": "1",
    "PYTHONPATH": str(Path(__file__).with_name("faked")),
}
"""What measures spans goes on, and times of files are as they are."""
JUMPS = {
    "a year back": "-1y",
    "an hour back": "-1h",
    "ten years ahead": "+10y",
    "1970": "@1970-01-02 00:00:00",
    "2038": "@2038-01-19 03:14:00",
    "frozen": "2026-01-01 00:00:00",
}


AHEAD = {"ten years ahead", "2038"}


def with_a_complaint(site):
    town = Town(site)
    town.publish(VANE, HELD)
    Complaint.objects.create(number=1, text="Dealt with.", at=town.now, done_at=town.now)
    town.publish(RENT)
    town.go_and_verify()
    Clock.objects.update(
        seen_at=town.now, looked_at=town.now
    )  # the town was made later, by the clock of the machine
    return town.now


pytestmark = pytest.mark.grown(how=with_a_complaint)


@pytest.fixture
def town(site, told):
    return Town(site, told)


def is_there() -> bool:
    """What waits for its thirty days is as it was."""
    return state_of(1) == "held" and Complaint.objects.count() == 1


def refuses(town: Town) -> bool:
    """An act of any kind is refused, and so is a door; nothing is appended."""
    before = rows()
    with pytest.raises(Refused) as refused:
        town.publish(BRIDGE)
    answer = Door().post("/publish/", {"title": "Now", "body": "Kept words"})
    assert (refused.value.status, answer.status) == (503, 503)
    assert "clock" in str(refused.value)
    assert "Kept words" in answer.text
    return rows() == before


def look_says(town: Town) -> bool:
    """The desk and the doctor say that the clock is doubted."""
    desk = [words for words in health.complaints() if "clock" in words]
    doctor = [str(one) for one in the_record.check(town.site) if "clock has jumped" in str(one)]
    assert bool(desk) == bool(doctor)
    return bool(desk)


def test_a_clock_that_jumps_ahead_dates_nothing_destroys_nothing_and_is_set_back(town, capsys):
    right, size = town.now, size_of(town)
    town.now = right + 3650 * DAY
    town.go_and_verify()
    assert is_there()
    assert look_says(town)
    assert refuses(town)
    assert capsys.readouterr().err.count("the clock says 2034") == 1
    assert Door().get("/publish/").status == 503
    for hours in (23, 23, 1):
        town.now += timedelta(hours=hours)
        town.go_and_verify()
    assert is_there()
    town.now = right + DAY
    town.go()
    assert not look_says(town)
    town.publish(BRIDGE)
    town.go_and_verify()
    assert is_there()
    assert size_of(town) == size + 1
    town.later(days=30).go_and_verify()
    assert state_of(1) == "redacted"
    assert Complaint.objects.count() == 0


def test_a_smaller_jump_destroys_nothing_for_two_days(town):
    right = town.now
    town.now += 40 * DAY  # what waits for thirty days would be over
    town.go_and_verify()
    assert is_there()
    town.publish(BRIDGE)  # acts go on
    town.now = right + DAY
    town.go()
    town.now = right + 40 * DAY
    for hours in (20, 20):
        town.go()
        town.now += timedelta(hours=hours)
    town.go()
    assert is_there()
    town.now += timedelta(hours=8)
    town.go_and_verify()
    assert state_of(1) == "redacted"
    assert Complaint.objects.count() == 0


def test_a_site_that_was_away_for_long_waits_for_two_days(town):
    town.now += 400 * DAY
    town.go()
    assert is_there()
    for hours in (20, 20, 24 * 50, 20, 20):  # another leap on the way: the two days begin anew
        town.now += timedelta(hours=hours)
        town.go()
        assert refuses(town)
    town.now += timedelta(hours=8)
    town.go_and_verify()
    assert state_of(1) == "redacted"
    assert not look_says(town)


def test_a_person_may_say_that_it_is_right(town):
    town.now += 400 * DAY
    town.go()
    assert refuses(town)
    clock.believe(town.now)
    town.publish(BRIDGE)
    town.go_and_verify()
    assert not look_says(town)


def test_after_catching_up_it_is_believed(town):
    """An old backup has not looked at the clock for long, and its newest entry is of today."""
    Clock.objects.update(seen_at=town.now - 400 * DAY)
    town.publish(BRIDGE)
    town.go_and_verify()
    assert not look_says(town)


@pytest.mark.parametrize("back", [timedelta(hours=1), 365 * DAY, 54 * 365 * DAY])
def test_a_clock_that_goes_back_changes_nothing(town, back):
    right, feed = town.now, updated(town.page("feed.atom"))
    town.now = right - back
    number = town.publish(BRIDGE)
    town.go_and_verify()
    assert town.there(f"{town.now:%Y/%m}/{number}.html")
    assert updated(town.page("feed.atom")) >= feed
    town.now = right
    town.go()
    town.publish(BRIDGE)  # to come again is no leap
    town.go_and_verify()
    assert is_there()
    assert not look_says(town)


def updated(feed: str) -> str:
    found = re.search("<updated>([^<]+)</updated>", feed)
    assert found
    return found[1]


def run(folder: Path, port: int, clock: dict[str, str]) -> Site:
    off = {
        "HANDBILL_GUARD_CHALLENGE": "off",
        "HANDBILL_FRONT_LIMITS": "off",
        "OTHER_CLOCK": json.dumps(clock),
    }
    with (folder.parent / f"{folder.name}.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.crashes.other_clock", str(folder), str(port)],
            cwd=ROOT,
            env={**os.environ, **off},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    site = Site(folder, port, process)
    assert process.stdout is not None
    assert process.stdout.readline() == f"ready {site.url}\n", site.log()
    return site


@pytest.mark.drill
@pytest.mark.once
@pytest.mark.timeout(600)
@pytest.mark.parametrize("jump", JUMPS)
def test_the_site_starts_by_any_clock(tmp_path, jump):
    """Under libfaketime: begun by the right clock, served by the wrong one, then by the right one again.

    By one that has jumped far ahead it takes nothing, and says so.
    """
    assert LIBRARY, "apt-get install libfaketime"
    port = free_port()
    wrong = {"LD_PRELOAD": str(LIBRARY), "FAKETIME": JUMPS[jump], **ONLY_THE_WALL}
    folder = tmp_path / "wire"
    handbill("new", folder, "--name", "Wire", "--address", f"http://127.0.0.1:{port}/")
    numbers, sizes, feeds = [], [], []
    for turn, other in enumerate(({}, wrong, {})):
        site = run(folder, port, other)
        try:
            title = f"Turn {turn} of {jump}"
            status, page = site.get(
                "publish/", body=urlencode({"title": title, "body": f"{title}: it is noon."}).encode()
            )
            if jump in AHEAD and other:
                assert (status, "The clock of this site has jumped" in page, title in page) == (
                    503,
                    True,
                    True,
                )
                assert site.get("")[0] == 200
                site.is_well()
                continue
            assert status == 201, page
            numbers.append(int(re.findall(r'data-number="(\d+)"', page)[0]))
            site.shows("newswire/index.html", title)
            for path in ("", "publish/", "feed.atom", "record/", "search/?q=clock", "desk/sign-in/"):
                assert site.get(path)[0] == 200
            site.is_well()
            feeds.append(updated(site.get("feed.atom")[1]))
            sizes.append(int(site.get("record/checkpoint")[1].splitlines()[1]))
        finally:
            site.end()
    assert numbers == ([1, 2] if jump in AHEAD else [1, 2, 3])
    assert sizes == sorted(set(sizes))
    assert feeds == sorted(feeds)
