"""The page that counts: what it counts, by what, and that it follows from the record alone."""

import json
import re
from datetime import timedelta
from typing import Any

import html5lib
import pytest
import time_machine
from django.core.management import call_command
from django.db import connections

from handbill.actions.admit import admit
from handbill.actions.answer import answer
from handbill.actions.appeal import appeal
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.redact import redact
from handbill.actions.unhide import unhide
from handbill.actions.withdraw import withdraw
from handbill.newswire.tally import OpenAppeal, Tally
from handbill.pages import filing
from handbill.pages.moment import frozen
from handbill.rebuild import rebuild
from handbill.ticks import tick
from tests.cast import HELD, Town, Walk, differences, files

PAGE, DATA = "record/transparency.html", "record/transparency.json"
NAMESPACES = {"h": "http://www.w3.org/1999/xhtml", "s": "http://www.w3.org/2000/svg"}


@pytest.fixture
def town(site):
    town = Town(site)
    town.nora()
    town.idris()
    return town


def told(town: Town) -> Any:
    return json.loads(town.page(DATA))


def month(town: Town, name: str) -> dict[str, Any]:
    return next(it for it in told(town)["months"] if it["month"] == name)


def minutes(town: Town, what: str, name: str = "2024-03") -> dict[str, int] | None:
    found: dict[str, int] | None = month(town, name)["minutes"].get(what)
    return found


def by_guideline(town: Town) -> dict[int, dict[str, int]]:
    return {it.pop("guideline"): {name: n for name, n in it.items() if n} for it in told(town)["guidelines"]}


def section(town: Town, name: str) -> str:
    """Give a part of the page as its text, without tags."""
    part = town.page(PAGE).split(f'<h2 id="{name}">')[1].split("<h2")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))


def table(town: Town, name: str) -> dict[str, list[str]]:
    """Give a table of the page by its heading: title of the line -> cells."""
    tree: Any = html5lib.parse(town.page(PAGE))
    found = tree.find(f".//h:table[@aria-labelledby='{name}']", NAMESPACES)
    return {
        "".join(row.find("h:th", NAMESPACES).itertext()): [
            "".join(cell.itertext()) for cell in row.findall("h:td", NAMESPACES)
        ]
        for row in found.findall(".//h:tbody/h:tr", NAMESPACES)
    }


def test_an_empty_site_says_so(site):
    town = Town(site)
    town.go_and_verify()
    assert "Nothing to count yet." in section(town, "months")
    assert "No appeal waits for an answer." in section(town, "appeals")
    assert "<svg" not in town.page(PAGE)
    assert told(town) == {"guidelines": [], "months": [], "open_appeals": 0, "years": []}
    assert 'href="../record/transparency.html"' in town.page("record/index.html")


def test_what_is_done_is_counted_in_its_month(town):
    first, second = town.publish(), town.publish()
    town.comment(first)
    town.bring()
    hide(town.desk(), first, 3, "It names a neighbour.")
    town.later(days=40)
    unhide(town.desk(), first, "It is her own shop sign.")
    redact(town.desk(), second, 2, "A threat.")
    town.comment(first)
    town.go_and_verify()
    rows = table(town, "months")
    assert list(rows) == ["Apr 2024", "Mar 2024"]
    assert rows["Mar 2024"] == ["3", "1", "0", "0", "0", "0"]
    assert rows["Apr 2024"] == ["1", "0", "1", "1", "0", "0"]
    assert month(town, "2024-03") == {
        "month": "2024-03",
        "published": 3,
        "hidden": 1,
        "unhidden": 0,
        "redacted": 0,
        "appealed": 0,
        "answered": 0,
        "guidelines": [
            {"guideline": 3, "hidden": 1, "unhidden": 0, "redacted": 0, "appealed": 0, "answered": 0}
        ],
        "minutes": {"read": {"count": 1, "median": 0, "p90": 0}},
    }
    assert 'href="../record/month/2024-03/index.html"' in town.page(PAGE)


