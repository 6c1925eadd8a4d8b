"""An editor's own account, through the desk's real door: its password, its sessions, and what a renewed invitation ends."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django_otp.plugins.otp_totp.models import TOTPDevice

from handbill import limits
from handbill.actions.act import Act, Refused
from handbill.actions.dismiss import dismiss
from handbill.desk.invitations import invite, renew
from handbill.desk.models import Account, Attempt, Invitation, RecoveryCode, Session
from handbill.newswire.editor import Editor
from handbill.record.models import Entry
from tests.desk.desk import PASSWORD, Browser, editor, signed_in, signed_in_again, words

NEW = "another long sentence"


def account_of(name: str) -> Account:
    return Account.objects.get(editor__name=name)


def test_a_new_password_ends_the_other_sessions_and_the_old_password(wire):
    ines = editor("Ines")
    elsewhere = signed_in_again(account_of("Ines"))
    key = ines.client.cookies["desk"].value
    done = ines.post("/desk/account/", action="password", own=PASSWORD, password=NEW, again=NEW)
    assert (done.status_code, done["Location"]) == (303, "../../desk/account/?said=password")
    assert "Your password is changed" in words(ines.get("/desk/account/?said=password"))
    assert ines.client.cookies["desk"].value != key
    assert elsewhere.get("/desk/").status_code == 303
    assert Session.objects.count() == 1
    assert Browser(key=ines.key, step=ines.step).sign_in("ines-signs-in").status_code == 422
    other = Browser(key=ines.key, step=ines.step + 1)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2), tick=False):
        assert other.sign_in("ines-signs-in", password=NEW).status_code == 303


FIRST = "This is tried first"
BAD_PASSWORDS = {
    "not the own one": ({"own": "a guess"}, "This is not your password."),
    "none": ({"own": ""}, "This is not your password."),
    "a short one": ({"password": "too short", "again": "too short"}, "too short"),
    "an endless one": ({"password": "p" * 1001, "again": "p" * 1001}, "At most 1000"),
    "two": ({"again": NEW + "!"}, "not the same"),
    "one of the commonest, with a year": ({"password": "Sunshine-2024", "again": "Sunshine-2024"}, FIRST),
    "two of them": ({"password": "dragon monkey!", "again": "dragon monkey!"}, FIRST),
    "the same again": ({"password": "fish! fish! fish!", "again": "fish! fish! fish!"}, FIRST),
    "a row": ({"password": "abcdefghijklm", "again": "abcdefghijklm"}, FIRST),
    "numbers in a row": ({"password": "98765432109876", "again": "98765432109876"}, FIRST),
    "the site": ({"password": "Millbrook Wire 1", "again": "Millbrook Wire 1"}, FIRST),
    "the desk name": ({"password": "ines ines 2026", "again": "ines ines 2026"}, FIRST),
    "the program": ({"password": "handbill editor", "again": "handbill editor"}, FIRST),
}


@pytest.mark.once
def test_passwords_that_are_refused(wire):
    ines = editor("Ines")
    elsewhere = signed_in_again(account_of("Ines"))
    before = account_of("Ines").password
    for wrong, said in BAD_PASSWORDS.values():
        sent = {"own": PASSWORD, "password": NEW, "again": NEW, **wrong}
        refused = ines.post("/desk/account/", action="password", **sent)
        assert refused.status_code == 422
        assert said in words(refused)
        assert NEW not in refused.content.decode()
    assert account_of("Ines").password == before
    assert elsewhere.get("/desk/").status_code == 200


def test_guessing_the_own_password_is_slowed(ines):
    for _ in range(limits.TRIES + 1):
        assert ines.post("/desk/account/", action="codes", own="a guess").status_code == 422
    assert ines.post("/desk/account/", action="codes", own="a guess").status_code == 429
    assert Attempt.objects.get().failures == limits.TRIES + 1


@pytest.fixture
def ines(ines):
    """Ines, signed in, with a password: whoever changes how she signs in, or where, types it."""
    account = account_of("Ines")
    account.set_password(PASSWORD)
    account.save()
    return ines


def test_sessions_are_shown_to_the_minute_and_ended(ines):
    with time_machine.travel(datetime(2026, 11, 23, 8, 31, 59, tzinfo=UTC), tick=False) as clock:
        first = signed_in_again(account_of("Ines"))
        clock.shift(240)
        second = signed_in_again(account_of("Ines"))
        clock.shift(60)
        page = words(second.get("/desk/account/"))
        assert "signed in 23 Nov 2026, 08:35, last used 23 Nov 2026, 08:36" in " ".join(page.split())
        assert "signed in 23 Nov 2026, 08:31, last used 23 Nov 2026, 08:31" in " ".join(page.split())
        which = Session.objects.get(began=datetime(2026, 11, 23, 8, 31, tzinfo=UTC)).pk
        assert (
            second.post("/desk/account/", action="end", session=str(which), own=PASSWORD).status_code == 303
        )
        assert first.get("/desk/").status_code == 303
        assert second.get("/desk/").status_code == 200


def test_all_others_end(ines):
    others = [signed_in_again(account_of("Ines")) for _ in range(3)]
    assert ines.post("/desk/account/", action="end", session="others", own=PASSWORD).status_code == 303
    assert [it.get("/desk/").status_code for it in (ines, *others)] == [200, 303, 303, 303]


@pytest.mark.parametrize("own", [{}, {"own": ""}, {"own": "a guess"}])
def test_without_the_password_no_session_ends(ines, own):
    other = signed_in_again(account_of("Ines"))
    for which in ("others", str(Session.objects.order_by("-pk")[0].pk)):
        refused = ines.post("/desk/account/", action="end", session=which, **own)
        assert refused.status_code == 422
        assert "This is not your password." in words(refused)
    assert other.get("/desk/").status_code == 200


def test_nobody_ends_a_session_of_another_editor(ines):
    bo = signed_in("Bo")
    theirs = Session.objects.get(account=account_of("Bo"))
    assert words(ines.get("/desk/account/")).count("last used") == 1
    assert ines.post("/desk/account/", action="end", session=str(theirs.pk), own=PASSWORD).status_code == 303
    assert ines.post("/desk/account/", action="end", session="others", own=PASSWORD).status_code == 303
    assert bo.get("/desk/").status_code == 200


@pytest.mark.once
@pytest.mark.parametrize("which", ["", "all", "-1", "1" * 19, "٣"])
def test_a_session_that_there_is_not(ines, which):
    refused = ines.post("/desk/account/", action="end", session=which)
    assert refused.status_code == 422
    assert "Choose one first." in words(refused)
    assert ines.get("/desk/").status_code == 200


def test_a_session_keeps_neither_its_cookie_nor_where_it_is(ines):
    key = ines.client.cookies["desk"].value
    assert ines.client.get("/desk/", headers={"User-Agent": "Netscape/4.0"}).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM desk_session")
        row = cursor.fetchall()
        assert {column[0] for column in cursor.description} == {"id", "key", "began", "used", "account_id"}
    assert key not in str(row)
    session = Session.objects.get()
    assert {session.began.second, session.used.second, session.used.microsecond} == {0}


def test_a_renewed_invitation_ends_at_once_what_opened_the_account(wire):
    ines = editor("Ines")
    entries = Entry.objects.count()
    path = "/" + renew("Ines")
    assert ines.get("/desk/").status_code == 303
    assert Browser(key=ines.key, step=ines.step).sign_in("ines-signs-in").status_code == 422
    kept = (Account, TOTPDevice, RecoveryCode, Session)
    assert [it.objects.count() for it in kept] == [0, 0, 0, 0]
    again = Browser()
    assert again.enrol(path, "otter").status_code == 200
    assert again.sign_in("otter").status_code == 303
    assert account_of("Ines").editor.number == 1
    assert (Editor.objects.count(), Entry.objects.count()) == (1, entries)


def test_renewing_again_ends_the_invitation_before(wire):
    first = "/" + invite(Act.site(), "Ines")
    second, third = "/" + renew("Ines"), "/" + renew(" Ines ")
    assert [Browser().get(it).status_code for it in (first, second, third)] == [404, 404, 200]


def test_nobody_is_renewed_who_is_not_at_the_desk(ines):
    signed_in("Bo")
    dismiss(Act.site(), 2, "Moved away.")
    for name, status in (("Nobody", 404), ("Bo", 409), ("", 404), ("ines", 404)):
        with pytest.raises(Refused) as refused:
            renew(name)
        assert refused.value.status == status
    assert (Account.objects.count(), Invitation.objects.count()) == (2, 0)
    assert ines.get("/desk/").status_code == 200
