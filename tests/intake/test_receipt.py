import json
from html import unescape
from typing import Any

import pytest

from handbill.actions import amend, revise
from handbill.actions.act import Act
from handbill.actions.answer import answer as answer_appeal
from handbill.actions.hide import hide
from handbill.actions.redact import redact
from handbill.below import LIMIT
from handbill.limits import ARTICLE_BYTES, COMMENT_BYTES
from handbill.newswire.article import Article
from handbill.newswire.standing import state_of
from handbill.newswire.version import Amendment, Version
from handbill.record.format.commitment import values
from tests.intake.door import Answer, Door, rows
from tests.intake.each import each


def told(number: int = 1) -> dict[str, Any]:
    version = Version.objects.filter(number=number).order_by("-id")[0]
    return {**values(json.loads(version.fields))}


class Author:
    """Who published and kept the receipt."""

    def __init__(self, door: Door, code: str) -> None:
        self.door, self.code = door, code

    def does(self, action: str, **fields: Any) -> Answer:
        return self.door.post("/receipt/", {"receipt": self.code, "action": action, **fields})


@pytest.fixture
def author(door: Door) -> Author:
    whole = {
        "title": "Flood",
        "body": "It rose.",
        "byline": "Jo",
        "topics": ["water", "housing"],
        "phone": "555",
    }
    return Author(door, door.post("/publish/", whole).receipt)


@pytest.mark.once
def test_the_code_is_read_in_any_shape(door: Door, article: Answer) -> None:
    code = article.receipt.replace(" ", "")
    shapes = [
        code,
        article.receipt,
        code.upper(),
        article.receipt.replace(" ", "-"),
        f"  {code}\r\n",
        "\u2013".join(code),
    ]
    shapes += [
        article.receipt.replace(" ", "\u00a0"),
        article.receipt.replace(" ", "\t"),
        "\u200b".join(code),
    ]
    for shape in shapes:
        answer = door.post("/receipt/", {"receipt": shape})
        assert answer.status == 200, shape
        assert "Your article 1" in answer.words


@pytest.mark.once
@each("code", ["0" * 32, "f" * 31, "g" * 32, "x", "0" * 33, "a" * 100_000, "'; --", "\x00", "\u0660" * 32])
def test_an_unknown_code_is_404(door: Door, article: Answer, code: str) -> None:
    before = rows()
    for action in ("show", "revise", "withdraw"):
        answer = door.post("/receipt/", {"receipt": code, "action": action, "body": "x"})
        assert answer.status == 404
        assert "Nothing was published with this code." in answer.words
    assert rows() == before


@pytest.mark.once
def test_no_code_is_422(door: Door, article: Answer) -> None:
    assert door.post("/receipt/", {}).status == 422
    assert door.post("/receipt/", {"receipt": " ", "action": "withdraw"}).status == 422


def test_revise_changes_what_was_sent_clears_what_was_sent_empty_and_keeps_the_rest(author: Author) -> None:
    answer = author.does("revise", body="It fell.", byline="", topics=[""])
    assert answer.status == 200
    assert "Your new version is published." in answer.words
    assert told() == {"title": "Flood", "body": "It fell.", "format": "text", "phone": "555"}
    assert Version.objects.count() == 2


def test_revise_to_another_format(author: Author) -> None:
    assert author.does("revise", body="It *fell*.", format="markdown").status == 200
    assert told()["html"] == "<p>It <em>fell</em>.</p>"
    assert author.does("revise", title="Flood over").status == 200
    assert told()["html"] == "<p>It <em>fell</em>.</p>"
    assert author.does("revise", body="It fell.", format="text").status == 200
    assert "html" not in told()


def test_revise_with_nothing_new_makes_no_version(author: Author) -> None:
    for fields in ({}, {"title": "Flood"}, {"topics": ["housing", "water"]}):
        assert "Nothing was changed" in author.does("revise", **fields).words
    assert Version.objects.count() == 1


def test_forget_destroys_the_version_before(author: Author) -> None:
    assert author.does("revise", phone="", forget="1").status == 200
    assert told()["forget"] is True
    first = json.loads(Version.objects.order_by("id")[0].fields)
    assert all(set(field) == {"hash"} for field in first.values())
    assert author.does("revise", byline="").status == 200
    assert "forget" not in told()


@each(
    "wrong",
    [
        {"title": ""},
        {"body": " "},
        {"title": "x" * 201},
        {"topics": ["fire"]},
        {"body": ["a", "b"]},
        {"format": "x"},
    ],
)
def test_a_wrong_revision_changes_nothing_and_keeps_the_text(author: Author, wrong: dict[str, Any]) -> None:
    before = rows()
    answer = author.does("revise", **{"summary": "Kept summary", **wrong})
    assert answer.status == 422
    assert "Kept summary" in answer.text
    assert rows() == before