def test_what_takes_back_or_asks_counts_for_the_guideline_that_was_cited(town):
    number = town.publish()
    hide(town.desk(), number, 2, "Rude.")
    unhide(town.desk(), number, "Not so rude.")
    hide(town.desk(), number, 3, "It names a neighbour.")
    appeal(town.author(), number, "It names nobody.")
    answer(town.desk(2), number, "It does not.")
    unhide(town.desk(2), number, "It names nobody.")
    town.go_and_verify()
    assert by_guideline(town) == {
        2: {"hidden": 1, "unhidden": 1},
        3: {"hidden": 1, "unhidden": 1, "appealed": 1, "answered": 1},
    }
    rows = table(town, "rules")
    assert rows["3. Private details of private persons"] == ["1", "0", "1", "1"]
    assert rows[next(title for title in rows if title.startswith("1."))] == ["0", "0", "0", "0"]


def test_a_part_that_is_redacted_leaves_the_item_as_it_was(town):
    number = town.publish()
    redact(town.desk(), number, 3, "A name.", field="byline")
    town.later(minutes=30)
    hide(town.desk(), number, 2, "Rude.")
    town.later(minutes=10)
    held = town.publish(verdict=HELD)
    town.later(minutes=10)
    redact(town.desk(), held, 3, "A name.", field="byline")
    town.later(minutes=10)
    admit(town.desk(), held)
    town.go_and_verify()
    assert month(town, "2024-03")["redacted"] == 2
    assert minutes(town, "read") == {"count": 1, "median": 30, "p90": 30}
    assert minutes(town, "held") == {"count": 1, "median": 20, "p90": 20}


def test_how_long_things_take(town):
    readable, held, back = town.publish(), town.publish(verdict=HELD), town.publish(verdict=HELD)
    town.later(minutes=47)
    admit(town.desk(), held, "Read.")
    admit(town.desk(), back, "Read.")
    town.later(minutes=16)
    for number in (readable, back):
        hide(town.desk(), number, 3, "It names a neighbour.")
    appeal(town.author(), readable, "It names nobody.")
    town.later(days=2, hours=7)
    answer(town.desk(2), readable, "It does not.")
    town.go_and_verify()
    assert minutes(town, "held") == {"count": 2, "median": 47, "p90": 47}
    assert minutes(town, "read") == {
        "count": 2,
        "median": 16,
        "p90": 63,
    }  # since it was admitted, and since it was sent
    assert minutes(town, "asked") == {"count": 1, "median": 3240, "p90": 3240}
    rows = table(town, "plot-asked-heading")
    assert rows == {"Mar 2024": ["1", "2d 6h", "2d 6h"]}
    assert "half within" not in town.page(PAGE).split('<h3 id="plot-asked')[1]
    assert "Once since March 2024: 2 days 6 hours." in town.page(PAGE)
    assert (
        "2 times since March 2024: half within 16 minutes, nine of ten within 1 hour 3 minutes."
        in town.page(PAGE)
    )


def test_only_the_first_hiding_counts_as_time_to_decision(town):
    number = town.publish()
    hide(town.desk(), number, 3, "It names a neighbour.")
    unhide(town.desk(), number, "It is her own shop sign.")
    town.later(days=3)
    hide(town.desk(), number, 3, "It names a neighbour.")
    town.go_and_verify()
    assert minutes(town, "read") == {"count": 1, "median": 0, "p90": 0}
    assert month(town, "2024-03")["hidden"] == 2


def test_what_came_hidden_with_an_import_is_not_a_decision_of_this_desk(town):
    town.publish()
    number = town.bring()
    hide(town.operator(), number, None, "It was hidden where it came from.")
    town.later(minutes=5)
    unhide(town.desk(), number, "It may be read here.")
    hide(town.desk(), number, 2, "Rude.")
    town.go_and_verify()
    assert month(town, "2024-03")["hidden"] == 1
    assert month(town, "2024-03")["published"] == 1
    assert minutes(town, "read") is None
    assert by_guideline(town)[0] == {"unhidden": 1}


def test_what_time_alone_decides_is_nobodys_answer(town):
    town.publish(verdict=HELD)
    town.go()
    town.later(days=31)
    assert tick(town.now) == 1
    town.go_and_verify()
    assert month(town, "2024-04")["redacted"] == 1
    assert minutes(town, "held", "2024-04") is None
    assert table(town, "rules")["No guideline"] == ["0", "1", "0", "0"]


