"""An editor sees the mode and why it is so, and sets it, at the desk and from the shell."""

import dataclasses
import re

import pytest
from django.test import Client

from handbill import settings
from handbill.actions.act import Act, Refused
from handbill.actions.set_mode import set_mode
from handbill.desk.acting import Usage, act
from handbill.desk.undo import undo
from handbill.guard.models import Attended
from handbill.newswire.mode import Mode, is_surge
from handbill.newswire.standing import Standing
from handbill.record.models import Entry
from handbill.settings import Front, Guard
from tests.desk.desk import invite_only, signed_in, words


def test_the_desk_shows_the_mode_and_sets_it(ines):
    assert "New articles go to the front page at once." in words(ines.get("/desk/"))
    assert Attended.objects.count() == 1  # somebody is at the desk
    set_mode(Act.site(), "surge", "99 articles came within an hour; up to 40 would be usual.")
    shown = words(ines.get("/desk/"))
    assert "New articles wait six hours for the front page" in shown
    assert "99 articles came within an hour; up to 40 would be usual." in shown
    page = ines.get("/desk/mode/").content.decode()
    assert re.search(r'<option value="open" selected>', page)
    done = ines.post("/desk/mode/", mode="open", reason="It is the fair.")
    assert (done.status_code, done["Location"]) == (303, "../../desk/?done=set-mode")
    assert not is_surge()
    assert "It holds for six hours" in words(ines.get("/desk/?done=set-mode"))
    assert "It is the fair." in words(ines.get("/desk/mode/"))
    assert Mode.objects.get(over=False).begun.by == "editor:1"


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"mode": "surge", "reason": ""}, 422, "Say why"),
        ({"mode": "", "reason": "r"}, 422, "Say which mode"),
        ({"mode": "closed", "reason": "All of it."}, 422, "open or surge"),
        ({"mode": "surge", "reason": "r" * 2001}, 422, "At most 2000"),
    ],
)
def test_what_the_form_refuses_with_the_words_kept(ines, typed, status, said):
    before = Entry.objects.count()
    answered = ines.post("/desk/mode/", **typed)
    assert answered.status_code == status
    assert said in words(answered)
    assert typed["reason"] in words(answered)
    assert (Entry.objects.count(), Mode.objects.count()) == (before, 0)


def test_set_twice_it_is_refused_and_no_stranger_sets_it(ines):
    assert ines.post("/desk/mode/", mode="surge", reason="We expect many.").status_code == 303
    before = Entry.objects.count()
    again = ines.post("/desk/mode/", mode="surge", reason="Once more.")
    assert (again.status_code, "It is so already." in words(again)) == (409, True)
    assert Client().post("/desk/mode/", {"mode": "open", "reason": "Mine."}).status_code == 403
    assert Entry.objects.count() == before


def test_from_the_shell(wire):
    invite_only("Ines")
    act("set-mode", "site", mode="surge", reason="We expect many.", editor="Ines")
    assert is_surge()
    act("set-mode", "site", mode="open", reason="They came.")
    assert [(it.begun.by, it.begun.via) for it in Mode.objects.order_by("pk")] == [
        ("editor:1", "shell"),
        ("site", "shell"),
    ]
    before = Entry.objects.count()
    for subject, mode in (("article/1", "open"), ("site", "")):
        with pytest.raises(Usage):
            act("set-mode", subject, reason="r", mode=mode)
    for mode in ("closed", "open"):
        with pytest.raises(Refused):
            act("set-mode", "site", reason="r", mode=mode)
    assert Entry.objects.count() == before


def test_an_account_in_the_wrong_hands_changes_no_mode_for_long(wire):
    invite_only("Ines")
    bad = signed_in("Bad")
    set_mode(Act.site(), "surge", "Many came.")
    assert bad.post("/desk/mode/", mode="open", reason="Mine.").status_code == 303
    assert undo(Act.site(), 2, "Stolen.").verbs == {"set-mode": 1}
    assert is_surge()


def test_the_form_says_it_and_the_receipt_too(site):
    client = Client()
    settings.use(dataclasses.replace(site, guard=Guard(challenge="off"), front=Front(limits="on")))
    calm = "your article is in the newswire at once, and on the front page in six hours"
    assert calm not in words(client.get("/publish/"))
    set_mode(Act.site(), "surge", "Many came.")
    assert calm in words(client.get("/publish/"))
    sent = client.post("/publish/", {"title": "The sluice", "body": "It is open."})
    assert sent.status_code == 201
    assert "not on the front page" in words(sent)
    told = client.post("/api/v1/articles", {"title": "Weir", "body": "It too."}, "application/json")
    assert (told.status_code, told.json()["state"]) == (201, "slow")
    assert client.post("/comment/1/", {"body": "Since when?"}).status_code == 201
    assert [it.number for it in Standing.objects.filter(state="slow")] == [1, 2]
