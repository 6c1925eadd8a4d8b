"""One decision about several items: shown first, then each in its own transaction."""

import json
import re

import pytest

from handbill.actions.act import Act
from handbill.actions.complain import complain
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.revise import revise
from handbill.newswire.complaint import Complaint
from handbill.newswire.decision import Decision
from handbill.newswire.standing import state_of
from handbill.record.models import Entry
from tests.desk.desk import TEXT, token_in, words

HIDE = {"verb": "hide", "guideline": "4", "reason": "The same advertisement."}


def send(ines, numbers, **values):
    token = token_in(ines.get("/desk/"))
    return ines.client.post("/desk/selection/", {"token": token, "number": numbers, **values})


def confirm(ines, page, **values):
    """Press the button of the page that shows what becomes public, as a browser would."""
    html = page.content.decode()
    fields = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', html.partition("<main")[2])
    sent: dict[str, list[str]] = {}
    for name, value in fields:
        sent.setdefault(name, []).append(value)
    return ines.client.post("/desk/selection/", {**sent, "action": "decide", **values})


def test_it_is_shown_first_and_nothing_happens(ines):
    before = Entry.objects.count()
    page = send(ines, ["1", "2", "3"], action="show", **HIDE)
    assert (page.status_code, Entry.objects.count()) == (200, before)
    shown = " ".join(words(page).split())
    assert "The record will say this 3 times" in shown
    assert "The same advertisement." in shown
    assert "The well is dry" in shown
    assert "Decide 3 items" in shown


def test_then_each_is_decided_in_one_entry_of_its_own(ines):
    done = confirm(ines, send(ines, ["1", "2", "3"], action="show", **HIDE))
    assert done.status_code == 200
    assert [state_of(number) for number in (1, 2, 3)] == ["hidden"] * 3
    made = Decision.objects.filter(kind="hide")
    assert {(it.by, it.guideline, json.loads(it.fields)["reason"]["value"]) for it in made} == {
        ("editor:1", 4, "The same advertisement.")
    }
    assert made.count() == 3
    assert "3 items were decided." in words(done)


def test_what_changed_meanwhile_is_named_and_the_others_are_done(ines):
    for number in (1, 2, 3):
        hold(Act.site(), number, 1, "Let us ask.")
    shown = send(ines, ["1", "2", "3"], action="show", verb="admit")
    revise(Act.author(), 1, {**TEXT, "body": "Buy pills."})
    hide(Act.site(), 2, 1, "Rude.")
    done = " ".join(words(confirm(ines, shown)).split())
    assert [state_of(number) for number in (1, 2, 3)] == ["held", "hidden", "listed"]
    assert "1 item was decided. Numbers: 3" in done
    assert "2 were not" in done
    assert "1 : Its author changed it meanwhile" in done
    assert "2 : It was decided about meanwhile" in done


def test_what_cannot_be_decided_so_is_left_out_before(ines):
    hide(Act.site(), 2, 1, "Rude.")
    page = " ".join(words(send(ines, ["1", "2"], action="show", **HIDE)).split())
    assert "The record will say this 1 time," in page
    assert "1 is left out 2 : This cannot be decided in its state." in page


def test_complaints_are_dealt_with_in_private(ines):
    for number in (1, 2):
        complain(Act.author(), number, None, "Look.")
    before = Entry.objects.count()
    page = send(ines, ["1", "2", "3"], action="show", verb="dismiss")
    assert "Nothing becomes public" in words(page)
    confirm(ines, page)
    assert (Entry.objects.count(), Complaint.objects.filter(done_at=None).count()) == (before, 0)


WRONG = {
    "no item": ([], HIDE, "Choose at least one item."),
    "no such item": (["99"], HIDE, "Choose at least one item."),
    "no numbers": (["x", "-1", "1" * 30], HIDE, "Choose at least one item."),
    "too many": ([str(number) for number in range(1, 62)], HIDE, "At most 60 items at once."),
    "no reason": (["1"], {**HIDE, "reason": " "}, "Say why"),
    "no guideline": (["1"], {**HIDE, "guideline": ""}, "Say which guideline"),
    "unknown guideline": (["1"], {**HIDE, "guideline": "99"}, "no guideline with that number"),
    "redact is not for many": (["1"], {**HIDE, "verb": "redact"}, "Choose a decision."),
    "no verb": (["1"], {}, "Choose a decision."),
    "a reason too long": (["1"], {**HIDE, "reason": "r" * 2001}, "At most 2000 characters."),
}


@pytest.mark.once
@pytest.mark.parametrize("action", ["show", "decide"])
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_decides_nothing(ines, name, action):
    numbers, values, said = WRONG[name]
    before = Entry.objects.count()
    page = send(ines, numbers, action=action, **values)
    assert (page.status_code, Entry.objects.count()) == (422, before)
    assert said in words(page)


def test_a_selection_that_was_never_shown_puts_nothing_before_readers(ines):
    hold(Act.site(), 1, 1, "Let us ask.")
    before = Entry.objects.count()
    page = send(ines, ["1"], action="decide", verb="admit")
    assert (page.status_code, Entry.objects.count(), state_of(1)) == (200, before, "held")
    assert "1 was not" in words(page)