def test_an_open_appeal_is_listed_until_it_is_answered(town):
    article = town.publish()
    comment = town.comment(article)
    hide(town.desk(), article, 3, "It names a neighbour.")
    hold(town.desk(), comment, 3, "It waits.")
    appeal(town.author(), article, "It names nobody.")
    town.later(minutes=3)
    appeal(town.author(), comment, "Nor this.")
    town.go_and_verify()
    assert "2 appeals wait for an answer, the oldest first." in section(town, "appeals")
    page = town.page(PAGE).split('<h2 id="appeals">')[1]
    assert page.index(f'href="../hidden/{article}.html"') < page.index(f"{article}.html#comment-{comment}")
    assert '<time datetime="2024-03-04T09:30+00:00">' in page
    decision = re.findall(r"record/(decision/\d+\.html)", page)[0]
    assert "It names nobody." in town.page(f"record/{decision}")
    answer(town.desk(2), article, "It does.")
    town.go_and_verify()
    assert "1 appeal waits for an answer." in section(town, "appeals")
    assert f"Comment {comment}" in section(town, "appeals")
    withdraw(town.author(), comment)
    town.go_and_verify()
    assert "No appeal waits for an answer." in section(town, "appeals")
    assert told(town)["open_appeals"] == 0


@pytest.mark.once
def test_plots_are_well_formed_and_say_what_the_tables_say(site):
    town = Town(site)
    walk = Walk(town, 11)
    for _ in range(120):
        walk.step()
    for number in (town.publish(), town.publish()):
        town.later(days=33)
        town.hide(number)
        unhide(town.operator(), number, "It may be read.")
    town.go_and_verify()
    tree = html5lib.HTMLParser(strict=True).parse(town.page(PAGE))
    plots = tree.findall(".//s:svg", NAMESPACES)
    assert {it.get("id") for it in plots} >= {"plot-published", "plot-hidden", "plot-guidelines", "plot-read"}
    for plot in plots:
        assert plot.get("role") == "img"
        ids = {it.get("id") for it in plot}
        assert set(plot.get("aria-labelledby").split()) <= ids
        assert all(it.get("fill") in {None, "none"} for it in plot.iter() if it is not plot)
    rows = table(town, "months")
    for column, name in enumerate(("published", "hidden", "unhidden")):
        svg = next(it for it in plots if it.get("id") == f"plot-{name}")
        drawn = dict(it.text.rsplit(": ", 1) for it in svg.findall("s:rect/s:title", NAMESPACES))
        assert drawn == {title: cells[column] for title, cells in rows.items() if cells[column] != "0"}
        assert drawn
    bars = next(it for it in plots if it.get("id") == "plot-guidelines")
    said = sorted(it.text for it in bars.findall("s:text", NAMESPACES) if ": " in it.text)
    assert said == sorted(
        f"{heading}: {count}"
        for cells in table(town, "rules").values()
        for heading, count in zip(("Hidden", "Redacted", "Unhidden", "Appealed"), cells, strict=True)
        if count != "0"
    )
    for what in ("read", "held", "asked"):
        spans = [it for it in plots if it.get("id") == f"plot-{what}"]
        if spans:
            marks = [it.text for it in spans[0].findall("s:g/s:title", NAMESPACES)]
            lines = table(town, f"plot-{what}-heading")
            assert marks == [f"{title}: {cells[1]}; {cells[2]}" for title, cells in reversed(lines.items())]


def axis(town: Town, name: str) -> list[str]:
    """Give the words below a plot, from the left."""
    tree: Any = html5lib.parse(town.page(PAGE))
    svg = tree.find(f".//s:svg[@id='plot-{name}']", NAMESPACES)
    ground = int(svg.findall("s:line[@x2='100%']", NAMESPACES)[-1].get("y1")) + 15
    found = [it for it in svg.findall("s:text", NAMESPACES) if it.get("y") == str(ground)]
    return [it.text for it in sorted(found, key=lambda it: float(it.get("x")[:-1]))]


