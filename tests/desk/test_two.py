"""Redacting needs two at the desk, and at the shell with an editor's name; the site does it at once."""

import json

import pytest

from handbill.actions.act import Act, Refused
from handbill.actions.hide import hide
from handbill.actions.revise import revise
from handbill.actions.withdraw import withdraw
from handbill.desk.acting import act
from handbill.desk.undo import undo
from handbill.newswire.article import Article
from handbill.newswire.decision import Decision
from handbill.newswire.proposal import Proposal
from handbill.newswire.standing import state_of
from handbill.record.format.commitment import values
from handbill.record.models import Entry
from tests.actions.tables import dump
from tests.desk.desk import TEXT, invite_only, signed_in, words

REDACT = {"verb": "redact", "guideline": "3", "reason": "Names a child.", "confirm": "1"}


@pytest.fixture
def bo(ines):
    """Bo, an editor, signed in beside Ines."""
    return signed_in("Bo")


def kinds(number: int = 1) -> list[tuple[str, str]]:
    return list(
        Decision.objects.filter(number=number)
        .exclude(kind="invite")
        .exclude(kind="set-guidelines")
        .order_by("entry_id")
        .values_list("kind", "by")
    )


def test_one_proposes_and_another_confirms(ines, bo):
    done = ines.post("/desk/item/1/", **REDACT)
    assert (done.status_code, done["Location"]) == (303, "../../../desk/item/1/?done=propose")
    assert "Another editor must confirm it" in words(ines.get("/desk/item/1/?done=propose"))
    assert (state_of(1), kinds()) == ("held", [("hold", "editor:1")])
    assert "Since Monday, nothing." in words(bo.get("/desk/item/1/"))
    for browser in (ines, bo):
        assert "Ines proposes to redact all of it" in words(browser.get("/desk/?view=redactions"))
    page = words(bo.get("/desk/item/1/"))
    assert "Names a child." in page
    assert "Confirm: redact it" in page
    assert "Confirm: redact it" not in words(ines.get("/desk/item/1/"))
    given = {**REDACT, "reason": "Names a child and its school."}
    done = bo.post("/desk/item/1/", **given)
    assert (done.status_code, done["Location"]) == (303, "../../../desk/item/1/?done=redact")
    assert (state_of(1), kinds()) == ("redacted", [("hold", "editor:1"), ("redact", "editor:2")])
    assert values(json.loads(Decision.objects.latest("entry_id").fields)) == {"reason": given["reason"]}
    assert (Article.objects.get(number=1).title, Proposal.objects.count()) == ("", 0)
    assert 'desk/item/1/"' not in bo.get("/desk/?view=redactions").content.decode()


def test_who_proposed_cannot_confirm(ines, bo):
    ines.post("/desk/item/1/", **REDACT)
    before = dump()
    again = ines.post("/desk/item/1/", **REDACT)
    assert again.status_code == 403
    assert "You proposed it, so another editor must confirm it." in words(again)
    assert "You are the only editor" not in words(again)
    after = dump()
    assert {name for name in before if before[name] != after[name]} <= {"desk_session"}
    with pytest.raises(Refused, match="another editor") as refused:
        act("redact", "article/1", editor="Ines", guideline=3, reason="r")
    assert refused.value.status == 403
    assert state_of(1) == "held"


def test_it_is_confirmed_or_declined_in_the_queue(ines, bo):
    for number in (1, 3):
        ines.post(f"/desk/item/{number}/", **{**REDACT, "confirm": str(number)})
    page = bo.get("/desk/?view=redactions&at=3")
    html = page.content.decode()
    side = html[html.index('<div class="side">') : html.index('<div class="around">')]
    for there in ('name="confirm"', 'accesskey="c"', 'accesskey="d"', ">Names a child.</textarea>"):
        assert there in side.replace("\n", "")
    assert 'value="hide"' not in side
    before = Entry.objects.count()
    sent = {"place": "view=redactions", "guideline": "3", "reason": "Names a child."}
    wrong = bo.post("/desk/item/3/", seen="/desk/?at=3", verb="redact", confirm="1", **sent)
    assert (wrong.status_code, Entry.objects.count(), state_of(3)) == (422, before, "held")
    assert 'name="place" value="view=redactions"' in wrong.content.decode()
    assert 'href="#proposal-all-confirm"' in wrong.content.decode()
    no = bo.post(
        "/desk/item/3/", seen="/desk/?at=3", verb="decline", **{**sent, "reason": "It named itself."}
    )
    assert (no["Location"], state_of(3)) == ("../../../desk/?view=redactions&done=decline&was=3", "listed")
    yes = bo.post("/desk/item/1/", seen="/desk/?at=1", verb="redact", confirm="1", **sent)
    assert (yes["Location"], state_of(1)) == ("../../../desk/?view=redactions&done=redact&was=1", "redacted")


