"""How a session ends. That no address of the desk answers anybody else, tests/refusals asks of each."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from handbill.actions.act import Act
from handbill.actions.dismiss import dismiss
from handbill.record.models import Entry
from tests.desk.desk import HEADERS, signed_in, token_in


def test_a_dismissed_editor_is_out_at_once(ines):
    bo = signed_in("Bo")
    assert bo.get("/desk/").status_code == 200
    token = token_in(bo.get("/desk/item/1/"))
    dismiss(Act.editor(1), 2, "Moved away.")
    before = Entry.objects.count()
    sent = {"token": token, "verb": "hide", "guideline": "1", "reason": "r"}
    assert bo.client.post("/desk/item/1/", sent).status_code == 403
    assert Entry.objects.count() == before
    assert bo.get("/desk/").status_code == 303


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


def test_signing_out_ends_the_session_everywhere(ines):
    stolen = Client(headers=HEADERS)
    stolen.cookies["desk"] = ines.client.cookies["desk"].value
    assert stolen.get("/desk/").status_code == 200
    ines.post("/desk/sign-out/", seen="/desk/")
    assert stolen.get("/desk/").status_code == 303


@pytest.mark.once
def test_a_get_of_sign_out_does_not_sign_out(ines):
    ines.get("/desk/sign-out/")
    assert ines.get("/desk/").status_code == 200