def test_a_comment_is_revised_and_still_answers_what_it_answered(door: Door, article: Answer) -> None:
    door.post("/comment/1/", {"body": "one"})
    code = door.post("/comment/1/", {"body": "two", "reply_to": "2", "receipt": article.receipt}).receipt
    assert Author(door, code).does("revise", body="three", reply_to="99", author="").status == 200
    assert told(3) == {"body": "three", "format": "text", "reply_to": 2, "author": True}
    assert Author(door, code).does("revise", reply_to="").status == 200
    assert "reply_to" not in told(3)


def test_amend_adds_below(author: Author) -> None:
    answer = author.does("amend", body="*Later*", format="markdown")
    assert answer.status == 200
    assert "<p><em>Later</em></p>" in answer.text
    assert values(json.loads(Amendment.objects.get().fields)) == {
        "body": "*Later*",
        "format": "markdown",
        "html": "<p><em>Later</em></p>",
    }
    assert told()["body"] == "It rose."


@pytest.mark.once
def test_amend_without_text_is_422(author: Author) -> None:
    before = rows()
    assert author.does("amend", body=" ").status == 422
    assert rows() == before


def test_withdraw_destroys_and_stays_withdrawn(author: Author) -> None:
    answer = author.does("withdraw")
    assert answer.status == 200
    assert state_of(1) == "withdrawn"
    assert "It rose." not in answer.text
    before = rows()
    for action in ("withdraw", "revise", "amend"):
        again = author.does(action, body="Kept words")
        assert again.status == 410
        assert "Kept words" in again.text
    assert author.does("show").status == 200
    assert rows() == before


def test_appeal_is_possible_once_until_it_is_answered(author: Author) -> None:
    assert author.does("appeal", body="Why?").status == 409
    hide(Act.site(), 1, 1, "not news")
    shown = author.does("show")
    assert "not news" in shown.words
    assert 'value="appeal"' in shown.text
    assert author.does("appeal", body="").status == 422
    assert author.does("appeal", body="It is news.").status == 200
    before = rows()
    assert author.does("appeal", body="Again.").status == 409
    assert rows() == before
    answer_appeal(Act.site(), 1, "We looked.")
    assert author.does("appeal", body="Again.").status == 200


def test_an_appeal_after_a_redaction(author: Author) -> None:
    redact(Act.site(), 1, 1, "private")
    assert author.does("revise", body="x").status == 410
    assert author.does("appeal", body="Please look again.").status == 200


@pytest.mark.once
def test_an_unknown_action_is_422(author: Author) -> None:
    before = rows()
    assert author.does("feature", body="x").status == 422
    assert rows() == before


def test_nobody_acts_on_what_came_from_elsewhere(door: Door, article: Answer) -> None:
    """An imported item has an empty receipt: no code may open it."""
    Article.objects.update(receipt="")
    for code in ("", " ", "-", "0" * 32):
        assert door.post("/receipt/", {"receipt": code, "action": "withdraw"}).status in {404, 422}


def test_versions_and_amendments_have_a_limit(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revise, "VERSIONS", 3)
    monkeypatch.setattr(amend, "AMENDMENTS", 2)
    assert [author.does("revise", body=f"B{count}").status for count in range(3)] == [200, 200, 409]
    assert [author.does("amend", body=f"B{count}").status for count in range(3)] == [200, 200, 409]
    assert (Version.objects.count(), Amendment.objects.count()) == (3, 2)


def test_all_that_stands_in_an_article_has_a_limit(author: Author) -> None:
    big = "&" * 60_000  # 360 kB as Markdown: each sign is `&amp;` in HTML
    answers = [author.does("revise", title=f"T{count}", body=big, format="markdown") for count in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 409]
    assert "This article has been revised so often" in answers[2].words
    assert big in unescape(answers[2].text)
    before = rows()
    assert author.does("amend", body=big, format="markdown").status == 409
    assert rows() == before
    assert author.does("amend", body="And it fell.").status == 200
    assert author.does("revise", body="It fell.", format="text", forget="1").status == 200
    assert author.does("amend", body=big, format="markdown").status == 200


def test_a_hundred_comments_fit_into_a_file_that_a_reader_takes(door: Door, article: Answer) -> None:
    author = Author(door, door.post("/comment/1/", {"body": "one"}).receipt)
    big = {"body": "&" * 60_000, "format": "markdown"}
    answers = [author.does("revise", title=f"T{count}", **big) for count in range(2)]
    assert [answer.status for answer in answers] == [200, 409]
    assert "This comment has been revised so often" in answers[1].words
    assert 100 * COMMENT_BYTES + ARTICLE_BYTES < LIMIT * 0.95


@each("sign", ["&", '"', "\\", "<", "\n|a|\n|-|\n|", "*a*\n\n"])
def test_what_may_be_published_may_stand(door: Door, article: Answer, sign: str) -> None:
    body = (sign * 60_000)[:59_000] + " x"
    for size in (len(body), len(body) // 4):
        answer = door.post("/comment/1/", {"body": body[-size:], "format": "markdown"})
        if answer.status == 201:
            assert len(Version.objects.order_by("-id")[0].fields.encode()) < COMMENT_BYTES
            return
    raise AssertionError(answer.words[:300])
