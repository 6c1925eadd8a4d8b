"""Whoever knows a sign-in name, and tries it without end, keeps nobody out and learns nothing."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from handbill import limits
from handbill.actions.act import Act
from handbill.actions.dismiss import dismiss
from handbill.desk.invitations import invite, renew
from handbill.desk.models import Account, Attempt, KnownBrowser, RecoveryCode, Session
from handbill.limits import KNOWN, SESSIONS
from tests.actions.tables import dump
from tests.desk.desk import PASSWORD, Browser, codes_in, editor, token_in, words

NEW = "another river, another year"
SIGN_IN = "/desk/sign-in/"


@pytest.fixture
def enrolled(wire):
    """Ines's browser; she signs in as otter, and has not yet."""
    browser = Browser()
    browser.codes = codes_in(browser.enrol("/" + invite(Act.site(), "Ines"), "otter"))
    return browser


def flood(name: str = "otter", tries: int = limits.TRIES + 1) -> Browser:
    """A stranger tries a name until it has to wait."""
    stranger = Browser()
    wrong = {"name": name, "password": "wrong", "code": "000000"}
    statuses = {stranger.post(SIGN_IN, **wrong).status_code for _ in range(tries)}
    assert statuses == {422}
    assert stranger.post(SIGN_IN, **wrong).status_code == 429
    return stranger


def fresh(known: Browser) -> Browser:
    """Another browser with the same authenticator."""
    return Browser(key=known.key, step=known.step)


def signed_out(browser: Browser) -> Browser:
    """The same browser, its session over; what stays in it stays."""
    del browser.client.cookies["desk"]
    return browser


def test_a_recovery_code_opens_while_others_try_the_name(enrolled):
    flood()
    with time_machine.travel(datetime.now(UTC), tick=False):
        waiting = enrolled.sign_in("otter")
        assert waiting.status_code == 429
        tries = Attempt.objects.get().failures
        opened = enrolled.post(SIGN_IN, name="otter", password=PASSWORD, code=enrolled.codes[0])
        assert (opened.status_code, Session.objects.count()) == (303, 1)
        assert (
            Attempt.objects.get().failures == tries
        )  # of the name; what others have to wait has not changed


def test_a_recovery_code_that_is_wrong_counts_like_all_else(enrolled):
    wrong = {"name": "otter", "password": PASSWORD, "code": "0000-0000-0000-0000"}
    assert [Browser().post(SIGN_IN, **wrong).status_code for _ in range(limits.TRIES + 1)] == [422] * 6
    assert Browser().post(SIGN_IN, **wrong).status_code == 429
    assert Attempt.objects.get().failures == limits.TRIES + 1
    assert (Session.objects.count(), RecoveryCode.objects.count()) == (0, 10)


def test_who_has_found_a_code_tries_passwords_no_faster(enrolled):
    found = {"name": "otter", "password": "a guess", "code": enrolled.codes[0]}
    assert [Browser().post(SIGN_IN, **found).status_code for _ in range(limits.TRIES + 1)] == [422] * 6
    assert Browser().post(SIGN_IN, **{**found, "password": PASSWORD}).status_code == 429
    assert (Session.objects.count(), RecoveryCode.objects.count()) == (0, 10)
    assert enrolled.sign_in("otter").status_code == 303  # that is a lane of its own


