"""An appeal is answered by another editor than who decided, and its author reads the answer with the receipt."""

import hashlib

import pytest

from handbill.actions.act import Act, Refused
from handbill.actions.appeal import appeal
from handbill.actions.publish import publish
from handbill.actions.withdraw import withdraw
from handbill.desk.acting import act
from handbill.desk.appeals import deciders
from handbill.newswire.decision import Decision
from handbill.newswire.standing import state_of
from handbill.record.models import Entry
from tests.desk.desk import TEXT, Browser, invite_only, signed_in, token_in, words

CODE = "0123456789abcdef" * 2


@pytest.fixture
def appealed(ines):
    """Ines, who hid article 4; its author has appealed."""
    publish(Act.author(), TEXT, hashlib.sha256(CODE.encode()).hexdigest())
    ines.post("/desk/item/4/", verb="hide", guideline="1", reason="Rude, she says.")
    appeal(Act.author(), 4, "I was polite.")
    return ines


def own() -> str:
    page = Browser().client.post("/receipt/", {"receipt": CODE, "action": "show"})
    assert page.status_code == 200
    return words(page)


def test_who_decided_does_not_answer(appealed):
    before = Entry.objects.count()
    page = words(appealed.get("/desk/item/4/"))
    assert "You decided about it, so somebody else answers the appeal." in page
    assert "Answer the appeal" not in page
    answered = appealed.post("/desk/item/4/", verb="answer", reason="It stays, I say.")
    assert answered.status_code == 403
    assert "somebody else answers the appeal. You are the only editor at the desk" in words(answered)
    assert "It stays, I say." in words(answered)
    with pytest.raises(Refused) as refused:
        act("answer", "article/4", editor="Ines", reason="It stays.")
    assert refused.value.status == 403
    assert Entry.objects.count() == before


def test_another_one_answers_and_the_author_reads_all_of_it(appealed):
    said = own()
    for there in ("Rude, she says.", "Ines", "I was polite.", "Nobody has answered yet."):
        assert there in said
    bo = signed_in("Bo")
    assert "Answer the appeal" in words(bo.get("/desk/item/4/"))
    assert bo.post("/desk/item/4/", verb="answer", reason="It is rude.").status_code == 303
    said = own()
    for there in ("Rude, she says.", "Ines", "I was polite.", "Bo answered", "It is rude."):
        assert there in said
    assert "Nobody has answered yet." not in said
    appeal(Act.author(), 4, "Look once more.")
    assert "Nobody has answered yet." in own()


def test_the_operator_answers_where_one_is_alone(appealed):
    act("answer", "article/4", reason="It stays.")
    assert "The site answered" in own()


def test_what_was_put_back_by_who_hid_it_is_still_answered_by_another(appealed):
    act("unhide", "article/4", editor="Ines", reason="Kind after all.")
    with pytest.raises(Refused):
        act("answer", "article/4", editor="Ines", reason="It is back.")
    invite_only("Bo")
    act("answer", "article/4", editor="Bo", reason="It is back.")


def test_of_a_redaction_both_have_decided(ines):
    for name in ("Bo", "Cy"):
        invite_only(name)
    for name in ("Ines", "Bo"):
        act("redact", "article/1", editor=name, guideline=1, reason="A name.")
    appeal(Act.author(), 1, "It was my own.")
    assert deciders(1) == {"editor:1", "editor:2"}
    for name in ("Ines", "Bo"):
        with pytest.raises(Refused):
            act("answer", "article/1", editor=name, reason="No.")
    act("answer", "article/1", editor="Cy", reason="It was.")
    assert Decision.objects.latest("entry_id").by == "editor:3"


def test_who_decided_long_ago_and_not_now_may_answer(ines):
    invite_only("Bo")
    act("hide", "article/1", editor="Bo", guideline=1, reason="r")
    act("unhide", "article/1", editor="Bo", reason="r")
    act("hide", "article/1", editor="Ines", guideline=1, reason="r")
    appeal(Act.author(), 1, "Please.")
    act("answer", "article/1", editor="Bo", reason="No.")


