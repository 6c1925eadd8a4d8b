import json

from handbill.actions.act import Act
from handbill.actions.hide import hide
from handbill.actions.redact import redact
from handbill.actions.withdraw import withdraw
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.version import Version
from handbill.record.format.commitment import values
from tests.intake.door import Answer, Door, rows
from tests.intake.each import each


def told(number: int) -> dict[str, object]:
    version = Version.objects.filter(number=number).order_by("-id")[0]
    return {**values(json.loads(version.fields))}


def test_a_comment_takes_the_next_number_and_its_own_receipt(door: Door, article: Answer) -> None:
    answer = door.post(
        "/comment/1/", {"body": "I saw it too.", "title": "Yes", "byline": "Jo", "email": "jo@x.example"}
    )
    assert (answer.status, answer.number) == (201, 2)
    assert answer.item.startswith("../../2")
    assert answer.item.endswith("/1.html#comment-2")
    assert answer.receipt != article.receipt
    assert told(2) == {
        "title": "Yes",
        "body": "I saw it too.",
        "format": "text",
        "byline": "Jo",
        "email": "jo@x.example",
    }


def test_fields_of_articles_are_passed_over(door: Door, article: Answer) -> None:
    answer = door.post(
        "/comment/1/", {"body": "B", "genre": "gossip", "phone": "1", "author": "true", "topics": ["x"]}
    )
    assert answer.status == 201
    assert told(2) == {"body": "B", "format": "text"}


def test_the_101st_comment_stands_on_the_second_page(door: Door, article: Answer) -> None:
    door.post("/comment/1/", {"body": "first"})
    Comment.objects.filter(number=2).update(position=100)
    Article.objects.update(comments=100)
    assert door.post("/comment/1/", {"body": "hundred and first"}).item.endswith(
        "/1/comments/2.html#comment-3"
    )


def test_an_answer_names_the_comment_that_it_answers(door: Door, article: Answer) -> None:
    door.post("/comment/1/", {"body": "I saw it too.", "byline": "Jo"})
    page = door.get("/comment/1/?reply_to=2")
    assert "You answer comment 2" in page.words
    assert "I saw it too." in page.words
    assert page.field("reply_to") == "2"
    assert door.post("/comment/1/", {"body": "Where?", "reply_to": "2"}).status == 201
    assert told(3)["reply_to"] == 2


@each("asked", ["0", "-1", "1", "99", "2e3", "\u0662", "9" * 40, "x", "2; DROP TABLE", "%00"])
def test_a_form_for_an_answer_to_nothing_is_a_form(door: Door, article: Answer, asked: str) -> None:
    assert door.get(f"/comment/1/?reply_to={asked}").status == 200


@each(("reply_to", "status"), [("1", 404), ("99", 404), ("x", 422), ("-2", 422), ("9" * 30, 422)])
def test_an_answer_to_no_comment_of_this_article_is_refused(
    door: Door, article: Answer, reply_to: str, status: int
) -> None:
    before = rows()
    answer = door.post("/comment/1/", {"body": "Kept", "reply_to": reply_to})
    assert answer.status == status
    assert "Kept" in answer.text
    assert rows() == before


def test_the_receipt_of_the_article_marks_its_author(door: Door, article: Answer) -> None:
    answer = door.post("/comment/1/", {"body": "Mine", "receipt": article.receipt.upper()})
    assert answer.status == 201
    assert told(2)["author"] is True


def test_another_receipt_marks_nobody(door: Door, article: Answer) -> None:
    other = door.post("/publish/", {"title": "T", "body": "B"}).receipt
    before = rows()
    for wrong in (other, "nonsense", article.receipt[:-1]):
        answer = door.post("/comment/1/", {"body": "Kept", "receipt": wrong})
        assert answer.status == 422
        assert 'id="receipt-error"' in answer.text
        assert answer.field("body") == "Kept"
    assert rows() == before


def test_a_preview_of_a_comment_stores_nothing(door: Door, article: Answer) -> None:
    before = rows()
    answer = door.post("/comment/1/", {"body": "*so*", "format": "markdown", "action": "preview"})
    assert answer.status == 200
    assert "<p><em>so</em></p>" in answer.text
    assert rows() == before


def test_what_cannot_be_answered_says_so_and_gives_the_text_back(door: Door, article: Answer) -> None:
    door.post("/comment/1/", {"body": "a comment is no article"})
    door.post("/publish/", {"title": "H", "body": "B"})
    door.post("/publish/", {"title": "W", "body": "B"})
    door.post("/publish/", {"title": "R", "body": "B"})
    hide(Act.site(), 3, 1, "why")
    withdraw(Act.author(), 4)
    redact(Act.site(), 5, 1, "why")
    before = rows()
    for number, status in ((99, 404), (2, 404), (3, 409), (4, 410), (5, 410)):
        assert door.get(f"/comment/{number}/").status == status
        for sent in ({"body": "Kept words"}, {"body": "Kept words", "action": "preview"}):
            answer = door.post(f"/comment/{number}/", sent)
            assert answer.status == status
            assert "Kept words" in answer.text
    assert rows() == before
