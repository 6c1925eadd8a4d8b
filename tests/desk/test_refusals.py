"""What must never be possible at the desk, through its real door: each asserts the status, and that nothing changed."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from handbill import limits
from handbill.actions.act import Act
from handbill.actions.dismiss import dismiss
from handbill.actions.redact import redact
from handbill.desk import throttle
from handbill.desk.invitations import invite
from handbill.desk.models import Account, Attempt, Invitation, Session
from handbill.newswire.complaint import Complaint
from handbill.newswire.editor import Editor
from handbill.newswire.standing import state_of
from handbill.record.models import Entry
from tests.desk.desk import HEADERS, PASSWORD, Browser, key_in, signed_in, token_in, words

HIDE = {"verb": "hide", "guideline": "1", "reason": "Rude."}


def unchanged(before):
    assert (Entry.objects.count(), state_of(1), state_of(2)) == before


@pytest.fixture
def before(ines):
    return Entry.objects.count(), state_of(1), state_of(2)


FORGED = {
    "no token": (None, HEADERS),
    "an empty token": ("", HEADERS),
    "a made-up token": ("0" * 80, HEADERS),
    "no site, by fetch metadata": ("own", {"Sec-Fetch-Site": "none"}),
}


@pytest.mark.once
@pytest.mark.parametrize("name", FORGED)
def test_forged_requests(ines, before, name):
    token, headers = FORGED[name]
    own = token_in(ines.get("/desk/item/1/"))
    client = Client(headers=headers)
    client.cookies["desk"] = ines.client.cookies["desk"].value
    sent = {**HIDE, **({} if token is None else {"token": own if token == "own" else token})}
    assert client.post("/desk/item/1/", sent).status_code == 403
    assert client.post("/desk/sign-out/", sent).status_code == 403
    assert client.get("/desk/").status_code == 200
    unchanged(before)


@pytest.mark.once
@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "null"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}]
)
def test_browsers_that_say_nothing_of_where_they_come_from_get_in_by_the_token(ines, headers):
    own = token_in(ines.get("/desk/item/1/"))
    client = Client(headers=headers)
    client.cookies["desk"] = ines.client.cookies["desk"].value
    assert client.post("/desk/item/1/", {**HIDE, "token": own}).status_code == 303


def test_a_token_of_another_session_is_no_good(ines, before):
    bo = signed_in("Bo")
    before = Entry.objects.count(), state_of(1), state_of(2)
    sent = {**HIDE, "token": token_in(bo.get("/desk/"))}
    assert ines.client.post("/desk/item/1/", sent).status_code == 403
    unchanged(before)


def test_a_token_from_before_the_sign_in_is_no_good(wire):
    browser = Browser()
    browser.enrol("/" + invite(Act.site(), "Ines"), "otter")
    early = token_in(browser.get("/desk/sign-in/"))
    cookie = browser.client.cookies["desk"].value
    assert browser.sign_in("otter").status_code == 303
    assert browser.client.cookies["desk"].value != cookie
    assert browser.client.post("/desk/item/1/", {**HIDE, "token": early}).status_code == 403
    assert state_of(1) == "listed"


@pytest.mark.once
def test_a_body_that_is_no_form(ines, before):
    token = token_in(ines.get("/desk/item/1/"))
    answered = ines.client.post("/desk/item/1/", {**HIDE, "token": token}, content_type="application/json")
    assert answered.status_code == 403
    unchanged(before)


WRONG = {
    "no verb": ({}, 422, "Choose a decision."),
    "an unknown verb": ({"verb": "burn"}, 422, "Choose a decision."),
    "a verb of other things": ({"verb": "set-page"}, 422, "Choose a decision."),
    "no reason": ({**HIDE, "reason": ""}, 422, "Say why"),
    "a blank reason": ({**HIDE, "reason": " \r\n\t\u200b"}, 422, "Say why"),
    "a reason too long": ({**HIDE, "reason": "r" * 2001}, 422, "At most 2000"),
    "no guideline": ({**HIDE, "guideline": ""}, 422, "which guideline"),
    "an unknown guideline": ({**HIDE, "guideline": "99"}, 422, "no guideline with that number"),
    "a guideline beyond all": ({**HIDE, "guideline": "9" * 15}, 422, "no guideline with that number"),
    "a guideline that is none": ({**HIDE, "guideline": "1; DROP"}, 422, "which guideline"),
    "unhide what is listed": ({"verb": "unhide", "reason": "r"}, 409, "on the newswire"),
    "unfeature what is no feature": ({"verb": "unfeature", "reason": "r"}, 409, "not a feature"),
    "answer without an appeal": ({"verb": "answer", "reason": "r"}, 409, "No appeal"),
    "redact without confirming": ({**HIDE, "verb": "redact"}, 422, "cannot come back"),
    "redact with another number": ({**HIDE, "verb": "redact", "confirm": "2"}, 422, "cannot come back"),
    "redact an unknown field": (
        {**HIDE, "verb": "redact", "confirm": "1", "field": "format"},
        404,
        "no field",
    ),
    "related to words": (
        {"verb": "feature", "reason": "r", "related": "3, next"},
        422,
        "numbers of articles",
    ),
    "related to a comment": ({"verb": "feature", "reason": "r", "related": "2"}, 404, "not an article"),
    "related to too many": (
        {"verb": "feature", "reason": "r", "related": " ".join(map(str, range(1, 13)))},
        422,
        "At most 10",
    ),
}


@pytest.mark.once
@pytest.mark.parametrize("name", WRONG)
def test_decisions_that_cannot_be(ines, before, name):
    values, status, said = WRONG[name]
    answered = ines.post("/desk/item/1/", **values)
    assert answered.status_code == status
    assert said in words(answered)
    if status == 422 and values.get("reason", "").strip() == "Rude.":
        assert "Rude." in words(answered)
    unchanged(before)


def test_what_was_typed_is_kept_even_where_the_verb_is_not_possible_any_more(ines):
    ines.post("/desk/item/1/", **HIDE)
    before = Entry.objects.count()
    answered = ines.post("/desk/item/1/", **{**HIDE, "reason": "A long and careful reason."})
    assert answered.status_code == 409
    assert "It is hidden already." in words(answered)
    assert "A long and careful reason." in words(answered)
    assert Entry.objects.count() == before


def test_nothing_follows_a_redaction(ines):
    redact(Act.site(), 2, 1, "r")
    before = Entry.objects.count()
    assert ines.post("/desk/item/2/", **HIDE).status_code == 410
    assert Entry.objects.count() == before


def test_a_comment_is_no_feature(ines, before):
    assert ines.post("/desk/item/2/", verb="feature", reason="r").status_code == 422
    unchanged(before)


@pytest.mark.once
@pytest.mark.parametrize(
    "path", ["item/99/", "item/0/", "item/01/", "item/-1/", "item/x/", "item/" + "9" * 30 + "/"]
)
def test_items_that_are_not_there(ines, path):
    assert ines.get(f"/desk/{path}").status_code == 404


@pytest.mark.once
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("pages/topic/City/", 404),
        ("pages/topic/-x-/", 404),
        ("pages/topic/con/", 404),
        ("pages/genre/poetry/", 404),
        ("pages/genre/", 404),
        ("pages/guideline/99/", 404),
        ("pages/topic/?name=City Hall", 422),
        ("pages/topic/?name=../x", 422),
        ("pages/topic/", 422),
    ],
)
def test_pages_that_cannot_be(ines, before, path, status):
    assert ines.get(f"/desk/{path}").status_code == status
    unchanged(before)


@pytest.mark.once
@pytest.mark.parametrize(
    ("path", "values", "said"),
    [
        ("pages/about/", {"title": " ", "text": "t"}, "needs a title"),
        ("pages/rules/", {"title": "Words", "text": "casino\na*"}, "a*: It is so short"),
        ("pages/rules/", {"title": "Words", "text": "买*药"}, "stands within one word"),
        ("pages/rules/", {"title": "Words", "text": "x" * 101}, "At most 100 characters"),
        (
            "pages/rules/",
            {"title": "Words", "text": "\n".join(f"word{n}" for n in range(101))},
            "At most 100 rules",
        ),
        ("pages/about/", {"title": "t" * 201, "text": "t"}, "At most 200"),
        ("pages/about/", {"title": "t", "text": "é" * 30_001}, "At most 60000"),
        ("pages/guideline/1/", {"title": "t", "text": ""}, "needs a text"),
        ("pages/guideline/new/", {"title": "", "text": "t"}, "needs a title"),
    ],
)
def test_pages_that_are_not_filled_in(ines, before, path, values, said):
    answered = ines.post(f"/desk/{path}", **values)
    assert answered.status_code == 422
    assert said in words(answered)
    unchanged(before)


@pytest.mark.once
@pytest.mark.parametrize(
    ("values", "status", "said"),
    [
        ({"action": "invite", "name": ""}, 422, "1 to 60"),
        ({"action": "invite", "name": "n" * 61}, 422, "1 to 60"),
        ({"action": "invite", "name": "ines"}, 409, "an editor of that name"),
        ({"action": "dismiss", "number": "1", "reason": ""}, 422, "Say why"),
        ({"action": "dismiss", "number": "", "reason": "r"}, 422, "Choose an editor"),
        ({"action": "dismiss", "number": "9", "reason": "r"}, 404, "no editor with that number"),
    ],
)
def test_editors_that_cannot_be(ines, before, values, status, said):
    answered = ines.post("/desk/editors/", **values)
    assert answered.status_code == status
    assert said in words(answered)
    assert Editor.objects.filter(dismissed_at=None).count() == 1
    unchanged(before)


def test_complaints_of_other_items_stay(ines):
    Complaint.objects.create(number=3, text="x", at=datetime.now(UTC))
    ines.post("/desk/item/1/", verb="dismiss")
    assert Complaint.objects.filter(done_at=None).count() == 1


# Invitations.


@pytest.fixture
def invited(wire):
    """A browser at an invitation, with what its form needs."""
    browser = Browser()
    path = "/" + invite(Act.site(), "Ines")
    page = browser.get(path)
    browser.key = key_in(page)
    fields = {
        "token": token_in(page),
        "name": "otter",
        "password": PASSWORD,
        "again": PASSWORD,
        "code": browser.code(),
    }
    return browser, path, fields


COMMON = "123456789123"
BAD_ENROLMENTS = {
    "no name": ({"name": " "}, "Choose a name"),
    "a short password": ({"password": "too short", "again": "too short"}, "too short"),
    "a common password": ({"password": COMMON, "again": COMMON}, ""),
    "the name as password": (
        {"name": "river-otter-bank", "password": "river-otter-bank", "again": "river-otter-bank"},
        "",
    ),
    "a password of digits and length": ({"password": "p" * 1001, "again": "p" * 1001}, "At most 1000"),
    "two passwords": ({"again": PASSWORD + "!"}, "not the same"),
    "no code": ({"code": ""}, "Six digits"),
    "a code of letters": ({"code": "abcdef"}, "Six digits"),
    "a code of other digits": ({"code": "１２３４５６"}, "Six digits"),  # noqa: RUF001 - full-width digits
    "a wrong code": ({"code": "000000"}, "not the digits of now"),
}


@pytest.mark.once
@pytest.mark.parametrize("name", BAD_ENROLMENTS)
def test_enrolments_that_are_refused(invited, name):
    browser, path, fields = invited
    wrong, said = BAD_ENROLMENTS[name]
    answered = browser.client.post(path, {**fields, **wrong})
    assert answered.status_code == 422
    assert said in words(answered)
    assert PASSWORD not in answered.content.decode()
    assert (Account.objects.count(), TOTPDevice.objects.count()) == (0, 0)
    assert not Invitation.objects.get().used
    assert browser.client.post(path, {**fields, "token": token_in(answered)}).status_code == 200


@pytest.mark.once
def test_an_enrolment_from_elsewhere(invited):
    browser, path, fields = invited
    assert browser.client.post(path, {**fields, "token": ""}).status_code == 403
    assert browser.client.post(path, fields, headers={"Origin": "https://evil.example"}).status_code == 403
    assert Account.objects.count() == 0


def test_an_invitation_works_once(invited):
    browser, path, fields = invited
    assert browser.client.post(path, fields).status_code == 200
    again = browser.client.post(path, {**fields, "name": "second", "code": browser.code()})
    assert again.status_code == 410
    assert "was used" in words(again)
    assert Account.objects.count() == 1
    assert Invitation.objects.get().totp_key == ""


def test_an_invitation_ends_after_seven_days(invited):
    browser, path, fields = invited
    with time_machine.travel(datetime.now(UTC) + timedelta(days=7, minutes=1), tick=False):
        assert browser.get(path).status_code == 410
        assert browser.client.post(path, {**fields, "code": browser.code()}).status_code == 410
    assert Account.objects.count() == 0


def test_an_invitation_of_someone_dismissed(invited):
    browser, path, fields = invited
    dismiss(Act.site(), 1, "A mistake.")
    assert browser.client.post(path, fields).status_code == 410
    assert Account.objects.count() == 0


@pytest.mark.once
@pytest.mark.parametrize("code", ["0" * 32, "short", "0" * 33, "A" * 32])
def test_an_invitation_that_there_is_not(invited, code):
    assert invited[0].get(f"/desk/invitation/{code}/").status_code == 404


def test_a_name_that_is_taken(ines):
    bo = Browser()
    answered = bo.enrol("/" + invite(Act.site(), "Bo"), "INES-signs-in")
    assert answered.status_code == 409
    assert "taken" in words(answered)
    assert Account.objects.count() == 1
    assert not Invitation.objects.get(editor=2).used


def test_the_code_is_kept_nowhere(invited):
    _browser, path, _fields = invited
    code = path.split("/")[3]
    row = Invitation.objects.get()
    assert code not in (row.code, row.totp_key)
    assert not any(code.encode() in bytes(entry.body) for entry in Entry.objects.all())


# Sign-in.


@pytest.fixture
def enrolled(invited):
    browser, path, fields = invited
    assert browser.client.post(path, fields).status_code == 200
    return browser


BAD_SIGN_INS = {
    "a wrong password": {"password": PASSWORD + "!"},
    "no password": {"password": ""},
    "an unknown name": {"name": "nobody"},
    "no name": {"name": ""},
    "the desk name": {"name": "Ines"},
    "a wrong code": {"code": "000000"},
    "no code": {"code": ""},
    "an endless password": {"password": "p" * 100_000},
}


def test_every_failure_has_the_same_words(enrolled):
    pages = set()
    for wrong in BAD_SIGN_INS.values():
        answered = enrolled.post(
            "/desk/sign-in/", **{"name": "otter", "password": PASSWORD, "code": "123", **wrong}
        )
        assert answered.status_code == 422
        text = words(answered)
        pages.add(" ".join(text.split()))
        assert "do not belong together" in text
        Attempt.objects.all().delete()
        TOTPDevice.objects.update(throttling_failure_count=0)
    assert len(pages) == 1
    assert Session.objects.count() == 0
    assert enrolled.get("/desk/").status_code == 303


@pytest.mark.once
@pytest.mark.parametrize("name", BAD_SIGN_INS)
def test_a_failure_begins_no_session(enrolled, name):
    good = {"name": "otter", "password": PASSWORD, "code": enrolled.code()}
    assert enrolled.post("/desk/sign-in/", **{**good, **BAD_SIGN_INS[name]}).status_code == 422
    assert Session.objects.count() == 0


def test_a_code_works_once(enrolled):
    assert enrolled.sign_in("otter").status_code == 303
    used = enrolled.code(again=True)
    other = Browser()
    assert other.post("/desk/sign-in/", name="otter", password=PASSWORD, code=used).status_code == 422
    assert Session.objects.count() == 1


def test_the_code_of_the_enrolment_is_used_up(enrolled):
    used = enrolled.code(again=True)
    assert enrolled.post("/desk/sign-in/", name="otter", password=PASSWORD, code=used).status_code == 422


@pytest.mark.once
def test_a_sign_in_from_elsewhere(enrolled):
    sent = {"name": "otter", "password": PASSWORD, "code": enrolled.code()}
    assert enrolled.client.post("/desk/sign-in/", sent).status_code == 403
    assert Session.objects.count() == 0


@pytest.mark.parametrize("name", ["otter", "nobody"])
def test_many_tries_have_to_wait_known_or_not(enrolled, name):
    wrong = {"name": name, "password": "wrong", "code": "000000"}
    statuses = [enrolled.post("/desk/sign-in/", **wrong).status_code for _ in range(limits.TRIES + 1)]
    assert set(statuses) == {422}
    waiting = enrolled.post("/desk/sign-in/", **wrong)
    assert waiting.status_code == 429
    assert int(waiting["Retry-After"]) >= 1
    right = {"name": name, "password": PASSWORD, "code": enrolled.code()}
    assert enrolled.post("/desk/sign-in/", **right).status_code == 429
    assert Session.objects.count() == 0


def test_wrong_digits_make_nobody_wait_for_longer_than_the_longest(enrolled):
    """Who has the password, and tries digits on and on, locks nobody out for good; nor is it kept to the second when that was."""
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for _ in range(20):
            assert enrolled.sign_in("otter", code="000000").status_code == 422
            device = TOTPDevice.objects.get()
            assert device.throttling_failure_timestamp.second == 0
            assert device.last_used_at is None
            clock.shift(limits.DIGITS_WAIT)
        enrolled.sign_in("otter", code="000000")
        last = TOTPDevice.objects.get().throttling_failure_timestamp
        for late, status in ((-1, 422), (0, 303)):
            clock.move_to(last + timedelta(seconds=limits.DIGITS_WAIT + late))
            Attempt.objects.all().delete()  # the name's own wait is another one
            assert enrolled.sign_in("otter").status_code == status


def test_the_wait_grows_and_ends(enrolled):
    waits = []
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        lane = throttle.Lane.of_name("otter")
        for _ in range(20):
            assert throttle.wait(lane) == 0
            waits.append((Attempt.objects.get().until - datetime.now(UTC)).total_seconds())
            if waits[-1]:
                clock.shift(waits[-1] - 1)
                assert throttle.wait(lane) == 1
            clock.shift(1)
        clock.shift(limits.TRIES_WAIT)
        Attempt.objects.update(failures=1000 * limits.TRIES)
        assert throttle.wait(lane) == 0
        assert throttle.wait(lane) == limits.TRIES_WAIT
    assert waits[:9] == [0, 0, 0, 0, 0, 2, 4, 8, 16]
    assert waits == sorted(waits)
    assert waits[-1] == limits.TRIES_WAIT


def test_two_at_a_time_are_looked_at(enrolled):
    with throttle.one_of_few(), throttle.one_of_few():
        answered = enrolled.sign_in("otter")
    assert (answered.status_code, answered["Retry-After"]) == (503, "5")
    assert not Attempt.objects.exists()
    assert enrolled.sign_in("otter", code=enrolled.code(again=True)).status_code == 303  # it was not used up


def test_no_name_stands_in_the_table_of_tries(enrolled):
    enrolled.post("/desk/sign-in/", name="otter", password="wrong", code="000000")
    assert "otter" not in Attempt.objects.get().name


def test_guessing_codes_is_slowed_by_the_device_too(enrolled):
    minute = datetime.now(UTC).replace(second=0)
    with time_machine.travel(minute, tick=False):  # it waits for one second
        enrolled.post("/desk/sign-in/", name="otter", password=PASSWORD, code="000000")
        assert TOTPDevice.objects.get().throttling_failure_count == 1
        assert enrolled.sign_in("otter").status_code == 422


def test_nobody_can_tell_when_an_editor_signed_in(enrolled):
    enrolled.sign_in("otter")
    device = TOTPDevice.objects.get()
    assert (device.created_at, device.last_used_at) == (None, None)


@pytest.mark.once
def test_the_page_is_not_kept_and_says_where_it_was_to_nobody(enrolled):
    answered = enrolled.get("/desk/sign-in/")
    assert answered["Cache-Control"] == "no-store"
    assert answered["Referrer-Policy"] == "no-referrer"


@pytest.mark.once
def test_other_doors_set_no_cookie(site):
    client = Client()
    client.get("/publish/")
    assert not client.cookies


def test_an_editor_acts_by_their_own_number_alone(ines):
    before = Entry.objects.count()
    ines.post("/desk/item/1/", **HIDE, editor="Bo", by="site", via="shell")
    entry = Entry.objects.latest("pk")
    assert Entry.objects.count() == before + 1
    assert b'"by":"editor:1"' in bytes(entry.body)
    assert b"via" not in bytes(entry.body)
    assert dataclasses.asdict(Act.editor(1))["via"] is None


def test_an_enrolment_that_lasts_into_the_next_step_uses_up_its_own_code_alone(wire, monkeypatch):
    browser = Browser()
    before = Account.set_password

    def slow(account, password):
        before(account, password)
        clock.shift(31)

    with time_machine.travel(1_795_000_005, tick=False) as clock:
        monkeypatch.setattr(Account, "set_password", slow)
        assert browser.enrol("/" + invite(Act.site(), "Ines"), "otter").status_code == 200
        assert browser.sign_in("otter").status_code == 303