def test_what_is_proposed_is_redacted_beside_its_proposal_alone(ines, bo):
    ines.post("/desk/item/1/", **REDACT)
    for browser in (ines, bo):
        assert (
            'accesskey="1"><span class="number">1</span> Hide'
            in browser.get("/desk/item/1/").content.decode()
        )
        assert "</span> Redact</summary>" not in browser.get("/desk/item/1/").content.decode()
    wrong = bo.post("/desk/item/1/", **{**REDACT, "confirm": "", "reason": "Names a child and its school."})
    assert wrong.status_code == 422
    assert wrong.content.decode().count("Names a child and its school.") == 1
    assert "Names a child, I say." in words(
        ines.post("/desk/item/1/", **{**REDACT, "reason": "Names a child, I say."})
    )


def test_who_is_alone_is_told_what_to_do(ines):
    assert "You are the only editor at the desk" in words(ines.get("/desk/item/1/"))
    ines.post("/desk/item/1/", **REDACT)
    again = ines.post("/desk/item/1/", **REDACT)
    assert again.status_code == 403
    assert "whoever runs the site can do it at once, with “handbill act”" in words(again)
    act("redact", "article/1", guideline=3, reason="Names a child.")
    assert (state_of(1), Proposal.objects.count()) == ("redacted", 0)


def test_declined_it_is_as_before(ines, bo):
    ines.post("/desk/item/1/", **REDACT)
    no = bo.post("/desk/item/1/", verb="decline", reason="The school named it itself.")
    assert (no.status_code, no["Location"]) == (303, "../../../desk/item/1/?done=decline")
    assert (state_of(1), kinds()) == ("listed", [("hold", "editor:1"), ("admit", "editor:2")])
    found = Proposal.objects.get()
    assert (found.done_by, found.answer) == ("editor:2", "The school named it itself.")
    before = Entry.objects.count()
    assert bo.post("/desk/item/1/", verb="decline", reason="Again.").status_code == 409
    assert bo.post("/desk/item/1/", verb="decline").status_code == 422
    assert Entry.objects.count() == before
    assert ines.post("/desk/item/1/", **REDACT).status_code == 303


def test_who_proposed_takes_it_back(ines, bo):
    ines.post("/desk/item/1/", **REDACT)
    assert "Take it back" in words(ines.get("/desk/item/1/"))
    assert ines.post("/desk/item/1/", verb="decline", reason="I was wrong.").status_code == 303
    assert state_of(1) == "listed"


@pytest.mark.parametrize("state", ["hidden", "held"])
def test_what_readers_cannot_see_is_not_held_for_it_and_stays_so(ines, bo, state):
    if state == "hidden":
        hide(Act.site(), 1, 1, "Rude.")
    else:
        act("hold", "article/1", guideline=1, reason="Let us ask.")
    before = Entry.objects.count()
    ines.post("/desk/item/1/", **REDACT)
    assert (Entry.objects.count(), state_of(1)) == (before, state)
    bo.post("/desk/item/1/", verb="decline", reason="Not that bad.")
    assert (Entry.objects.count(), state_of(1)) == (before, state)


@pytest.mark.parametrize(("state", "verb"), [("held", "admit"), ("hidden", "unhide")])
def test_nobody_puts_before_readers_what_is_proposed(ines, bo, state, verb):
    if state == "hidden":
        hide(Act.site(), 1, 1, "Rude.")
    ines.post("/desk/item/1/", **REDACT)
    before = Entry.objects.count()
    answered = bo.post("/desk/item/1/", verb=verb, reason="Why not.")
    assert answered.status_code == 409
    assert "Confirm or decline that first." in words(answered)
    with pytest.raises(Refused):
        act(verb, "article/1", editor="Bo", reason="Why not.")
    assert (Entry.objects.count(), state_of(1)) == (before, state)
    act(verb, "article/1", reason="The operator decides.")
    assert (Entry.objects.count(), state_of(1)) == (before + 1, "listed")
    assert Proposal.objects.get().done_by == "site"


