"""Recovery codes through the desk's real door: shown once, each good once, beside the password alone."""

import pytest
from django.test import Client

from handbill import limits
from handbill.actions.act import Act
from handbill.desk import recovery
from handbill.desk.invitations import invite
from handbill.desk.models import Account, Attempt, RecoveryCode, Session
from tests.desk.desk import HEADERS, PASSWORD, Browser, codes_in, editor, signed_in, token_in, words


@pytest.fixture
def enrolled(wire):
    """Ines has her account, and her codes, and is not signed in."""
    browser = Browser()
    return browser, codes_in(browser.enrol("/" + invite(Act.site(), "Ines"), "otter"))


def test_ten_come_with_the_account_and_none_is_kept(enrolled):
    _browser, codes = enrolled
    assert len(set(codes)) == 10
    kept = set(RecoveryCode.objects.values_list("code", flat=True))
    assert len(kept) == 10
    assert not kept & {code.replace("-", "") for code in codes}


@pytest.mark.parametrize("typed", ["{}", " {} ", "{} ".upper(), "no hyphens", "capitals"])
def test_a_code_replaces_the_six_digits(enrolled, typed):
    browser, codes = enrolled
    written = {"no hyphens": codes[3].replace("-", ""), "capitals": codes[3].upper()}
    said = browser.sign_in("otter", code=written.get(typed) or typed.format(codes[3]))
    assert (said.status_code, said["Location"]) == (303, "../../desk/account/?said=recovered")
    page = words(browser.get("/desk/account/?said=recovered"))
    assert "You signed in with a recovery code" in page
    assert "9 codes are left" in page


def test_letters_that_look_alike_are_the_same(enrolled):
    browser, _codes = enrolled
    RecoveryCode.objects.all().delete()
    RecoveryCode.objects.create(account=Account.objects.get(), code=recovery.digest("0011" * 4))
    assert browser.sign_in("otter", code="oOlI-" * 4).status_code == 303


def test_each_works_once(enrolled):
    browser, codes = enrolled
    assert browser.sign_in("otter", code=codes[0]).status_code == 303
    assert Browser().sign_in("otter", code=codes[0]).status_code == 422
    assert (Session.objects.count(), RecoveryCode.objects.count()) == (1, 9)
    for code in codes[1:]:
        other = Browser()
        assert other.sign_in("otter", code=code).status_code == 303
    assert "No code is left" in words(other.get("/desk/account/"))
    assert Browser().sign_in("otter", code=codes[5]).status_code == 422


def test_a_code_without_the_password_is_not_used_up(enrolled):
    browser, codes = enrolled
    assert browser.sign_in("otter", password=PASSWORD + "!", code=codes[0]).status_code == 422
    assert (Session.objects.count(), RecoveryCode.objects.count()) == (0, 10)


def test_a_code_of_another_editor_opens_nothing(enrolled):
    _browser, codes = enrolled
    bo = Browser()
    theirs = codes_in(bo.enrol("/" + invite(Act.site(), "Bo"), "beaver"))
    for name, code in (("otter", theirs[0]), ("beaver", codes[0])):
        assert Browser().sign_in(name, code=code).status_code == 422
    assert (Session.objects.count(), RecoveryCode.objects.count()) == (0, 20)


@pytest.mark.once
@pytest.mark.parametrize("code", ["0" * 16, "", "0" * 15, "ñ" * 16, "-" * 90 + "0" * 16])
def test_what_is_no_code_opens_nothing(enrolled, code):
    browser, _codes = enrolled
    assert browser.sign_in("otter", code=code).status_code == 422
    assert (Session.objects.count(), RecoveryCode.objects.count()) == (0, 10)


def test_new_ones_are_made_at_the_desk_and_the_old_ones_end(wire):
    ines = editor("Ines")
    old = set(RecoveryCode.objects.values_list("code", flat=True))
    made = ines.post("/desk/account/", action="codes", own=PASSWORD)
    assert made.status_code == 200
    assert made["Cache-Control"] == "no-store"
    new = codes_in(made)
    kept = set(RecoveryCode.objects.values_list("code", flat=True))
    assert (len(new), len(kept), kept & old) == (10, 10, set())
    assert not codes_in(ines.get("/desk/account/"))
    assert Browser().sign_in("ines-signs-in", code=new[9]).status_code == 303


@pytest.mark.once
def test_without_the_password_none_is_made(wire):
    ines = editor("Ines")
    old = set(RecoveryCode.objects.values_list("code", flat=True))
    for password in ("", PASSWORD + "!", "p" * 100_000):
        refused = ines.post("/desk/account/", action="codes", own=password)
        assert refused.status_code == 422
        assert "This is not your password." in words(refused)
        assert not codes_in(refused)
    assert set(RecoveryCode.objects.values_list("code", flat=True)) == old


def test_who_finds_a_desk_open_cannot_try_passwords_without_end(wire):
    ines = editor("Ines")
    for _ in range(limits.TRIES + 1):
        assert ines.post("/desk/account/", action="codes", own="a guess").status_code == 422
    assert ines.post("/desk/account/", action="codes", own=PASSWORD).status_code == 429
    assert Attempt.objects.get().failures == limits.TRIES + 1


@pytest.mark.once
def test_a_form_from_elsewhere_makes_none(wire):
    ines = editor("Ines")
    old = set(RecoveryCode.objects.values_list("code", flat=True))
    sent = {"action": "codes", "own": PASSWORD}
    assert ines.client.post("/desk/account/", sent).status_code == 403
    token = token_in(ines.get("/desk/account/"))
    evil = Client(headers={**HEADERS, "Origin": "https://evil.example"})
    evil.cookies["desk"] = ines.client.cookies["desk"].value
    assert evil.post("/desk/account/", {**sent, "token": token}).status_code == 403
    assert set(RecoveryCode.objects.values_list("code", flat=True)) == old


@pytest.mark.once
def test_an_action_that_there_is_not(wire):
    ines = signed_in("Ines")
    assert ines.post("/desk/account/", action="nothing").status_code == 422