@pytest.mark.once
def test_each_plot_names_its_first_month_and_its_last(town):
    number = town.publish()
    town.later(minutes=5).go()
    hide(town.desk(), number, 3, "It names a neighbour.")
    town.go_and_verify()
    assert axis(town, "published") == axis(town, "hidden") == axis(town, "read") == ["Mar 2024"]
    town.later(days=62)
    town.publish()
    town.go_and_verify()
    assert axis(town, "published") == axis(town, "read") == ["Mar 2024 \N{EN DASH} May 2024"]
    town.later(days=400)
    town.publish()
    town.go_and_verify()
    assert axis(town, "published") == axis(town, "read") == axis(town, "hidden")
    assert axis(town, "hidden")[0].endswith("2024")
    assert axis(town, "hidden")[-1] == "Jun 2025"


@pytest.mark.once
def test_what_was_never_done_has_no_plot(town):
    town.publish()
    town.go_and_verify()
    assert "plot-published" in town.page(PAGE)
    assert "plot-hidden" not in town.page(PAGE)
    assert re.search('<h3>Hidden</h3>\\s*<p class="empty">None yet.</p>', town.page(PAGE))
    assert "the highest is Mar 2024 with 0" not in town.page(PAGE)
    town.hide(1)
    town.go_and_verify()
    assert "plot-hidden" in town.page(PAGE)


def test_older_years_are_summed_up_and_no_month_is_left_out(site):
    town = Town(site)
    town.now = town.now.replace(year=2021)
    town.nora()
    for _ in range(4):
        hide(town.desk(), town.publish(), 3, "It names a neighbour.")
        town.later(days=280)
    town.publish()
    town.go_and_verify()
    rows = table(town, "months")
    assert next(iter(rows)) == "Mar 2024"
    assert list(rows)[-3:] == ["Jan 2023", "2022", "2021"]
    assert len(rows) == 3 + 12 + 2
    assert rows["2021"][:2] == ["2", "2"]
    assert rows["Feb 2024"] == ["0"] * 6
    assert sum(int(cells[0]) for cells in rows.values()) == 5
    assert [it["year"] for it in told(town)["years"]] == ["2021", "2022"]


def test_the_numbers_thrown_away_are_the_same_again(site):
    town = Town(site)
    walk = Walk(town, 7)
    for _ in range(200):
        walk.step()
    number = town.publish()
    town.hide(number)
    appeal(town.author(), number, "It names nobody.")
    town.go()
    before, there = files(town.site.public), kept()
    assert OpenAppeal.objects.exists()
    assert len(there) > 10
    filing.throw_away()
    assert kept() == set()
    with frozen(town.site):
        assert kept() == there
    Tally.objects.update(count=999)  # somebody meddled
    connections.close_all()
    with time_machine.travel(town.now, tick=False):
        rebuild(town.site, lambda _done: None, processes=1)
    assert kept() == there
    assert differences(before, files(town.site.public)) == []


def test_the_numbers_do_not_hang_on_how_many_entries_are_counted_at_once(site, monkeypatch):
    town = Town(site)
    walk = Walk(town, 9)
    for _ in range(80):
        walk.step()
    town.go()
    there = kept()
    monkeypatch.setattr(filing, "CHUNK", 7)
    filing.throw_away()
    with frozen(town.site):
        assert kept() == there


def kept() -> set[tuple[Any, ...]]:
    return {
        *Tally.objects.values_list("what", "month", "guideline", "spent", "count"),
        *OpenAppeal.objects.values_list("number", "entry_id", "at"),
    }


def test_the_longer_something_takes_the_coarser_it_is_kept(town):
    number = town.publish()
    for span in (timedelta(minutes=119), timedelta(hours=5, minutes=13), timedelta(days=9, hours=5)):
        hold(town.desk(), number, 3, "It waits.")
        town.now += span
        admit(town.desk(), number)
    town.go_and_verify()
    assert set(Tally.objects.filter(what="held").values_list("spent", flat=True)) == {119, 300, 9 * 1440}
    assert minutes(town, "held") == {"count": 3, "median": 300, "p90": 9 * 1440}


def test_the_tables_are_those_of_the_migrations(site):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