def test_who_takes_it_away_while_the_appeal_waits_has_decided_too(appealed):
    """Hidden by Ines; while the author waits, Bo proposes to redact it and Cy confirms: none of the three answers."""
    browsers = [appealed, signed_in("Bo"), signed_in("Cy")]
    given = {"verb": "redact", "guideline": "3", "reason": "Names a child.", "confirm": "4"}
    for browser in browsers[1:]:
        assert browser.post("/desk/item/4/", **given).status_code == 303
    assert deciders(4) == {"editor:1", "editor:2", "editor:3"}
    before = Entry.objects.count()
    for browser in browsers:
        assert "Answer the appeal" not in words(browser.get("/desk/?view=appeals"))
        refused = browser.post("/desk/item/4/", verb="answer", reason="It stays.")
        assert refused.status_code == 403
        assert "You decided about it, so somebody else answers the appeal." in words(refused)
    assert Entry.objects.count() == before
    assert signed_in("Di").post("/desk/item/4/", verb="answer", reason="It named her.").status_code == 303


def test_who_holds_what_came_back_while_the_appeal_waits_has_decided_too(appealed):
    invite_only("Bo")
    act("unhide", "article/4", editor="Ines", reason="Kind after all.")
    act("hold", "article/4", editor="Bo", guideline=2, reason="Two should read it.")
    assert deciders(4) == {"editor:1", "editor:2"}
    with pytest.raises(Refused):
        act("answer", "article/4", editor="Bo", reason="It waits.")


@pytest.mark.parametrize(("taken", "back"), [("hide", "unhide"), ("hold", "admit")])
def test_an_appeal_is_granted_in_one_decision(ines, taken, back):
    publish(Act.author(), TEXT, hashlib.sha256(CODE.encode()).hexdigest())
    act(taken, "article/4", guideline=1, reason="Rude.")
    appeal(Act.author(), 4, "I was polite.")
    page = words(ines.get("/desk/?view=appeals"))
    assert "Put it back and answer" in page
    assert f"Answer the appeal; it stays {'hidden' if taken == 'hide' else 'held'}" in page
    before = Entry.objects.count()
    done = ines.post("/desk/item/4/", verb="grant", reason="You were. It is back.", place="view=appeals")
    assert (done.status_code, Entry.objects.count()) == (303, before + 2)
    last = Decision.objects.filter(number=4).order_by("-entry_id")[:2]
    assert [(it.kind, it.by) for it in last] == [("answer", "editor:1"), (back, "editor:1")]
    assert all("You were. It is back." in it.fields for it in last)
    assert state_of(4) == "listed"
    page = words(ines.get("/desk/?view=appeals&done=grant&was=4"))
    assert "4: It is back on the newswire, and your answer is public. Public reason: “You were." in page
    assert "Nothing waits." in page
    said = own()
    assert "You were. It is back." in said
    assert "Nobody has answered yet." not in said


def test_who_decided_grants_nothing_and_neither_half_is_done(appealed):
    bo = signed_in("Bo")
    before = Entry.objects.count()
    refused = appealed.post("/desk/item/4/", verb="grant", reason="I was wrong.")
    assert refused.status_code == 403
    assert "I was wrong." in words(refused)
    assert bo.post("/desk/item/4/", verb="grant", reason=" ").status_code == 422
    unread = {"token": token_in(bo.get("/desk/")), "verb": "grant", "reason": "r"}
    assert bo.client.post("/desk/item/4/", unread).status_code == 409
    assert (Entry.objects.count(), state_of(4)) == (before, "hidden")


def test_nothing_is_granted_while_its_redaction_is_proposed(appealed):
    given = {"verb": "redact", "guideline": "3", "reason": "Names a child.", "confirm": "4"}
    assert appealed.post("/desk/item/4/", **given).status_code == 303
    bo = signed_in("Bo")
    before = Entry.objects.count()
    assert "Put it back and answer" not in words(bo.get("/desk/item/4/"))
    assert bo.post("/desk/item/4/", verb="grant", reason="r").status_code == 409
    assert (Entry.objects.count(), state_of(4)) == (before, "hidden")


def test_words_that_went_with_a_withdrawal_are_not_shown(appealed):
    withdraw(Act.author(), 4)
    assert "I was polite." not in own()
