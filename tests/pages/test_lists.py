"""Lists keep their places: numbered pages change only as an act on one of their items, or a newer page, asks."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from handbill import settings
from handbill.actions.redact import redact
from handbill.actions.revise import revise
from handbill.actions.set_page import set_page
from tests.cast import BRIDGE, FLOOD, Town, differences, files

FLAT = {**BRIDGE, "topics": ["water"]}


def lines(page: str) -> list[int]:
    """The numbers of the articles in a list, in their order, stubs too."""
    return [
        int(one)
        for one in re.findall(r'<li class="line[^"]*">\s*<a[^>]*href="[./]*\d{4}/\d\d/(\d+)\.html"', page)
    ]


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 100, 101])
def test_so_many_items(site, count):
    town = Town(site)
    for _ in range(count):
        town.publish(FLAT)
    town.go_and_verify()
    pages = -(-count // 50)
    for name in ("newswire", "topic/water"):
        assert lines(town.page(f"{name}/index.html")) == list(range(count, max(count - 50, 0), -1))
        for page in range(1, pages + 1):
            found = lines(town.page(f"{name}/{page}.html"))
            assert found == list(range(min(page * 50, count), (page - 1) * 50, -1))
        assert not town.there(f"{name}/{pages + 1}.html")
        linked = {
            (page, int(to))
            for page in range(1, pages + 1)
            for to in re.findall(r'href="[./]*' + name + r'/(\d+)\.html"', town.page(f"{name}/{page}.html"))
        }
        assert linked == {
            (page, to) for page in range(1, pages + 1) for to in (page - 1, page + 1) if 0 < to <= pages
        }


def test_what_follows_changes_no_full_page_but_by_one_link(site):
    town = Town(site)
    for _ in range(50):
        town.publish(FLAT)
    town.go()
    full = files(site.public)
    town.publish(FLAT)
    town.later(days=1).go()
    linked = files(site.public)
    assert "newswire/1.html" in differences(full, linked)
    for _ in range(55):
        town.publish(FLAT)
    town.go()
    changed = differences(linked, files(site.public))
    assert not {"newswire/1.html", "topic/water/1.html"} & set(changed)


def test_an_act_on_an_item_changes_its_own_numbered_page_alone(site):
    town = Town(site)
    town.nora()
    for _ in range(101):
        town.publish(FLAT)
    town.go()
    before = files(site.public)
    redact(town.desk(), 60, 3, "It names a child.")
    town.go_and_verify()
    changed = {name for name in differences(before, files(site.public)) if not name.endswith(".gz")}
    numbered = {
        name for name in changed if re.fullmatch(r"[a-z/]+/\d+\.html", name) and "/decision/" not in name
    }
    assert numbered == {"newswire/2.html", "topic/water/2.html"}
    assert lines(town.page("newswire/2.html")) == list(range(100, 50, -1))


def test_a_place_stays_as_a_stub_when_a_topic_is_taken_away(site):
    town = Town(site)
    town.publish(FLOOD)
    revise(town.author(), 1, {**FLOOD, "topics": ["housing"]})
    town.go_and_verify()
    assert lines(town.page("topic/water/1.html")) == [1]
    assert FLOOD["title"] not in town.page("topic/water/1.html")
    for name in ("topic/water/index.html", "topic/water/feed.atom"):
        assert FLOOD["title"] not in town.page(name)
    for name in ("topic/housing/1.html", "topic/housing/index.html", "topic/housing/feed.atom"):
        assert FLOOD["title"] in town.page(name)


def test_older_imports_come_last_by_place_and_sort_by_their_date(site):
    town = Town(site)
    town.publish(FLOOD)
    old = town.bring(sorts_at=town.now - timedelta(days=4000), dated=True, timed=True)
    town.go_and_verify()
    assert lines(town.page("newswire/1.html")) == [old, 1]
    assert lines(town.page("newswire/index.html")) == [1, old]
    assert "newswire/2013/03/22.html" in town.page("newswire/2024/03/04.html")
    assert "newswire/2024/03/04.html" in town.page("newswire/2013/03/22.html")
    assert "sitemap/2013-03.xml" in town.page("sitemap.xml")


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
@pytest.mark.parametrize("year", [1, 999, 9999])
def test_dates_at_the_ends_of_the_calendar(site, zone, year):
    elsewhere = replace(site, timezone=zone)
    settings.use(elsewhere)
    town = Town(elsewhere)
    town.bring(
        sorts_at=town.now.replace(year=year, month=12 if year == 9999 else 1, day=31 if year == 9999 else 1),
        dated=True,
        timed=False,
    )
    town.go_and_verify()
    assert lines(town.page("newswire/index.html")) == [1]


def test_a_renamed_topic_is_renamed_everywhere_and_what_came_with_it_is_listed(site):
    town = Town(site)
    town.publish(FLOOD)
    town.go()
    set_page(town.operator(), "topic/water", "The river")
    town.worker.run_once(town.now)  # articles and lists have each their time
    town.publish({**FLOOD, "title": "The river is back"})
    town.worker.run_once(town.now)
    town.go_and_verify()
    assert "The river</a>" in town.page("2024/03/1.html")
    assert "The river is back" in town.page("newswire/1.html")
    assert "The river is back" in town.page("index.html")


def test_a_day_begins_with_its_first_minute_and_ends_before_the_next(site):
    """What was imported by the day alone stands at midnight."""
    town = Town(site)
    first, second, late, third = (
        town.bring(BRIDGE, sorts_at=town.now.replace(2001, 7, day, hour, minute), dated=True)
        for day, hour, minute in ((9, 0, 0), (10, 0, 0), (10, 23, 59), (11, 0, 0))
    )
    town.go_and_verify()
    pages = {day: town.page(f"newswire/2001/07/{day:02}.html") for day in (9, 10, 11)}
    assert {day: lines(page) for day, page in pages.items()} == {9: [first], 10: [second, late], 11: [third]}
    beside = {
        day: set(re.findall(r'href="(?:[./]*)newswire/2001/07/(\d+)\.html"', page))
        for day, page in pages.items()
    }
    assert beside == {9: {"10"}, 10: {"09", "11"}, 11: {"10"}}
