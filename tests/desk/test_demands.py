"""Legal demands: recorded as they come, waiting with a clock, and told in public by the decision that follows them."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from handbill.actions.act import Act, Refused
from handbill.actions.receive import receive
from handbill.desk import demands
from handbill.desk.acting import Usage, act
from handbill.newswire.decision import Decision
from handbill.newswire.demand import Demand
from handbill.newswire.standing import state_of
from handbill.record.format.commitment import values
from handbill.record.models import Entry
from handbill.ticks import tick
from handbill.worker import Worker
from tests.desk.desk import signed_in, words

CAME = {
    "verb": "receive",
    "text": "Take down the name.",
    "sender": "The district court",
    "received": "2026-11-20",
    "due": "2026-11-27",
}
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def test_it_waits_in_the_queue_with_its_clock(ines):
    before = Entry.objects.count()
    done = ines.post("/desk/item/1/", **CAME)
    assert (done.status_code, done["Location"]) == (303, "../../../desk/item/1/?done=receive")
    assert Entry.objects.count() == before
    for path in ("/desk/", "/desk/?view=demands", "/desk/item/1/"):
        page = words(ines.get(path))
        assert "Take down the name." in page
        assert "received 3 days ago, due in 4 days" in page
    assert "The district court" in words(ines.get("/desk/item/1/"))
    assert 'desk/item/1/"' not in ines.get("/desk/?view=held").content.decode()


@pytest.mark.once
@pytest.mark.parametrize(
    ("received", "due", "said"),
    [
        (0, None, "received today"),
        (1, 0, "received 1 day ago, due today"),
        (2, -1, "received 2 days ago, due 1 day ago"),
        (40, 1, "received 40 days ago, due in 1 day"),
    ],
)
def test_the_clock_in_words(wire, received, due, said):
    today = NOW.date()
    ends = None if due is None else today + timedelta(days=due)
    came = receive(Act.site(), 1, "x", "", today - timedelta(days=received), ends)
    assert demands.clock(came) == said


WRONG = {
    "nothing demanded": ({"text": " "}, "Say what is demanded."),
    "too much": ({"text": "x" * 2001}, "At most 2000"),
    "too long a sender": ({"sender": "x" * 2001}, "At most 2000"),
    "no day": ({"received": ""}, "A day is like"),
    "a day that is none": ({"received": "2026-02-30"}, "A day is like"),
    "a day in another form": ({"received": "20261120"}, "A day is like"),
    "tomorrow": ({"received": "2026-11-24"}, "has not come yet"),
    "due before it came": ({"due": "2026-11-19"}, "It came after that day."),
    "due on no day": ({"due": "soon"}, "A day is like"),
}


@pytest.mark.once
@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_filled_in_is_said_and_nothing_is_stored(ines, name):
    given, said = WRONG[name]
    answered = ines.post("/desk/item/1/", **{**CAME, **given})
    assert answered.status_code == 422
    assert said in words(answered)
    if "text" not in given:
        assert "Take down the name." in words(answered)
    assert Demand.objects.count() == 0


@pytest.mark.parametrize("verb", ["hide", "hold"])
def test_a_decision_that_follows_it_says_so_in_public(ines, verb, site):
    ines.post("/desk/item/1/", **CAME)
    form = ines.get("/desk/item/1/").content.decode()
    assert 'value="2026-11-20"' in form
    given = {
        "guideline": "3",
        "reason": "It names a child.",
        "demand": "The court wants the name out.",
        "demanded": "2026-11-20",
    }
    assert ines.post("/desk/item/1/", verb=verb, **given).status_code == 303
    assert not Demand.objects.filter(done_at=None).exists()
    assert "court wants" in words(ines.get("/desk/item/1/"))
    Worker(site).run_once(NOW)
    article = (site.public / "2026/11/1.html").read_text("utf-8")
    assert "The court wants the name out." in article
    assert "received on Friday 20 November 2026" in re.sub(r"<[^>]+>", "", article)
    assert "The district court" not in article
    decisions = [file.read_text("utf-8") for file in (site.public / "record/decision").glob("*.html")]
    (decision,) = [page for page in decisions if "The court wants the name out." in page]
    assert "2026-11-20" in decision


def test_a_redaction_carries_the_demand_of_its_proposal(ines, site):
    bo = signed_in("Bo")
    given = {"verb": "redact", "guideline": "3", "reason": "A name.", "confirm": "1"}
    ines.post("/desk/item/1/", **given, demand="The court wants it out.", demanded="2026-11-20")
    assert "The court wants it out." in words(bo.get("/desk/item/1/"))
    bo.post("/desk/item/1/", **given)
    Worker(site).run_once(NOW)
    assert state_of(1) == "redacted"
    page = (site.public / "2026/11/1.html").read_text("utf-8")
    assert "The court wants it out." in page


def test_from_the_queue_it_follows_the_demand_too(ines):
    for number in (1, 3):
        ines.post(f"/desk/item/{number}/", **CAME)
    page = ines.get("/desk/?view=demands&at=3").content.decode()
    form = page[page.index('<form class="decide"') : page.index('<div class="around">')]
    assert "It follows a legal demand" in form
    assert 'name="demanded" max="2026-11-23" value="2026-11-20"' in form
    sent = {"demand": "The court wants the name out.", "demanded": "2026-11-20", "place": "view=demands"}
    given = {**sent, "guideline": "3", "reason": "It names a child."}
    before = Entry.objects.count()
    wrong = ines.post("/desk/item/3/", seen="/desk/?at=3", verb="hide", **{**given, "demanded": "soon"})
    assert (wrong.status_code, Entry.objects.count()) == (422, before)
    assert ines.post("/desk/item/3/", seen="/desk/?at=3", verb="hide", **given).status_code == 303
    decision = Decision.objects.get(number=3, kind="hide")
    assert values(json.loads(decision.fields))["demand"] == "The court wants the name out."
    assert [it.number for it in Demand.objects.filter(done_at=None)] == [1]
    act("hold", "article/1", guideline=3, reason="r")
    admitted = ines.post("/desk/item/1/", seen="/desk/?at=1", verb="admit", **{**given, "reason": ""})
    assert (admitted.status_code, Demand.objects.filter(done_at=None).count()) == (303, 1)


def test_it_is_dealt_with_where_nothing_is_decided(ines):
    ines.post("/desk/item/1/", **CAME)
    before = Entry.objects.count()
    assert ines.post("/desk/item/1/", verb="followed").status_code == 303
    assert Entry.objects.count() == before
    assert "Take down the name." not in words(ines.get("/desk/"))
    assert Demand.objects.count() == 1
    tick(NOW + timedelta(days=31))
    assert Demand.objects.count() == 0


def test_it_goes_with_the_item(ines):
    ines.post("/desk/item/1/", **CAME)
    act("redact", "article/1", guideline=3, reason="r")
    assert Demand.objects.count() == 0


USAGE: dict[str, dict[str, Any]] = {
    "without its day": {"demand": "d"},
    "a day alone": {"demanded": "2026-11-20"},
    "a day that is none": {"demand": "d", "demanded": "2026-02-30"},
    "a day to come": {"demand": "d", "demanded": "2026-11-24"},
}


@pytest.mark.once
@pytest.mark.parametrize("name", USAGE)
def test_at_the_shell_an_order_that_is_none(town, name):
    before = Entry.objects.count()
    with pytest.raises(Usage):
        act("hide", "article/1", guideline=1, reason="r", **USAGE[name])
    with pytest.raises(Usage):
        act("feature", "article/1", reason="r", demand="d", demanded="2026-11-20")
    assert (Entry.objects.count(), state_of(1)) == (before, "listed")


def test_at_the_shell_it_follows_one(town):
    with pytest.raises(Refused, match="At most"):
        act("hide", "article/1", guideline=1, reason="r", demand="d" * 2001, demanded="2026-11-20")
    receive(Act.site(), 1, "x", "", date(2026, 11, 20), None)
    act("hide", "article/1", guideline=1, reason="r", demand="d", demanded="2026-11-20")
    assert not Demand.objects.filter(done_at=None).exists()
