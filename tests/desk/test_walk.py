"""The whole way: invitation, authenticator, sign-in, queue, decisions, and out again."""

import dataclasses
import json
import re

import pytest

from handbill import settings
from handbill.actions.act import Act
from handbill.actions.appeal import appeal
from handbill.actions.complain import complain
from handbill.actions.publish import publish
from handbill.desk.invitations import invite
from handbill.newswire.complaint import Complaint
from handbill.newswire.decision import Decision
from handbill.newswire.editor import Editor
from handbill.newswire.feature import Feature
from handbill.newswire.guideline import Guideline
from handbill.newswire.raising import Raising
from handbill.newswire.sitepage import SitePage
from handbill.newswire.standing import Standing, state_of
from handbill.record.models import Entry
from handbill.settings import site as present
from tests.desk.desk import PASSWORD, TEXT, Browser, codes_in, key_in, signed_in, token_in, words


def last():
    return json.loads(bytes(Entry.objects.latest("pk").body))


def test_from_the_invitation_to_a_decision_and_out(wire):
    browser = Browser()
    path = "/" + invite(Act.site(), "Ines")
    page = browser.get(path)
    assert page.status_code == 200
    assert "<svg" in page.content.decode()
    assert "style=" not in page.content.decode()
    assert re.search(r'<svg[^>]* viewBox="0 0 \d+ \d+"', page.content.decode())
    done = browser.enrol(path, "river-otter")
    assert done.status_code == 200
    assert len(codes_in(done)) == 10
    assert browser.get(path).status_code == 410

    arrived = browser.sign_in("river-otter")
    assert (arrived.status_code, arrived["Location"]) == (303, "../../desk/")
    queue = browser.get("/desk/")
    assert "The well is dry" in words(queue)
    assert "river-otter" not in words(queue)

    hidden = browser.post("/desk/item/1/", verb="hide", guideline="2", reason="Names a child.")
    assert (hidden.status_code, hidden["Location"]) == (303, "../../../desk/item/1/?done=hide")
    said = last()
    assert (said["kind"], said["number"], said["by"], said["guideline"]) == ("hide", 1, "editor:1", 2)
    assert "via" not in said
    assert Standing.objects.get(number=1, over=False).state == "hidden"
    again = words(browser.get("/desk/item/1/"))
    assert "Names a child." in again
    assert "Since Monday, nothing." in again

    assert browser.post("/desk/item/1/", verb="unhide", reason="The name is gone.").status_code == 303
    assert (last()["kind"], state_of(1)) == ("unhide", "listed")

    out = browser.post("/desk/sign-out/", seen="/desk/")
    assert (out.status_code, out["Location"]) == (303, "../../desk/sign-in/?said=out")
    assert browser.get("/desk/").status_code == 303


def test_every_decision_about_items(ines):
    steps = [
        (1, {"verb": "feature", "reason": "Read this.", "related": "3"}),
        (1, {"verb": "unfeature", "reason": "It is old."}),
        (2, {"verb": "hold", "guideline": "1", "reason": "Let us ask."}),
        (2, {"verb": "admit"}),
        (3, {"verb": "hide", "guideline": "1", "reason": "Rude."}),
    ]
    for number, values in steps:
        done = ines.post(f"/desk/item/{number}/", **values)
        assert done.status_code == 303, words(done)
        assert (last()["kind"], last()["number"]) == (values["verb"], number)
    assert Feature.objects.get(article_id=1).related == [3]
    appeal(Act.author(), 3, "I was polite.")
    assert "polite" in words(ines.get("/desk/item/3/"))
    bo = signed_in("Bo")
    assert bo.post("/desk/item/3/", verb="answer", reason="Not quite.").status_code == 303
    assert json.loads(Decision.objects.latest("entry_id").fields)["text"]["value"] == "Not quite."
    for editor in (ines, bo):
        done = editor.post("/desk/item/2/", verb="redact", guideline="1", reason="Gone.", confirm="2")
        assert done.status_code == 303
    assert state_of(2) == "redacted"
    assert "Nothing can be decided" in words(ines.get("/desk/item/2/"))


