"""A flood makes new articles slow, by an entry of the site's; six hours later they are where all others are, and the mode is open again."""

import dataclasses
import itertools
import json
from pathlib import Path

import pytest

from handbill import settings
from handbill.actions.act import Act, Refused
from handbill.actions.comment import comment
from handbill.actions.publish import publish
from handbill.actions.set_mode import set_mode
from handbill.guard.models import Hour
from handbill.guard.ticket import Ticket
from handbill.limits import SURGE_ARTICLES, SURGE_HELD
from handbill.newswire.mode import Mode, is_surge
from handbill.newswire.standing import Standing, state_of
from handbill.record.models import Entry
from handbill.settings import Front, Settings
from handbill.ticks import tick
from tests.archive.again import made_again
from tests.cast import DOUBT, FLOOD, Town, files

CODES = (f"{code:064x}" for code in itertools.count(1))


@pytest.fixture
def town(site: Settings) -> Town:
    here = dataclasses.replace(site, front=Front(limits="on"))
    settings.use(here)
    return Town(here)


def send(town: Town, title: str) -> int:
    """Publish as the doors do, with a ticket that the guard sees."""
    ticket = Ticket.of("", title, title, "article", town.now)
    return publish(town.author(), {**FLOOD, "title": title}, next(CODES), ticket=ticket).number


def answer(town: Town, above: int, body: str) -> int:
    ticket = Ticket.of("", body, body, "comment", town.now)
    said = {**DOUBT, "title": body, "body": body}
    return comment(town.author(), above, said, next(CODES), ticket=ticket).number


def flood(town: Town) -> None:
    """More in one hour than is usual anywhere, in steps too small for the rule of five minutes."""
    for count in range(SURGE_ARTICLES + 1):
        if count % 20 == 19:
            town.later(minutes=6)
        send(town, f"Buy shoes {count}")


def decided() -> list[tuple[str, str, str]]:
    rows = [json.loads(bytes(row.body)) for row in Entry.objects.order_by("id")]
    return [(row["at"], row["by"], row.get("via", "")) for row in rows if row["kind"] == "set-mode"]


def test_a_flood_and_its_end(town: Town, server: str, tmp_path: Path) -> None:
    first = send(town, "The ferry is late")
    answer(town, first, "It always is.")
    town.later(hours=1, minutes=10)
    flood(town)
    assert not is_surge()
    answer(town, first, "Buy shoes too.")
    assert tick(town.now) == 1
    assert decided() == [("2024-03-04T10:52Z", "site", "")]
    assert tick(town.now) == 0
    slow = send(town, "A quiet word about the sluice")
    answered = answer(town, first, "And shoes again.")
    assert (state_of(slow), state_of(answered)) == ("slow", "listed")
    town.go_and_verify()
    before = files(town.site.public)
    town.go()
    assert files(town.site.public) == before

    index = town.page("index.html")
    assert "It always is." in index
    assert "shoes too" not in index
    assert "shoes again" not in index
    places = (
        "index.html",
        "feed.atom",
        "feed.rss",
        "feed.json",
        "topic/water/feed.atom",
        "newswire/index.html",
        "topic/water/index.html",
    )
    assert [path for path in places if "sluice" in town.page(path)] == [
        "newswire/index.html",
        "topic/water/index.html",
    ]
    (page,) = (
        it
        for it in (town.site.public / "record/decision").glob("*.html")
        if '<dd class="said" dir="auto">surge' in it.read_text()
    )
    assert "let new articles wait six hours for the front page" in page.read_text()
    assert (
        f"{SURGE_ARTICLES + 1} articles came within an hour; up to {SURGE_ARTICLES} would be usual."
        in page.read_text()
    )

    town.later(hours=2).go_and_verify()
    assert len(decided()) == 2
    assert not is_surge()
    assert "shoes again" in town.page("index.html")
    assert state_of(send(town, "Calm again")) == "listed"
    town.go()
    assert ("Calm again" in town.page("index.html"), "sluice" in town.page("index.html")) == (True, False)
    town.later(hours=4).go_and_verify()
    assert [path for path in places if "sluice" not in town.page(path)] == []
    assert Standing.objects.filter(state="slow", over=False).count() == 0

    kept = files(town.site.public / "record" / "decision")
    made, _done = made_again(town, server, tmp_path, (town.site.secrets / "record").read_bytes())
    assert files(made.public / "record" / "decision") == kept
    assert list(Mode.objects.filter(over=False).values_list("name", flat=True)) == ["open"]


def test_what_the_guard_holds_makes_no_article_slow(town: Town) -> None:
    """One address sends more comments that are held than is usual, in seconds: nobody reads them, and nobody waits for them."""
    first = send(town, "The ferry is late")
    held = [
        answer(town, first, "Shoes from the shop beside the old mill, half the price today.")
        for _ in range(SURGE_HELD + 3)
    ]
    assert Hour.objects.get().held > SURGE_HELD
    assert state_of(held[-1]) == "held"
    assert tick(town.now) == 0
    assert state_of(send(town, "A quiet word about the sluice")) == "listed"


def test_what_a_person_sets_holds_for_six_hours(town: Town) -> None:
    town.nora()
    set_mode(town.desk(), "surge", "We expect a flood.")
    assert tick(town.later(hours=5, minutes=59).now) == 0
    assert is_surge()
    assert tick(town.later(minutes=1).now) == 1
    assert not is_surge()
    flood(town)
    set_mode(Act("site", town.now, "shell"), "open", "These are all of the fair.")
    assert tick(town.later(minutes=1).now) == 0
    assert not is_surge()
    assert [(by, via) for _at, by, via in decided()] == [("editor:1", ""), ("site", ""), ("site", "shell")]


def test_what_is_refused(town: Town) -> None:
    town.nora()
    before = Entry.objects.count()
    with pytest.raises(Refused, match="open or surge"):
        set_mode(town.desk(), "closed", "Enough.")
    with pytest.raises(Refused, match="so already"):
        set_mode(town.operator(), "open", "As ever.")
    assert (Entry.objects.count(), Mode.objects.count()) == (before, 0)
    set_mode(town.desk(), "open", "The fair begins.")
    with pytest.raises(Refused, match="so already"):
        set_mode(town.desk(), "open", "Twice.")
    set_mode(town.later(hours=6).desk(), "open", "The fair goes on.")
    assert Mode.objects.filter(over=False).count() == 1


def test_what_is_made_by_other_ways_is_not_counted(town: Town) -> None:
    """An import, or what `handbill demo` publishes, is no flood."""
    for _ in range(3):
        town.publish()
    town.bring()
    assert Hour.objects.count() == 0
