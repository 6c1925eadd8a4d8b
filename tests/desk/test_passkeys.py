"""Passkeys through the desk's real door: what makes and uses one, and every answer that must not."""

import dataclasses
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from handbill import settings
from handbill.actions.act import Act
from handbill.actions.dismiss import dismiss
from handbill.desk.invitations import renew
from handbill.desk.models import Account, Passkey, Session, SpentChallenge
from handbill.desk.passkeys import origin
from handbill.limits import PASSKEYS
from tests.desk.authenticator import ORIGIN, PRESENT, VERIFIED, Authenticator, given
from tests.desk.desk import HEADERS, PASSWORD, Browser, signed_in, signed_in_again, token_in, words

pytestmark = pytest.mark.once  # what passkeys and browsers say to each other hangs on no engine

HERE = {**HEADERS, "Host": "localhost:8000", "Origin": ORIGIN}
AT = {"Host": "localhost:8000"}


def at_home(browser: Browser) -> Browser:
    """The same cookie at the address that passkeys belong to."""
    there = Browser(client=Client(headers=HERE))
    if "desk" in browser.client.cookies:
        there.client.cookies["desk"] = browser.client.cookies["desk"].value
    return there


@pytest.fixture
def ines(ines):
    """Ines, signed in at http://localhost:8000, with a password."""
    account = Account.objects.get()
    account.set_password(PASSWORD)
    account.save()
    return at_home(ines)


@pytest.fixture
def key(ines):
    """Her passkey."""
    made = Authenticator()
    assert add(ines, made).status_code == 303
    return made


def add(
    browser: Browser, made: Authenticator, answer: Callable[[dict[str, Any]], str] | None = None, **fields
):
    page = browser.get("/desk/account/")
    sent = {"action": "passkey", "own": PASSWORD, "name": "telephone", "token": token_in(page), **fields}
    return browser.client.post("/desk/account/", {**sent, "passkey": (answer or made.make)(given(page))})


def enter(browser: Browser, answer: Callable[[dict[str, Any]], str]):
    page = browser.get("/desk/sign-in/")
    sent = {"token": token_in(page), "passkey": answer(given(page))}
    return browser.client.post("/desk/sign-in/", sent)


def stranger() -> Browser:
    return Browser(client=Client(headers=HERE))


def test_one_is_made_named_used_and_removed(ines):
    made = Authenticator()
    done = add(ines, made)
    assert (done.status_code, done["Location"]) == (303, "../../desk/account/?said=passkey")
    assert "telephone" in words(ines.get("/desk/account/"))
    bo = stranger()
    arrived = enter(bo, made.sign)
    assert (arrived.status_code, arrived["Location"]) == (303, "../../desk/")
    assert "Ines" in words(bo.get("/desk/"))
    kept = Passkey.objects.get()
    page = ines.get("/desk/account/").content.decode().partition('id="remove"')[2].partition("</form>")[0]
    assert page.count("<button") == 1, "Enter in the field of the password presses the first button there is"
    assert 'type="radio" name="it" value=' in page
    removed = ines.post("/desk/account/", action="remove", it=str(kept.pk), own=PASSWORD)
    assert removed.status_code == 303
    assert not Passkey.objects.exists()
    assert "data-options" not in stranger().get("/desk/sign-in/").content.decode()


def test_several_are_kept_and_each_opens_the_desk(ines):
    made = [Authenticator() for _ in range(PASSKEYS)]
    for number, it in enumerate(made):
        assert add(ines, it, name=f"key {number}").status_code == 303
    assert enter(stranger(), made[0].sign).status_code == 303
    assert enter(stranger(), made[-1].sign).status_code == 303
    refused = add(ines, Authenticator())
    assert (refused.status_code, Passkey.objects.count()) == (409, PASSKEYS)
    assert "Remove one first" in words(refused)


def test_what_the_browser_is_asked_for(ines, key):
    page = ines.get("/desk/account/")
    assert given(page)["rp"]["id"] == "localhost"
    assert given(page)["authenticatorSelection"]["userVerification"] == "required"
    assert [it["type"] for it in given(page)["excludeCredentials"]] == ["public-key"]
    asked = given(stranger().get("/desk/sign-in/"))
    assert set(asked) == {"challenge", "rpId", "userVerification"}
    assert asked["userVerification"] == "required"


def test_a_page_that_asks_stores_nothing(ines, key):
    before = (Session.objects.count(), SpentChallenge.objects.count())
    for browser in (stranger(), stranger(), ines):
        browser.get("/desk/sign-in/")
        browser.get("/desk/account/")
    assert (Session.objects.count(), SpentChallenge.objects.count()) == before


