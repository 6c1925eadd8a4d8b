"""Where it takes two, nobody brings their own second: an account in the wrong hands invites another in vain."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from handbill.actions.act import Act, Refused
from handbill.actions.appeal import appeal
from handbill.actions.invite import invite
from handbill.desk.acting import act
from handbill.desk.appeals import deciders
from handbill.desk.models import Account
from handbill.limits import NEWCOMER
from handbill.look import dates
from handbill.newswire.confirmation import Confirmation
from handbill.newswire.editor import STEWARD, Editor
from handbill.newswire.proposal import Proposal
from handbill.newswire.standing import state_of
from handbill.record.models import Entry
from tests.actions.tables import dump
from tests.desk.desk import Browser, invite_only, signed_in, signed_in_again, words

REDACT = {"verb": "redact", "guideline": "3", "reason": "Names a child.", "confirm": "1"}
ONE = "so for this you count as one"
BEEN_HERE = {"desk_session", "desk_presence", "desk_attendance", "desk_day", "guard_attended"}
"""Tables that say that somebody was at the desk, which is so."""


def brought(by: int, name: str) -> Browser:
    """An editor whom another one has just invited at the desk, signed in."""
    editor = invite(Act.editor(by), name)
    return signed_in_again(Account.objects.create(name=f"{name}-in", editor=editor, password="!"))


@pytest.fixture
def sten(ines):
    """Ines (1), a steward whose account is in the wrong hands."""
    Editor.objects.filter(number=1).update(role=STEWARD)
    return ines


def changed(before) -> set[str]:
    after = dump()
    return {name for name in before if before[name] != after[name]}


def refused_by(browser: Browser, **sent) -> str:
    """The desk refuses, and nothing was stored but that somebody was there."""
    before = dump()
    page = browser.post("/desk/item/1/", **sent)
    assert page.status_code == 403
    assert changed(before) <= BEEN_HERE
    assert ONE in words(page)
    return words(page)


def first_day() -> str:
    return dates.day("en", datetime.now(UTC) + timedelta(days=NEWCOMER))


def test_whom_one_has_just_invited_does_not_confirm(sten):
    sock = brought(1, "Sock")
    sten.post("/desk/item/1/", **REDACT)
    said = refused_by(sock, **REDACT)
    assert f"From {first_day()} on you may" in said
    assert "whoever runs the site, at once, with “handbill act”" in said
    page = words(sock.get("/desk/item/1/"))
    assert ONE in page
    assert "Confirm: redact it" not in page
    assert (state_of(1), Proposal.objects.get().done_at) == ("held", None)
    bo = signed_in("Bo")  # from the shell
    assert "Confirm: redact it" in words(bo.get("/desk/item/1/"))
    assert bo.post("/desk/item/1/", **REDACT).status_code == 303
    assert state_of(1) == "redacted"


def test_nor_does_who_invited_confirm_what_they_propose(sten):
    sock = brought(1, "Sock")
    sock.post("/desk/item/1/", **REDACT)
    assert "One of you and Sock brought the other" in refused_by(sten, **REDACT)
    assert state_of(1) == "held"


def test_nor_do_two_whom_the_same_one_has_invited_however_far(sten):
    one, other = brought(1, "One"), brought(1, "Other")
    Editor.objects.filter(name="Other").update(role=STEWARD)
    third = brought(3, "Third")
    one.post("/desk/item/1/", **REDACT)
    refused_by(other, **REDACT)
    refused_by(third, **REDACT)
    assert state_of(1) == "held"


def test_the_shell_is_bound_by_the_same(town):
    invite(Act.editor(1), "Sock")
    assert act("redact", "article/1", editor="Ines", guideline=3, reason="r") == "propose"
    act("hide", "comment/2", editor="Ines", guideline=3, reason="r")
    appeal(Act.author(), 2, "Why?")
    before = dump()
    for verb, subject in (("redact", "article/1"), ("answer", "comment/2")):
        with pytest.raises(Refused, match=ONE) as refused:
            act(verb, subject, editor="Sock", guideline=3 if verb == "redact" else None, reason="r")
        assert refused.value.status == 403
    assert changed(before) == set()
    act("answer", "comment/2", reason="The operator looks.")
    assert act("redact", "article/1", guideline=3, reason="r") == "redact"


def test_whom_one_has_just_invited_does_not_answer(sten):
    sock = brought(1, "Sock")
    sten.post("/desk/item/1/", verb="hide", guideline="1", reason="Rude.")
    appeal(Act.author(), 1, "Why?")
    before = Entry.objects.count()
    assert "Answer the appeal" not in words(sock.get("/desk/item/1/"))
    refused_by(sock, verb="answer", reason="It stays.")
    assert Entry.objects.count() == before
    assert signed_in("Bo").post("/desk/item/1/", verb="answer", reason="It stays.").status_code == 303


def test_nor_does_who_invited_answer_about_them(sten):
    sock = brought(1, "Sock")
    sock.post("/desk/item/1/", verb="hide", guideline="1", reason="Rude.")
    appeal(Act.author(), 1, "Why?")
    refused_by(sten, verb="answer", reason="It stays.")


def test_from_that_day_on_they_are_two(town):
    sock = invite(Act.editor(1), "Sock")
    act("redact", "article/1", editor="Ines", guideline=3, reason="r")
    last = sock.invited_at.replace(hour=23, minute=59) + timedelta(days=NEWCOMER - 1)
    with time_machine.travel(last, tick=False), pytest.raises(Refused, match=ONE):
        act("redact", "article/1", editor="Sock", guideline=3, reason="r")
    assert state_of(1) == "held"
    with time_machine.travel(last + timedelta(minutes=1), tick=False):
        assert act("redact", "article/1", editor="Sock", guideline=3, reason="r") == "redact"


def test_a_way_ends_where_somebody_has_been_here_long_enough(town):
    """Ines invited Old long ago, who invites New now: New is one with Old, and another than Ines."""
    long_ago = Act("editor:1", Act.author().at - timedelta(days=NEWCOMER))
    invite(long_ago, "Old")
    invite(Act.editor(2), "New")
    act("redact", "article/1", editor="Ines", guideline=3, reason="r")
    act("redact", "comment/2", editor="Old", guideline=3, reason="r")
    with pytest.raises(Refused, match="One of you and Old brought the other"):
        act("redact", "comment/2", editor="New", guideline=3, reason="r")
    assert act("redact", "article/1", editor="New", guideline=3, reason="r") == "redact"
    assert act("redact", "comment/2", editor="Ines", guideline=3, reason="r") == "redact"


def test_the_day_that_is_named_is_that_on_which_their_ways_part(town):
    """Early came five days before Late; once Early counts alone, the two are two."""
    early = invite(Act("editor:1", Act.author().at - timedelta(days=5)), "Early")
    invite(Act.editor(1), "Late")
    act("redact", "article/1", editor="Early", guideline=3, reason="r")
    day = dates.day("en", early.invited_at + timedelta(days=NEWCOMER))
    with pytest.raises(Refused, match=f"From {day} on you may"):
        act("redact", "article/1", editor="Late", guideline=3, reason="r")


def test_a_long_way_up_costs_little(town):
    for number in range(1, 60):
        invite(Act.editor(number), f"Link {number}")
    act("redact", "article/1", editor="Ines", guideline=3, reason="r")
    with pytest.raises(Refused, match=ONE):
        act("redact", "article/1", editor="Link 59", guideline=3, reason="r")


def test_who_proposed_has_decided_where_the_item_was_hidden_already(ines):
    """The hold that a proposal brings is public; of what is hidden there is none, and the proposal is gone with the text."""
    for name in ("Bo", "Cy", "Di"):
        invite_only(name)
    act("hide", "article/1", editor="Bo", guideline=1, reason="r")
    assert ines.post("/desk/item/1/", **REDACT).status_code == 303
    act("redact", "article/1", editor="Cy", guideline=3, reason="r")
    assert (Proposal.objects.count(), Confirmation.objects.get().proposed_by) == (0, "editor:1")
    appeal(Act.author(), 1, "Why?")
    assert deciders(1) == {"editor:1", "editor:2", "editor:3"}
    before = dump()
    page = ines.post("/desk/item/1/", verb="answer", reason="No.")
    assert page.status_code == 403
    assert "You decided about it, so somebody else answers the appeal." in words(page)
    with pytest.raises(Refused):
        act("answer", "article/1", editor="Ines", reason="No.")
    assert changed(before) <= BEEN_HERE
    act("answer", "article/1", editor="Di", reason="It named a child.")


def test_a_proposal_that_was_declined_decided_nothing(town):
    invite_only("Bo")
    act("hide", "article/1", editor="Bo", guideline=1, reason="r")
    act("redact", "article/1", editor="Ines", guideline=3, reason="r")
    act("decline", "article/1", editor="Bo", reason="No.")
    appeal(Act.author(), 1, "Why?")
    act("answer", "article/1", editor="Ines", reason="It is hidden for another reason.")
    assert Confirmation.objects.count() == 0