def test_the_queue_shows_what_waits_and_what_is_new(ines):
    ines.post("/desk/item/2/", verb="hold", guideline="1", reason="Let us ask.")
    complain(Act.author(), 3, 2, "They name my aunt.")
    ines.post("/desk/item/1/", verb="hide", guideline="1", reason="Rude.")
    appeal(Act.author(), 1, "I was polite.")
    assert "3 wait for a decision" in words(ines.get("/desk/"))
    for view, there in (("held", 2), ("complaints", 3), ("appeals", 1)):
        page = ines.get(f"/desk/?view={view}").content.decode()
        for number in (1, 2, 3):
            assert (f'name="number" value="{number}"' in page) == (number == there), (view, number)
    assert "They name my aunt." in words(ines.get("/desk/?view=complaints"))
    assert "Let us ask." in words(ines.get("/desk/?view=held"))
    assert "I was polite." in words(ines.get("/desk/?view=appeals"))
    signed_in("Bo").post("/desk/item/1/", verb="answer", reason="It stays.")
    assert "I was polite." not in words(ines.get("/desk/"))
    assert ines.get("/desk/?view=nonsense&before=x").status_code == 200
    assert ines.get("/desk/?before=" + "9" * 40).status_code == 200


def test_the_queue_goes_on_for_pages(ines):
    for _ in range(40):
        publish(Act.author(), TEXT, "d" * 64)
    first = ines.get("/desk/").content.decode()
    assert first.count('class="row"') == 30
    assert "before=14" in first
    second = ines.get("/desk/?view=all&before=14").content.decode()
    assert second.count('class="row"') == 13


def test_complaints_are_settled_in_private(ines):
    complain(Act.author(), 1, None, "I do not like it.")
    complain(Act.author(), 3, 1, "Nor this.")
    before = Entry.objects.count()
    assert ines.post("/desk/item/1/", verb="dismiss").status_code == 303
    assert Entry.objects.count() == before
    assert list(Complaint.objects.filter(done_at=None).values_list("number", flat=True)) == [3]
    ines.post("/desk/item/3/", verb="hide", guideline="1", reason="Rude.")
    assert not Complaint.objects.filter(done_at=None).exists()


def test_pages_and_guidelines(ines):
    to = ines.get("/desk/pages/topic/?name=river-bank")
    assert (to.status_code, to["Location"]) == (303, "../../../desk/pages/topic/river-bank/")
    assert ines.post("/desk/pages/topic/river-bank/", title="River bank", text="*Low*.").status_code == 303
    assert SitePage.objects.get(name="topic/river-bank").title == "River bank"
    assert 'value="River bank"' in ines.get("/desk/pages/topic/river-bank/").content.decode()
    for path in ("place/harbour", "genre/question", "about"):
        assert ines.post(f"/desk/pages/{path}/", title="New", text="Words.").status_code == 303
        assert SitePage.objects.get(name=path).title == "New"
    assert ines.post("/desk/pages/guideline/1/", title="Be kind", text="Always.").status_code == 303
    assert Guideline.objects.get(number=1).title == "Be kind"
    count = Guideline.objects.count()
    assert ines.post("/desk/pages/guideline/new/", title="One more", text="Yes.").status_code == 303
    assert Guideline.objects.count() == count + 1
    listed = words(ines.get("/desk/pages/?done=1"))
    assert "River bank" in listed
    assert "It is saved and public." in listed


def test_editors_invite_and_dismiss(ines):
    page = ines.post("/desk/editors/", action="invite", name="Bo")
    assert page.status_code == 200
    address = page.content.decode().partition(present().address + "desk/invitation/")[2][:33]
    assert len(address.strip("/")) == 32
    assert "desk/invitation/" not in ines.get("/desk/editors/").content.decode()
    bo = Browser()
    assert bo.enrol("/desk/invitation/" + address, "bo-in").status_code == 200
    assert bo.sign_in("bo-in").status_code == 303
    assert bo.get("/desk/").status_code == 200
    assert ines.post("/desk/editors/", action="dismiss", number="2", reason="Moved away.").status_code == 303
    assert Editor.objects.get(number=2).dismissed_at is not None
    assert bo.get("/desk/").status_code == 303
    assert bo.sign_in("bo-in").status_code == 422
    assert "dismissed" in words(ines.get("/desk/editors/"))