WRONG: dict[str, Callable[[Authenticator, str], Callable[[dict[str, Any]], str]]] = {
    "another origin": lambda key, act: getattr(key.other(origin="https://evil.example"), act),
    "the same host at another port": lambda key, act: getattr(key.other(origin="http://localhost:81"), act),
    "the same host over https": lambda key, act: getattr(key.other(origin="https://localhost:8000"), act),
    "another relying party": lambda key, act: getattr(key.other(rp="evil.example"), act),
    "nobody there": lambda key, act: getattr(key.other(flags=VERIFIED), act),
    "nobody verified": lambda key, act: getattr(key.other(flags=PRESENT), act),
    "a made-up challenge": lambda key, act: lambda it: getattr(key, act)(it, challenge="A" * 75),
    "no challenge": lambda key, act: lambda it: getattr(key, act)(it, challenge=""),
    "within another site's page": lambda key, act: lambda it: getattr(key, act)(it, crossOrigin=True),
    "of another type": lambda key, act: lambda it: getattr(key, act)(it, kind="payment.get"),
    "no JSON": lambda _key, _act: lambda _it: "{",
    "a number": lambda _key, _act: lambda _it: "7",
    "an empty object": lambda _key, _act: lambda _it: "{}",
    "nothing": lambda _key, _act: lambda _it: "",
    "no end": lambda _key, _act: lambda _it: "[" * 100_000,
    "too much": lambda key, act: lambda it: getattr(key, act)(it) + " " * 20_000,
    "other bytes": lambda key, act: lambda it: scrambled(getattr(key, act)(it)),
}


def scrambled(answer: str) -> str:
    said = json.loads(answer)
    for name in ("attestationObject", "authenticatorData"):
        if name in said["response"]:
            said["response"][name] = "o2Nmb" + said["response"][name][:20]
    return json.dumps(said)


@pytest.mark.parametrize("name", WRONG)
def test_answers_that_make_no_passkey(ines, name):
    made = Authenticator()
    refused = add(ines, made, WRONG[name](made, "make"))
    assert refused.status_code == 422
    assert "This passkey was not taken" in words(refused)
    assert (Passkey.objects.count(), SpentChallenge.objects.count()) == (0, 0)


SIGN_IN_ALONE: dict[str, Callable[[Authenticator, str], Callable[[dict[str, Any]], str]]] = {
    "an unknown passkey": lambda _key, _act: Authenticator().sign,
    "another key": lambda key, act: getattr(key.other(key=ec.generate_private_key(ec.SECP256R1())), act),
    "another user": lambda key, act: getattr(key.other(user="AAAA"), act),
    "the making of one": lambda key, _act: lambda it: key.other().make({**it, "user": {"id": key.user}}),
}


@pytest.mark.parametrize("name", WRONG | SIGN_IN_ALONE)
def test_answers_that_open_nothing(ines, key, name):
    before = (Session.objects.count(), SpentChallenge.objects.count(), Passkey.objects.get().count)
    browser = stranger()
    refused = enter(browser, (WRONG | SIGN_IN_ALONE)[name](key, "sign"))
    assert refused.status_code == 422
    assert "This passkey did not open the desk" in words(refused)
    assert (Session.objects.count(), SpentChallenge.objects.count(), Passkey.objects.get().count) == before
    assert browser.get("/desk/").status_code == 303


def test_an_answer_works_once(ines, key):
    browser = stranger()
    page = browser.get("/desk/sign-in/")
    sent = {"token": token_in(page), "passkey": key.sign(given(page))}
    cookie = browser.client.cookies["desk"].value
    assert browser.client.post("/desk/sign-in/", sent).status_code == 303
    again = stranger()
    again.client.cookies["desk"] = cookie
    before = Session.objects.count()
    assert again.client.post("/desk/sign-in/", sent).status_code == 422
    assert Session.objects.count() == before


def test_an_answer_is_good_in_its_own_browser_alone(ines, key):
    stolen = key.sign(given(stranger().get("/desk/sign-in/")))
    before = Session.objects.count()
    assert enter(stranger(), lambda _it: stolen).status_code == 422
    assert (Session.objects.count(), SpentChallenge.objects.count()) == (before, 1)  # of the registration


def test_a_making_works_once(ines):
    made = Authenticator()
    answer = made.make(given(ines.get("/desk/account/")))
    assert add(ines, made, lambda _it: answer).status_code == 303
    Passkey.objects.all().delete()
    assert add(ines, made, lambda _it: answer).status_code == 422
    assert not Passkey.objects.exists()


def test_an_answer_is_too_late_after_ten_minutes(ines, key):
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        before = Session.objects.count()

        def late(options: dict[str, Any]) -> str:
            clock.shift(timedelta(minutes=10, seconds=1))
            answer: str = key.sign(options)
            return answer

        assert enter(stranger(), late).status_code == 422
        assert Session.objects.count() == before


