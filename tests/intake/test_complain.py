from handbill.actions.act import this_minute
from handbill.limits import COMPLAINTS
from handbill.newswire.complaint import Complaint
from handbill.record.models import Entry
from tests.intake.door import Answer, Door, rows
from tests.intake.each import each


def test_a_complaint_reaches_the_desk_and_no_record(door: Door, article: Answer) -> None:
    page = door.get("/complain/1/")
    assert page.status == 200
    assert 'value="2"' in page.text
    entries = Entry.objects.count()
    answer = door.post("/complain/1/", {"guideline": "2", "text": " It is an advertisement. "})
    assert answer.status == 200
    assert "The editors have it" in answer.words
    kept = Complaint.objects.get()
    assert (kept.number, kept.guideline, kept.text) == (1, 2, "It is an advertisement.")
    assert Entry.objects.count() == entries


def test_the_same_complaint_twice_is_one(door: Door, article: Answer) -> None:
    for _ in range(3):
        assert door.post("/complain/1/", {"text": "Not true."}).status == 200
    assert Complaint.objects.count() == 1


def test_a_comment_can_be_complained_about(door: Door, article: Answer) -> None:
    door.post("/comment/1/", {"body": "Bah."})
    assert "About comment 2" in door.get("/complain/2/").words
    assert door.post("/complain/2/", {"guideline": "1"}).status == 200
    assert Complaint.objects.get().number == 2


@each(
    "wrong",
    [
        {},
        {"text": " "},
        {"guideline": "99"},
        {"guideline": "x"},
        {"guideline": "9" * 40},
        {"text": "x" * 4001},
    ],
)
def test_a_complaint_without_sense_is_422(door: Door, article: Answer, wrong: dict[str, str]) -> None:
    before = rows()
    assert door.post("/complain/1/", wrong).status == 422
    assert rows() == before


def test_about_nothing_is_404(door: Door, article: Answer) -> None:
    before = rows()
    assert door.get("/complain/99/").status == 404
    answer = door.post("/complain/99/", {"text": "Kept words"})
    assert answer.status == 404
    assert "Kept words" in answer.text
    assert rows() == before


def test_a_robot_is_not_heard(door: Door, article: Answer) -> None:
    before = rows()
    assert door.post("/complain/1/", {"text": "buy", "website_url": "x"}).status == 422
    assert rows() == before


def test_complaints_beyond_what_can_be_read_are_429_and_keep_the_text(door: Door, article: Answer) -> None:
    now = this_minute()
    Complaint.objects.bulk_create(Complaint(number=1, text=str(n), at=now) for n in range(COMPLAINTS - 1))
    assert door.post("/complain/1/", {"text": "The last one."}).status == 200
    before = rows()
    answer = door.post("/complain/1/", {"text": "Kept words"})
    assert answer.status == 429
    assert "That cannot be done now" in answer.words
    assert "Thank you." in answer.words
    assert "Kept words" in answer.text
    assert rows() == before
    assert door.post("/complain/1/", {"text": "The last one."}).status == 200  # it is there: no refusal
    Complaint.objects.filter(text="0").update(done_at=now)
    assert door.post("/complain/1/", {"text": "Kept words"}).status == 200