def test_an_unused_invitation_is_renewed_under_the_same_number(wire):
    first = invite(Act.site(), "Ines")
    before = Entry.objects.count()
    second = invite(Act.site(), "Ines")
    assert (Entry.objects.count(), Editor.objects.count()) == (before, 1)
    assert Browser().get("/" + first).status_code == 404
    assert Browser().get("/" + second).status_code == 200


@pytest.mark.once
def test_the_cookie_is_host_only_for_the_desk_and_for_no_script(ines):
    ines.get("/desk/")
    cookie = ines.client.cookies["desk"]
    assert (cookie["path"], cookie["samesite"]) == ("/desk/", "Strict")
    assert cookie["httponly"]
    assert not cookie["domain"]
    assert not cookie["max-age"]
    assert not cookie["expires"]
    assert not cookie["secure"]


@pytest.mark.once
def test_the_cookie_is_secure_where_the_address_is(ines):
    settings.use(dataclasses.replace(present(), address="https://wire.example/"))
    assert ines.get("/desk/").status_code == 303, "what a page without https may have set is not read"
    ines.get("/desk/sign-in/")
    cookie = ines.client.cookies["__Secure-desk"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/desk/", "")
    cookie.set("__Secure-desk", ines.client.cookies["desk"].value, ines.client.cookies["desk"].value)
    assert ines.get("/desk/").status_code == 200
    gone = ines.post("/desk/sign-out/", seen="/desk/").cookies["__Secure-desk"]
    assert (gone.value, gone["max-age"], gone["secure"]) == ("", 0, True)


@pytest.mark.once
def test_a_password_is_the_same_on_every_keyboard(wire):
    browser = Browser()
    path = "/" + invite(Act.site(), "Ines")
    page = browser.get(path)
    browser.key = key_in(page)
    composed, apart = "el río está alto otra vez", "el ri\u0301o esta\u0301 alto otra vez"
    fields = {"name": "Otter", "password": composed, "again": apart, "code": browser.code()}
    assert browser.client.post(path, {"token": token_in(page), **fields}).status_code == 200
    assert browser.sign_in("OTTER", password=apart).status_code == 303


def test_two_editors_see_each_others_decisions(ines):
    bo = signed_in("Bo")
    bo.post("/desk/item/3/", verb="hide", guideline="1", reason="Rude.")
    page = words(ines.get("/desk/item/3/"))
    assert "Bo" in page
    assert "Rude." in page
    assert PASSWORD not in page


def test_a_comment_is_raised_and_put_back(ines):
    assert "lists and feeds will say" in words(ines.get("/desk/item/2/"))
    empty = ines.post("/desk/item/2/", verb="raise", reason=" ", corrects="1")
    assert empty.status_code == 422
    assert re.search(r'name="corrects" value="1" checked', empty.content.decode())
    assert not Raising.objects.exists()
    done = ines.post("/desk/item/2/", verb="raise", reason="The well was looked at.", corrects="1")
    assert (done.status_code, done["Location"]) == (303, "../../../desk/item/2/?done=raise")
    assert (last()["kind"], last()["by"]) == ("raise", "editor:1")
    assert Raising.objects.get(comment_id=2, article_id=1, ended=None).corrects
    page = words(ines.get("/desk/item/2/?done=raise"))
    assert "It stands with the article, above the comments." in page
    assert "Put back among the comments" in page
    assert ines.post("/desk/item/2/", verb="raise", reason="Once more.").status_code == 409
    assert ines.post("/desk/item/1/", verb="raise", reason="An article.").status_code == 422
    assert ines.post("/desk/item/2/", verb="unraise", reason="It says so itself.").status_code == 303
    assert not Raising.objects.filter(ended=None).exists()
