"""A reader's translation: the form that an article links to publishes it and links the two, in one transaction."""

import json

import pytest

from handbill.actions.act import Act
from handbill.actions.hide import hide
from handbill.actions.set_page import set_page
from handbill.newswire.article import Article
from handbill.newswire.translation import Translation
from handbill.record.models import Entry
from tests.intake.door import Door

SPANISH = {"title": "El río", "body": "Subió.", "language": "es", "translates": "1"}


@pytest.fixture
def river(door: Door) -> Door:
    assert door.post("/publish/", {"title": "The river", "body": "It rose."}).status == 201
    return door


def kinds() -> list[str]:
    return [json.loads(bytes(row.body))["kind"] for row in Entry.objects.order_by("id")]


def test_the_form_names_the_original_and_keeps_it(river: Door) -> None:
    page = river.client.get("/publish/?translates=1").content.decode()
    assert '<input type="hidden" name="translates" value="1">' in page
    assert "The river</a>" in page
    preview = river.post("/publish/", {**SPANISH, "action": "preview"})
    assert preview.status == 200
    assert '<input type="hidden" name="translates" value="1">' in preview.text
    assert Translation.objects.count() == 0


def test_it_is_published_and_linked_by_its_author(river: Door) -> None:
    answer = river.post("/publish/", SPANISH)
    assert answer.status == 201
    link = Translation.objects.get()
    assert (link.original_id, link.translation_id, link.language, link.begun.by) == (
        1,
        answer.number,
        "es",
        "author",
    )
    assert kinds()[-2:] == ["publish", "translate"]


@pytest.mark.parametrize("typed", ["99", "0", "-1", "x", "1e3", "2"])
def test_an_original_that_is_none_stores_nothing_and_keeps_the_text(river: Door, typed: str) -> None:
    river.post("/comment/1/", {"body": "A comment: number 2."})
    before = kinds()
    answer = river.post("/publish/", {**SPANISH, "translates": typed})
    assert answer.status == 422
    assert "no article with that number" in answer.text
    assert "Subió." in answer.text
    assert (kinds(), Article.objects.count()) == (before, 1)


def test_an_original_that_is_hidden_is_none(river: Door) -> None:
    hide(Act.site(), 1, None, "It is hidden.")
    before = kinds()
    assert river.post("/publish/", SPANISH).status == 422
    assert kinds() == before


@pytest.mark.parametrize("language", ["", "en"])
def test_the_language_of_the_original_stores_nothing(river: Door, language: str) -> None:
    before = kinds()
    answer = river.post("/publish/", {**SPANISH, "language": language})
    assert answer.status == 422
    assert "another language" in answer.text
    assert "Subió." in answer.text
    assert (kinds(), Translation.objects.count()) == (before, 0)


@pytest.mark.parametrize("how", ["held", "hidden"])
def test_what_nobody_sees_takes_nobody_s_place(
    river: Door, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr("handbill.actions.translate.TRANSLATIONS", 1)
    if how == "held":
        set_page(Act.site(), "rules", "Words", "casino")
    filled = river.post("/publish/", {**SPANISH, "body": "Casino."})
    assert filled.status == {"held": 202, "hidden": 201}[how]
    if how == "hidden":
        hide(Act.site(), filled.number, None, "It is spam.")
    assert river.post("/publish/", SPANISH).status == 201
    before = kinds()
    full = river.post("/publish/", {**SPANISH, "body": "Subió mucho."})
    assert (full.status, full.field("translates")) == (422, "1")
    assert "It has 1 translations; no more fit." in full.words
    assert "Subió mucho." in full.text
    assert (kinds(), Translation.objects.count()) == (before, 2)
    again = {**SPANISH, "body": "Subió mucho.", "translates": "", "token": full.field("token")}
    assert river.post("/publish/", again).status == 201  # the form was not used up