def test_a_browser_that_is_known_does_not_wait(enrolled):
    assert enrolled.sign_in("otter").status_code == 303
    cookie = enrolled.client.cookies["known"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/desk/")
    assert cookie["max-age"] == KNOWN * 86_400
    assert cookie.value not in str(dump())
    flood()
    assert fresh(enrolled).sign_in("otter").status_code == 429
    back, long_ago = signed_out(enrolled), datetime.now(UTC).date() - timedelta(days=KNOWN)
    KnownBrowser.objects.update(day=long_ago)
    assert back.sign_in("otter").status_code == 303
    assert KnownBrowser.objects.get().day > long_ago  # its days begin anew


def test_there_too_tries_are_counted(enrolled):
    enrolled.sign_in("otter")
    back = signed_out(enrolled)
    wrong = {"name": "otter", "password": "wrong", "code": "000000"}
    assert [back.post(SIGN_IN, **wrong).status_code for _ in range(limits.TRIES + 1)] == [422] * 6
    assert back.sign_in("otter").status_code == 429
    assert fresh(back).sign_in("otter", code=back.code(again=True)).status_code == 303


def by_end(browser: Browser) -> None:
    assert browser.post("/desk/account/", action="end", session="others", own=PASSWORD).status_code == 303


def by_password(browser: Browser) -> None:
    sent = {"own": PASSWORD, "password": NEW, "again": NEW}
    assert browser.post("/desk/account/", action="password", **sent).status_code == 303


def by_renewal(_browser: Browser) -> None:
    renew("Ines")


def by_dismissal(_browser: Browser) -> None:
    dismiss(Act.site(), 1, "Moved away.")


@pytest.mark.once
@pytest.mark.parametrize("end", [by_end, by_password, by_renewal, by_dismissal])
def test_a_browser_is_known_no_more(enrolled, end):
    """What it brings is refused unread: the street door has let it pass as known."""
    enrolled.sign_in("otter")
    other = fresh(enrolled)
    other.sign_in("otter")
    end(enrolled)
    signed_out(other)
    before = dump()
    refused = other.post(SIGN_IN, name="otter", password=PASSWORD, code="000000")
    assert refused.status_code == 422
    assert "This browser is not known here any more." in words(refused)
    assert other.client.cookies["known"].value == ""
    assert dump() == before
    again = other.post(SIGN_IN, name="otter", password="wrong", code="000000")
    assert "do not belong together" in words(again)


@pytest.mark.once
def test_a_mark_that_was_made_up_is_refused_before_anything_is_counted(enrolled):
    stranger = Browser()
    stranger.client.cookies["known"] = "a" * 32
    before = dump()
    for _ in range(limits.TRIES + 3):
        stranger.client.cookies["known"] = "a" * 32
        refused = stranger.post(SIGN_IN, name="otter", password=PASSWORD, code=enrolled.codes[0])
        assert refused.status_code == 422
        assert "This browser is not known here any more." in words(refused)
    assert dump() == before


@pytest.mark.once
@pytest.mark.parametrize("said", ["known=a; known=", "known=; known=a", "known=a; known", "x=;known=a"])
def test_a_mark_that_stands_twice_is_made_up_too(enrolled, said):
    """The front lets it pass as known, so the app must not take the other one, which says nothing."""
    stranger = Browser()
    token = token_in(stranger.get(SIGN_IN))
    before = dump()
    sent = {"name": "otter", "password": "wrong", "code": "000000", "token": token}
    cookies = f"desk={stranger.client.cookies['desk'].value}; {said}"
    refused = stranger.client.post(SIGN_IN, sent, headers={"Cookie": cookies})
    assert refused.status_code == 422
    assert "This browser is not known here any more." in words(refused)
    assert dump() == before


@pytest.mark.once
def test_a_browser_of_another_editor_is_not_that_of_this_one(enrolled):
    editor("Bo")
    enrolled.sign_in("otter")
    flood("bo-signs-in")
    back = signed_out(enrolled)
    assert back.sign_in("bo-signs-in").status_code == 429


def test_as_many_browsers_are_known_as_there_may_be_sessions(enrolled):
    enrolled.sign_in("otter")
    account = Account.objects.get()
    today = datetime.now(UTC).date()
    several = (KnownBrowser(account=account, key=f"{it:064}", day=today) for it in range(SESSIONS))
    KnownBrowser.objects.bulk_create(several)
    fresh(enrolled).sign_in("otter")
    assert KnownBrowser.objects.count() == SESSIONS
    assert not KnownBrowser.objects.filter(key=f"{0:064}").exists()


def test_who_is_signed_in_is_not_kept_waiting_by_who_is_outside(enrolled):
    enrolled.sign_in("otter")
    flood()
    made = enrolled.post("/desk/account/", action="codes", own=PASSWORD)
    assert (made.status_code, len(codes_in(made))) == (200, 10)


@pytest.mark.parametrize("name", ["Ines", "INES", " ines "])
def test_nobody_signs_in_with_their_desk_name(wire, name):
    path = "/" + invite(Act.site(), "Ines")
    browser = Browser()
    page = browser.enrol(path, name)
    assert page.status_code == 422
    assert "That is your desk name, which everyone reads." in words(page)
    assert Account.objects.count() == 0
    assert browser.enrol(path, "otter").status_code == 200


def test_a_sign_in_does_not_tell_others_that_there_is_such_a_name(enrolled):
    """Five tries each with a name that is there and one that is not; the editor signs in; then one more each."""
    stranger, wrong = Browser(), {"password": "wrong", "code": "000000"}
    seen = {}
    with time_machine.travel(datetime.now(UTC), tick=False):
        for name in ("otter", "nobody"):
            for _ in range(limits.TRIES):
                stranger.post(SIGN_IN, name=name, **wrong)
        assert enrolled.sign_in("otter").status_code == 303
        for name in ("otter", "nobody"):
            answers = [stranger.post(SIGN_IN, name=name, **wrong) for _ in range(2)]
            seen[name] = [(it.status_code, it.headers.get("Retry-After")) for it in answers]
    assert seen["otter"] == seen["nobody"] == [(422, None), (429, "2")]
