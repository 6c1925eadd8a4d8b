"""What time alone brings; twice the same changes nothing."""

import json

import pytest

from handbill.actions.admit import admit
from handbill.actions.appeal import appeal
from handbill.actions.complain import complain
from handbill.actions.hold import hold
from handbill.actions.item import take
from handbill.actions.redact import redact
from handbill.actions.withdraw import withdraw
from handbill.newswire.complaint import Complaint
from handbill.newswire.standing import state_of
from handbill.record.models import Entry
from handbill.ticks import tick
from tests.cast import DOUBT, FLOOD, HELD, SLOW, VANE, Town, files


def last(count: int = 1) -> list[dict[str, object]]:
    rows = Entry.objects.order_by("-id")[:count]
    return [json.loads(bytes(row.body)) for row in rows]


@pytest.mark.parametrize("kind", ["article", "comment"])
def test_a_slow_item_is_admitted_after_six_hours(site, kind):
    town = Town(site)
    first = town.publish(FLOOD)
    number = town.publish(VANE, SLOW) if kind == "article" else town.comment(first, VANE_SAYS, SLOW)
    town.go()
    assert "Quillfeather" not in town.page("index.html")
    town.later(hours=5, minutes=59).go()
    assert state_of(number) == "slow"
    town.later(minutes=1).go_and_verify()
    assert state_of(number) == "listed"
    assert "Quillfeather" in town.page("index.html")
    (entry,) = last()
    assert (entry["kind"], entry["number"], entry["by"]) == ("admit", number, "site")
    assert "content" not in entry


VANE_SAYS = {**DOUBT, "title": "Mrs Quillfeather knows"}


@pytest.mark.parametrize("kind", ["article", "comment"])
def test_a_held_item_is_redacted_after_thirty_days(site, kind):
    town = Town(site)
    first = town.publish(FLOOD)
    number = town.publish(VANE, HELD) if kind == "article" else town.comment(first, VANE_SAYS, HELD)
    appeal(town.author(), number, "Please read it.")
    town.later(days=29, hours=23, minutes=59).go()
    assert state_of(number) == "held"
    town.later(minutes=1).go_and_verify()
    assert state_of(number) == "redacted"
    (entry,) = last()
    assert (entry["kind"], entry["number"], entry["by"]) == ("redact", number, "site")
    assert "guideline" not in entry


def test_a_tick_twice_changes_nothing(site):
    town = Town(site)
    for verdict in (SLOW, SLOW, HELD):
        town.publish(VANE, verdict)
    town.go()
    assert tick(town.later(days=31).now) == 3
    town.go()
    before = files(site.public), Entry.objects.count()
    assert tick(town.now) == 0
    town.go()
    assert (files(site.public), Entry.objects.count()) == before


def test_who_was_faster_than_the_tick_is_right(site):
    """The hours count from the present standing, and an item that an editor dealt with is left alone."""
    town = Town(site)
    town.nora()
    slow, held = town.publish(VANE, SLOW), town.publish(VANE, HELD)
    town.later(hours=5)
    hold(town.desk(), slow, 3, "Let me ask.")
    admit(town.desk(), held)
    town.later(hours=2)
    hold(town.desk(), held, 3, "Once more.")
    assert tick(town.later(days=29).now) == 0
    assert (state_of(slow), state_of(held)) == ("held", "held")
    assert tick(town.later(hours=22).now) == 1
    assert (state_of(slow), state_of(held)) == ("redacted", "held")


def test_an_item_that_changes_while_the_tick_looks(site, monkeypatch):
    """Between the list of what is due and the act, an editor admits the item: it must not be destroyed."""
    town = Town(site)
    number = town.publish(VANE, HELD)

    def admitted_meanwhile(one):
        admit(town.operator(), one)
        return take(one)

    monkeypatch.setattr("handbill.ticks.take", admitted_meanwhile)
    assert tick(town.later(days=31).now) == 0
    assert state_of(number) == "listed"


def test_a_settled_complaint_is_destroyed_after_thirty_days(site):
    town = Town(site)
    number = town.publish()
    settled = complain(town.author(), number, None, "They name my aunt.")
    complain(town.author(), number, None, "Nobody dealt with this.")
    settled.done_at = town.now
    settled.save()
    before = Entry.objects.count()
    town.later(days=29, hours=23, minutes=59).go()
    assert Complaint.objects.count() == 2
    assert tick(town.later(minutes=1).now) == 0
    assert [it.text for it in Complaint.objects.all()] == ["Nobody dealt with this."]
    assert Entry.objects.count() == before


@pytest.mark.parametrize("how", ["redact", "withdraw", "time"])
def test_complaints_go_with_what_they_quote(site, how):
    town = Town(site)
    town.nora()
    number, other = town.publish(VANE, HELD), town.publish()
    complain(town.author(), number, None, "It says: Quillfeather.")
    complain(town.author(), other, None, "Another.")
    Complaint.objects.create(number=number, text="Settled: Quillfeather.", at=town.now, done_at=town.now)
    redact(town.desk(), number, 3, "A name.", field="title")
    assert Complaint.objects.count() == 3
    match how:
        case "redact":
            redact(town.desk(), number, 3, "All of it.")
        case "withdraw":
            withdraw(town.author(), number)
        case _:
            town.later(days=30).go()
    assert [it.number for it in Complaint.objects.filter(text__contains="Quillfeather")] == []
    assert [it.number for it in Complaint.objects.all()] == [other]
