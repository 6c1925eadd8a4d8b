"""Several at the desk: who looks at what now, what one shift tells the next, how many came."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from handbill.desk.models import Attendance, Day, Note, Presence
from handbill.record.models import Entry
from tests.desk.desk import signed_in, words

HERE = "Looking at this now: Ines"


def test_others_see_who_looks_at_an_item_now(ines):
    bo = signed_in("Bo")
    ines.get("/desk/item/1/")
    assert HERE in words(bo.get("/desk/item/1/"))
    assert HERE in words(bo.get("/desk/?at=1"))
    assert HERE not in words(ines.get("/desk/item/1/"))
    assert HERE not in words(bo.get("/desk/item/3/"))


def test_the_item_at_hand_is_looked_at_too_and_only_the_last_one(ines):
    bo = signed_in("Bo")
    ines.get("/desk/?at=3")
    assert HERE in words(bo.get("/desk/item/3/"))
    ines.get("/desk/item/2/")
    assert HERE not in words(bo.get("/desk/item/3/"))
    assert Presence.objects.filter(editor__name="Ines").count() == 1


def test_it_is_gone_after_five_minutes_and_nothing_is_kept(ines):
    bo = signed_in("Bo")
    ines.get("/desk/item/1/")
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        assert HERE not in words(bo.get("/desk/item/1/"))
        assert [it.editor.name for it in Presence.objects.all()] == ["Bo"]


def test_the_note_is_written_anew_and_the_last_five_are_kept(ines):
    before = Entry.objects.count()
    for count in range(7):
        done = ines.post("/desk/note/", text=f"Shift {count}.", last=str(newest()))
        assert done.status_code == 303
    assert [it.text for it in Note.objects.order_by("pk")] == [f"Shift {count}." for count in range(2, 7)]
    page = words(ines.get("/desk/"))
    assert "Shift 6." in page
    assert "Shift 1." not in page
    assert Entry.objects.count() == before


def newest():
    last = Note.objects.order_by("-pk").first()
    return last.pk if last else 0


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(ines):
    bo = signed_in("Bo")
    ines.post("/desk/note/", text="From Ines.", last="0")
    late = bo.post("/desk/note/", text="From Bo.", last="0")
    assert late.status_code == 409
    assert "From Ines." in words(late)
    assert "From Bo." in words(late)
    assert [it.text for it in Note.objects.all()] == ["From Ines."]


def test_a_note_that_is_too_long_is_not_kept_and_not_lost(ines):
    wrong = ines.post("/desk/note/", text="n" * 4001, last="0")
    assert wrong.status_code == 422
    assert "n" * 4001 in words(wrong)
    assert not Note.objects.exists()


def test_who_has_been_on_is_told_in_numbers(ines):
    bo = signed_in("Bo")
    for browser in (ines, bo, ines):
        browser.get("/desk/")
    ines.post("/desk/item/1/", verb="hide", guideline="1", reason="Rude.")
    day = Day.objects.get()
    assert (day.editors, day.decisions) == (2, 1)
    page = " ".join(words(ines.get("/desk/")).split())
    assert "Editors at the desk Decisions" in page
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        ines = signed_in("Cleo")
        ines.get("/desk/")
        assert [it.editor.name for it in Attendance.objects.all()] == ["Cleo"]
        assert list(Day.objects.order_by("day").values_list("editors", "decisions")) == [(2, 1), (1, 0)]


def test_what_is_refused_is_not_counted(ines):
    ines.post("/desk/item/1/", verb="unhide", reason="It is fine.")
    assert Day.objects.get().decisions == 0