def test_a_part_is_proposed_without_holding_the_rest(ines, bo):
    revise(Act.author(), 1, {**TEXT, "phone": "555-0199"})
    part = {**REDACT, "field": "phone"}
    assert ines.post("/desk/item/1/", **part).status_code == 303
    assert (state_of(1), kinds()) == ("listed", [])
    assert "Ines proposes to redact the field “Phone”" in words(bo.get("/desk/item/1/"))
    assert "555-0199" in words(bo.get("/desk/item/1/"))
    assert bo.post("/desk/item/1/", **part).status_code == 303
    assert (state_of(1), kinds()) == ("listed", [("redact", "editor:2")])
    assert "555-0199" not in words(bo.get("/desk/item/1/"))
    assert Proposal.objects.get().done_by == "editor:2"


def test_what_is_said_afterwards_is_what_happened(ines, bo):
    """The whole is held and comes back; of a part, and of what is hidden, nothing changes before it is decided."""

    def said(browser, **sent):
        return words(
            ines.get("/desk/item/1/" + browser.post("/desk/item/1/", **sent)["Location"].rpartition("/")[2])
        )

    no = {"verb": "decline", "reason": "r"}
    assert "must confirm it; nobody can read it meanwhile." in said(ines, **REDACT)
    assert "It is not redacted, and back on the newswire." in said(bo, **no)
    part = {"field": "title"}
    assert "must confirm it; it stays as it is meanwhile." in said(ines, **REDACT, **part)
    assert "It is not redacted, and stays as it is." in said(bo, **no, **part)
    hide(Act.site(), 1, 1, "Rude.")
    assert "must confirm it; it stays as it is meanwhile." in said(ines, **REDACT)
    assert "It is not redacted, and stays as it is." in said(bo, **no)


def test_two_parts_are_two_proposals(ines, bo):
    revise(Act.author(), 1, {**TEXT, "phone": "555-0199", "byline": "Ana"})
    for field in ("phone", "byline"):
        ines.post("/desk/item/1/", **REDACT, field=field)
    assert bo.post("/desk/item/1/", verb="decline", field="byline", reason="It is hers.").status_code == 303
    assert bo.post("/desk/item/1/", **REDACT, field="phone").status_code == 303
    page = words(bo.get("/desk/item/1/"))
    assert "Ana" in page
    assert "555-0199" not in page


def test_a_part_that_is_not_there(ines, bo):
    before = Entry.objects.count()
    assert ines.post("/desk/item/1/", **REDACT, field="phone").status_code == 404
    assert (Entry.objects.count(), Proposal.objects.count()) == (before, 0)


def test_what_its_author_withdraws_needs_nobody(ines, bo):
    ines.post("/desk/item/1/", **REDACT)
    withdraw(Act.author(), 1)
    assert Proposal.objects.count() == 0
    assert 'desk/item/1/"' not in bo.get("/desk/?view=redactions").content.decode()


def test_at_the_shell_an_editor_proposes_and_a_second_one_confirms(town):
    invite_only("Bo")
    assert act("redact", "comment/2", editor="Ines", guideline=3, reason="r") == "propose"
    assert state_of(2) == "held"
    assert act("redact", "comment/2", editor="Bo", guideline=3, reason="r") == "redact"
    assert state_of(2) == "redacted"
    assert [by for _kind, by in kinds(2)] == ["editor:1", "editor:2"]
    assert act("redact", "article/1", guideline=3, reason="r") == "redact"
    assert (state_of(1), kinds()[-1]) == ("redacted", ("redact", "site"))


def test_a_proposal_is_declined_at_the_shell(town):
    act("redact", "article/1", editor="Ines", guideline=3, reason="r")
    assert act("decline", "article/1", reason="No.") == "decline"
    assert state_of(1) == "listed"
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        act("decline", "article/1", reason="No.")
    assert (refused.value.status, Entry.objects.count()) == (409, before)


def test_what_a_stolen_account_proposed_is_undone_with_all_the_rest(ines, bo):
    for number in (1, 3):
        bo.post(f"/desk/item/{number}/", **{**REDACT, "confirm": str(number)})
    hide(Act.editor(2), 2, 1, "Rude.")
    ines.post("/desk/item/2/", **{**REDACT, "confirm": "2"})
    done = undo(Act.editor(1), 2, "The account was stolen.", dismissing=True)
    assert dict(done.verbs) == {"dismiss": 1, "decline": 2, "admit": 2}
    assert done.left == ["Another editor proposes to redact number 2; decide that first."]
    assert [state_of(number) for number in (1, 2, 3)] == ["listed", "hidden", "listed"]
    assert Proposal.objects.get(done_at=None).number == 2
