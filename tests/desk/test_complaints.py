"""Complaints at the desk: few enough to read, however many there are."""

from datetime import UTC, datetime

from handbill.actions.act import Act
from handbill.actions.complain import complain
from handbill.newswire.complaint import Complaint
from tests.desk.desk import words


def many(number, count, text="{n} said"):
    at = datetime.now(UTC)
    Complaint.objects.bulk_create(
        Complaint(number=number, text=text.format(n=n), at=at) for n in range(count)
    )


def test_the_newest_twenty_are_shown_and_the_rest_is_counted(ines):
    many(1, 1600, "{n} said " + "<" * 3900)
    many(3, 21)
    many(2, 20)
    queue, page = ines.get("/desk/?view=complaints&at=3"), ines.get("/desk/item/1/")
    assert len(queue.content) < 100_000
    assert len(page.content) < 400_000
    for shown in (queue, page):
        assert "and 1580 more complaints, older" in words(shown)
        assert "1599 said" in words(shown)
        assert "1580 said" in words(shown)
        assert "1579 said" not in words(shown)
        assert "1600 complaints, private:" in words(shown)
    assert "1600 complaints are open." in words(page)
    assert "and one more complaint, older" in words(ines.get("/desk/item/3/"))
    assert "older" not in words(ines.get("/desk/item/2/"))
    assert "20 complaints are open." in words(ines.get("/desk/item/2/"))
    assert "complaints are open" not in words(ines.get("/desk/item/4/"))


def test_long_complaints_are_whole_where_it_is_decided(ines):
    complain(Act.author(), 1, None, "Word " * 200 + "end of it")
    assert "end of it" not in words(ines.get("/desk/?at=3"))
    assert "end of it" in words(ines.get("/desk/?at=1"))
    assert "end of it" in words(ines.get("/desk/item/1/"))


def test_hold_and_hide_settle_them(ines):
    for number, verb in ((1, "hold"), (3, "hide")):
        complain(Act.author(), number, None, "Look at this.")
        done = ines.post(f"/desk/item/{number}/", verb=verb, guideline="1", reason="Let us ask.")
        assert done.status_code == 303
        assert not Complaint.objects.filter(number=number, done_at=None).exists()
        assert Complaint.objects.filter(number=number).exists()