def test_a_challenge_of_the_sign_in_makes_no_passkey(ines, key):
    asked = given(stranger().get("/desk/sign-in/"))["challenge"]
    assert (
        add(ines, Authenticator(), lambda it: Authenticator().make({**it, "challenge": asked})).status_code
        == 422
    )
    assert Passkey.objects.count() == 1


def test_a_counter_that_goes_back_opens_nothing(ines, key):
    key.count = 5
    assert enter(stranger(), key.sign).status_code == 303
    before = Session.objects.count()
    for count in (5, 4, 0):
        key.count = count
        refused = enter(stranger(), key.sign)
        assert refused.status_code == 422
        assert "counts backwards" in words(refused)
    assert (Session.objects.count(), Passkey.objects.get().count) == (before, 5)
    key.count = 6
    assert enter(stranger(), key.sign).status_code == 303


def test_one_that_never_counts_is_as_good(ines, key):
    assert [enter(stranger(), key.sign).status_code for _ in range(2)] == [303, 303]


def test_without_the_password_none_is_added(ines):
    refused = add(ines, Authenticator(), own="a guess")
    assert refused.status_code == 422
    assert "This is not your password." in words(refused)
    assert not Passkey.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "n" * 61])
def test_one_without_a_name_is_not_added(ines, name):
    refused = add(ines, Authenticator(), name=name)
    assert refused.status_code == 422
    assert "Give it a name" in words(refused)
    assert not Passkey.objects.exists()


def test_a_passkey_belongs_to_one_editor(ines, key):
    signed_in("Bo")
    theirs = Account.objects.get(editor__name="Bo")
    theirs.set_password(PASSWORD)
    theirs.save()
    bo = at_home(signed_in_again(theirs))
    assert add(bo, key).status_code == 409
    kept = Passkey.objects.get()
    assert bo.post("/desk/account/", action="remove", it=str(kept.pk), own=PASSWORD).status_code == 303
    assert Passkey.objects.get().account.editor.name == "Ines"
    for wrong in ("", "one", "-1", "1" * 19):
        assert bo.post("/desk/account/", action="remove", it=wrong).status_code == 422


@pytest.mark.parametrize("own", [{}, {"own": ""}, {"own": "a guess"}])
def test_without_the_password_none_is_removed(ines, key, own):
    refused = ines.post("/desk/account/", action="remove", it=str(Passkey.objects.get().pk), **own)
    assert refused.status_code == 422
    assert "This is not your password." in words(refused)
    assert Passkey.objects.count() == 1


def test_forged_forms_neither_add_nor_remove(ines, key):
    page = ines.get("/desk/account/")
    sent = {
        "action": "passkey",
        "own": PASSWORD,
        "name": "theirs",
        "passkey": Authenticator().make(given(page)),
    }
    assert ines.client.post("/desk/account/", sent).status_code == 403
    assert ines.client.post("/desk/account/", {"action": "remove", "it": "1"}).status_code == 403
    evil = ines.client.post(
        "/desk/account/", {**sent, "token": token_in(page)}, headers={"Origin": "https://evil.example"}
    )
    assert evil.status_code == 403
    assert Passkey.objects.get().name == "telephone"


def test_who_was_dismissed_is_not_let_in(ines, key):
    dismiss(Act.site(), 1, "Moved away.")
    assert enter(stranger(), key.sign).status_code == 422
    assert SpentChallenge.objects.count() == 1  # of the registration


def test_a_renewed_invitation_ends_passkeys(ines, key):
    asked = stranger()
    page = asked.get("/desk/sign-in/")
    renew("Ines")
    assert not Passkey.objects.exists()
    sent = {"token": token_in(page), "passkey": key.sign(given(page))}
    assert asked.client.post("/desk/sign-in/", sent).status_code == 422
    assert not Session.objects.exists()


def test_at_another_address_none_is_made_or_asked_for(ines, key):
    away = signed_in_again(Account.objects.get())
    page = away.get("/desk/account/")
    assert "data-options" not in page.content.decode()
    assert f"They are made and used at {ORIGIN}/desk/account/." in words(page)
    assert "data-options" not in Browser().get("/desk/sign-in/").content.decode()


ORIGINS = {
    "http://127.0.0.1:8000/": "http://localhost:8000",
    "http://localhost/": "http://localhost",
    "http://[::1]:8000/": "http://localhost:8000",
    "https://wire.example/": "https://wire.example",
    "https://wire.example:8443/": "https://wire.example:8443",
    "http://wire.example/": "",
    "https://192.0.2.7/": "",
    "https://[2001:db8::7]/": "",
}


@pytest.mark.parametrize("address", ORIGINS)
def test_the_origin_comes_from_the_address_of_the_site(site, address):
    before = settings.site()
    settings.use(dataclasses.replace(before, address=address))
    try:
        assert origin() == ORIGINS[address]
    finally:
        settings.use(before)
