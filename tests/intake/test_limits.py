"""Each limit: what just fits, one more, and far more."""

import pytest

from handbill import limits
from tests.intake.door import Answer, Door, refused, rows
from tests.intake.each import each
from tests.intake.stored import told

LIMITED = {
    "title": limits.TITLE,
    "summary": limits.SUMMARY,
    "byline": limits.BYLINE,
    "homepage": limits.HOMEPAGE,
    "phone": limits.PHONE,
    "address": limits.ADDRESS,
    "email": limits.EMAIL,
    "source": limits.SOURCE,
    "body": limits.BODY,
}


@each(("field", "limit"), LIMITED.items())
@each("sign", ["x", "\u00e9", "\U0001f600"])
def test_each_limit(door: Door, field: str, limit: int, sign: str) -> None:
    room = limit // len(sign.encode()) if field == "body" else limit
    good = {"title": "T", "body": "B"}
    assert door.post("/publish/", {**good, field: sign * room}).status == 201
    assert told()[field] == sign * room
    before = rows()
    for size in (room + 1, min(room * 1000, 900_000 if sign == "x" else 180_000)):
        answer = door.post("/publish/", {**good, field: sign * size})
        refused(answer, before, 422)
        assert f'id="{field}-error"' in answer.text
        assert f"{limit} fit" in answer.words
        assert answer.field(field) == sign * size


@each(("field", "limit"), [("title", limits.COMMENT_TITLE), ("byline", limits.BYLINE), ("body", limits.BODY)])
def test_each_limit_of_a_comment(door: Door, article: Answer, field: str, limit: int) -> None:
    assert door.post("/comment/1/", {"body": "B", field: "x" * limit}).status == 201
    before = rows()
    for size in (limit + 1, min(limit * 1000, 900_000)):
        refused(door.post("/comment/1/", {"body": "B", field: "x" * size}), before, 422)


def test_limits_count_what_is_left_after_cleaning(door: Door) -> None:
    assert door.post("/publish/", {"title": " \x00" * 500 + "T", "body": "B"}).status == 201


@pytest.mark.once
def test_html_that_grows_over_the_limit_is_refused(door: Door) -> None:
    before = rows()
    text = '<a href="http://a.example">a</a> ' * (limits.BODY // 34)
    answer = door.post("/publish/", {"title": "T", "body": text, "format": "html"})
    refused(answer, before, 422)
    assert "bytes" in answer.words


def test_no_place_in_the_site_for_a_thousand_topics(door: Door) -> None:
    before = rows()
    names = [f"t{count}" for count in range(190)]
    refused(door.post("/publish/", {"title": "T", "body": "B", "topics": names}), before, 422)
