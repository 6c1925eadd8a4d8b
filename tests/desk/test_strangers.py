"""No address of the desk answers a stranger, whatever they bring: asked of every address that the resolver knows."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from handbill.actions.act import Act
from handbill.actions.dismiss import dismiss
from handbill.desk import urls
from handbill.desk.invitations import invite
from handbill.desk.models import Account, Invitation, Session
from handbill.newswire.standing import Standing
from handbill.record.models import Entry
from tests.desk.desk import HEADERS, Browser, signed_in, token_in, words

EXAMPLES = {"number": "1", "axis": "topic", "name": "water", "code": "0" * 32}
OPEN = {"sign-in/", "invitation/<slug:code>/"}
SECRETS = ("The well is dry", "Since Monday", "Rent meeting", "water", "Ines")


def address(pattern: str) -> str:
    plain = re.sub(r"\(\?P<(\w+)>(?:[^()])*\)", lambda found: EXAMPLES[found[1]], pattern.strip("^$"))
    return "/desk/" + re.sub(r"<\w+:(\w+)>", lambda found: EXAMPLES[found[1]], plain)


CLOSED = [address(str(it.pattern)) for it in urls.urlpatterns if str(it.pattern) not in OPEN]


def tables():
    return (
        Entry.objects.count(),
        Standing.objects.count(),
        Account.objects.count(),
        Invitation.objects.count(),
        Session.objects.count(),
    )


def forms():
    yield {
        "verb": "hide",
        "guideline": "1",
        "reason": "r",
        "title": "t",
        "text": "t",
        "action": "invite",
        "name": "Eve",
    }
    yield {"action": "dismiss", "number": "1", "reason": "r", "verb": "dismiss"}


def refuses_all(client: Client, path: str) -> None:
    """By no method and with no form does the address give content or change anything."""
    before = tables()
    for method in ("get", "head"):
        response = getattr(client, method)(path)
        assert response.status_code == 303, (method, path)
        assert response["Location"].endswith("desk/sign-in/")
        assert not response.content
    token = token_in(client.get("/desk/sign-in/"))
    for values in forms():
        for sent in (values, {**values, "token": token}):
            response = client.post(path, sent)
            assert response.status_code == 403, path
            assert not any(secret in words(response) for secret in SECRETS)
    for method in ("put", "patch", "delete", "options", "trace"):
        response = getattr(client, method)(path)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST"), (method, path)
        assert not any(secret in words(response) for secret in SECRETS)
    assert tables() == before


def test_the_walk_knows_all_addresses():
    assert len(CLOSED) == len(urls.urlpatterns) - len(OPEN)
    assert len(CLOSED) >= 9
    assert all(re.fullmatch("/desk/[a-z0-9/-]*", path) for path in CLOSED)


@pytest.mark.parametrize("path", CLOSED)
def test_a_stranger(town, path):
    refuses_all(Client(headers=HEADERS), path)


@pytest.mark.parametrize("path", CLOSED)
def test_a_stranger_with_a_made_up_cookie(town, path):
    client = Client(headers=HEADERS)
    client.cookies["desk"] = "a" * 32
    refuses_all(client, path)


def test_a_dismissed_editor_is_out_at_once(ines):
    bo = signed_in("Bo")
    assert bo.get("/desk/").status_code == 200
    token = token_in(bo.get("/desk/item/1/"))
    dismiss(Act.editor(1), 2, "Moved away.")
    before = Entry.objects.count()
    sent = {"token": token, "verb": "hide", "guideline": "1", "reason": "r"}
    assert bo.client.post("/desk/item/1/", sent).status_code == 403
    assert Entry.objects.count() == before
    for path in CLOSED:
        refuses_all(bo.client, path)


def test_a_session_ends_after_twelve_hours(ines):
    begun = timezone.now()
    for minutes in range(60, 12 * 60, 60):
        with time_machine.travel(begun + timedelta(minutes=minutes), tick=False):
            assert ines.get("/desk/").status_code == 200
    with time_machine.travel(begun + timedelta(hours=11, minutes=59), tick=False):
        assert ines.get("/desk/").status_code == 200
    with time_machine.travel(begun + timedelta(hours=12, minutes=1), tick=False):
        assert ines.get("/desk/").status_code == 303


def test_a_session_ends_after_two_hours_without_a_visit(ines):
    begun = timezone.now()
    with time_machine.travel(begun + timedelta(minutes=119), tick=False):
        assert ines.get("/desk/").status_code == 200
    with time_machine.travel(begun + timedelta(minutes=119 + 122), tick=False):
        assert ines.get("/desk/").status_code == 303
        assert ines.get("/desk/item/1/").status_code == 303


def test_strangers_get_store_nothing(wire):
    path = "/" + invite(Act.site(), "Ines")
    before = tables()
    for at in ("/desk/sign-in/", "/desk/", path, "/desk/invitation/" + "0" * 32 + "/", "/desk/nothing/"):
        Browser().get(at)
        Browser().client.head(at)
    assert tables() == before


def test_signing_out_ends_the_session_everywhere(ines):
    stolen = Client(headers=HEADERS)
    stolen.cookies["desk"] = ines.client.cookies["desk"].value
    assert stolen.get("/desk/").status_code == 200
    ines.post("/desk/sign-out/", seen="/desk/")
    assert stolen.get("/desk/").status_code == 303


def test_a_get_of_sign_out_does_not_sign_out(ines):
    ines.get("/desk/sign-out/")
    assert ines.get("/desk/").status_code == 200
