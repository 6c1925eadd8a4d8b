"""Bait and switch: what an editor puts before readers is what they saw, though its author writes on meanwhile."""

import pytest

from handbill.actions.act import Act
from handbill.actions.amend import amend
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.revise import revise
from handbill.desk import acting, seen
from handbill.desk.rows import queue_rows
from handbill.newswire.feature import Feature
from handbill.newswire.standing import state_of
from handbill.record.models import Entry
from tests.desk.desk import TEXT, invite_only, shown_in, token_in, words

SPAM = {**TEXT, "title": "Cheap pills", "body": "Buy them here."}
WHY = "My words are kept."
SHOWN = {
    "admit": lambda: hold(Act.site(), 1, 1, "Let us ask."),
    "unhide": lambda: hide(Act.site(), 1, 1, "Rude."),
    "feature": lambda: None,
    "decline": lambda: acting.act("redact", "article/1", editor="Bo", guideline=1, reason="A name."),
}
CHANGED = {
    "revise": lambda: revise(Act.author(), 1, SPAM),
    "revise and forget": lambda: revise(Act.author(), 1, SPAM, forget=True),
    "amend": lambda: amend(Act.author(), 1, {"body": "Buy them here.", "format": "text"}),
}


@pytest.fixture(autouse=True)
def bo(ines):
    """Another editor, who has no account."""
    invite_only("Bo")


def form(browser, number=1):
    page = browser.get(f"/desk/item/{number}/")
    return {"token": token_in(page), **shown_in(page)}


@pytest.mark.parametrize("change", CHANGED)
@pytest.mark.parametrize("verb", SHOWN)
def test_what_its_author_changed_meanwhile_is_not_put_before_readers(ines, verb, change):
    SHOWN[verb]()
    opened = form(ines)
    CHANGED[change]()
    before = Entry.objects.count(), state_of(1)
    answered = ines.client.post("/desk/item/1/", {**opened, "verb": verb, "reason": WHY})
    assert answered.status_code == 409
    assert "Its author changed it meanwhile; here it is as it stands now." in words(answered)
    assert "Buy them here." in words(answered)
    assert WHY in words(answered)
    assert (Entry.objects.count(), state_of(1)) == before
    assert not Feature.objects.exists()
    again = {"token": token_in(answered), **shown_in(answered), "verb": verb, "reason": WHY}
    assert ines.client.post("/desk/item/1/", again).status_code == 303
    assert (state_of(1), Feature.objects.exists()) == ("listed", verb == "feature")


@pytest.mark.once
@pytest.mark.parametrize("verb", SHOWN)
@pytest.mark.parametrize("said", [None, "", "0", "0-listed", "1", "x-held", "-held"])
def test_a_form_that_does_not_say_what_it_showed_decides_nothing(ines, verb, said):
    SHOWN[verb]()
    sent = {**form(ines), "verb": verb, "reason": WHY, "seen": said or ""}
    if said is None:
        del sent["seen"]
    before = Entry.objects.count()
    assert ines.client.post("/desk/item/1/", sent).status_code == 409
    assert Entry.objects.count() == before


@pytest.mark.parametrize("verb", ["hide", "hold", "redact"])
def test_what_takes_it_away_goes_on(ines, verb):
    opened = form(ines)
    revise(Act.author(), 1, SPAM)
    sent = {**opened, "verb": verb, "guideline": "1", "reason": WHY, "confirm": "1"}
    assert ines.client.post("/desk/item/1/", sent).status_code == 303
    assert state_of(1) == {"hide": "hidden", "hold": "held", "redact": "held"}[verb]


def test_what_another_editor_decided_meanwhile_is_said(ines):
    hold(Act.site(), 1, 1, "Let us ask.")
    opened = form(ines)
    hide(Act.site(), 1, 1, "Rude.")
    sent = {**opened, "verb": "unhide", "reason": WHY}
    answered = ines.client.post("/desk/item/1/", sent)
    assert answered.status_code == 409
    assert "It was decided about meanwhile" in words(answered)
    assert state_of(1) == "hidden"


def test_a_page_says_nothing_newer_than_it_shows(ines, monkeypatch):
    """The author is faster than the page itself, which has read the text and not yet all the rest."""
    hold(Act.site(), 1, 1, "Let us ask.")

    def changed_just_now(numbers):
        found = queue_rows(numbers)
        revise(Act.author(), 1, SPAM)
        return found

    monkeypatch.setattr("handbill.desk.item.queue_rows", changed_just_now)
    opened = form(ines)
    monkeypatch.undo()
    assert opened["seen"] != seen.now(1)
    sent = {**opened, "verb": "admit", "reason": WHY}
    assert ines.client.post("/desk/item/1/", sent).status_code == 409
    assert state_of(1) == "held"
