"""The collective's own question: asked by forms, answered in any spelling; a wrong answer stores nothing and keeps the text."""

import dataclasses
import json

import pytest

from handbill import settings
from handbill.actions.act import Act
from handbill.actions.set_mode import set_mode
from handbill.guard.models import Asking, Question
from handbill.settings import Front, Guard
from tests.intake.door import Answer, Door, refused, rows
from tests.intake.test_repeat import LONG, OTHER, Visitor

RIVER = "Which river runs through Millbrook?"
WRONG = "That is not the answer."


@pytest.fixture
def asked(guarded: Door) -> Door:
    Question.objects.create(
        text=RIVER,
        answers="La Ñora\nthe old Weir",
        translations=json.dumps({"es": "¿Qué río pasa por aquí?"}),
    )
    return guarded


def tries(someone: Visitor, answer: str | None, path: str = "/publish/", body: str = LONG) -> Answer:
    told = {} if answer is None else {"answer": answer}
    return someone.sends(path, title="Ladders", body=body, **told)


def test_a_wrong_answer_stores_nothing_keeps_the_text_and_gives_a_fresh_form(asked, clock):
    someone = Visitor(asked, clock)
    form = asked.get("/publish/")
    assert RIVER in form.words and "¿Qué río pasa por aquí?" in form.text  # noqa: PT018 - one label
    assert 'for="answer"' in form.text and "Ñora" not in form.text  # noqa: PT018 - and not what is right
    before = rows()
    for answer in (None, "", "…", "the new Weir", "weir"):
        said = tries(someone, answer)
        refused(said, before, 422)
        assert WRONG in said.words, answer
        assert (said.field("body"), said.field("answer")) == (LONG, "")
    token = said.field("token")
    clock.shift(4)
    again = asked.post(
        "/publish/", {"title": "Ladders", "body": LONG, "token": token, "answer": "THE OLD  weir!"}
    )
    assert again.status == 201
    late = asked.post("/publish/", {"title": "Ladders", "body": LONG, "token": token, "answer": "x"})
    assert (late.status, late.receipt) == (201, again.receipt)  # a retry finds its answer


def test_any_spelling_of_any_answer_will_do_and_comments_are_asked_too(asked, clock):
    someone = Visitor(asked, clock)
    first = tries(someone, "la nora")
    assert first.status == 201
    path = f"/comment/{first.number}/"
    assert RIVER in asked.get(path).words
    assert tries(someone, "weir", path, OTHER).status == 422
    assert tries(someone, "the old weir", path, OTHER).status == 201
    for path in ("/receipt/", f"/complain/{first.number}/"):
        assert RIVER not in asked.get(path).words


def test_other_errors_keep_the_answer_and_a_preview_asks_for_none(asked, clock):
    someone = Visitor(asked, clock)
    said = someone.sends("/publish/", title="", body=LONG, answer="la ñora")
    assert (said.status, said.field("answer"), WRONG in said.words) == (422, "la ñora", False)
    shown = someone.sends("/publish/", title="Ladders", body=LONG, action="preview")
    assert (shown.status, RIVER in shown.words, WRONG in shown.words) == (200, True, False)


def test_forms_ask_one_of_several_by_chance(asked):
    Question.objects.create(text="What day is the market?", answers="Friday")
    seen = {RIVER in asked.get("/publish/").words for _ in range(40)}
    assert seen == {True, False}


def test_when_it_is_asked_is_a_choice_and_programs_are_not(asked, clock, site):
    someone = Visitor(asked, clock)
    answers = {}
    for when in ("always", "surge", "never"):
        Asking.objects.update_or_create(pk=1, defaults={"when": when})
        for mode in ("open", "surge"):
            if mode == "surge":
                set_mode(Act.site(), "surge", "We are flooded.")
            answers[when, mode] = RIVER in asked.get("/publish/").words
            if mode == "surge":
                set_mode(Act.site(), "open", "It is over.")
    assert {one for one, is_asked in answers.items() if is_asked} == {
        ("always", "open"),
        ("always", "surge"),
        ("surge", "surge"),
    }
    assert tries(someone, None).status == 201  # never
    Asking.objects.all().delete()
    settings.use(dataclasses.replace(site, guard=Guard(challenge="off"), front=Front(limits="off")))
    assert RIVER not in asked.get("/publish/").words
    assert asked.post("/publish/", {"title": "Rain", "body": OTHER}).status == 201
    told = asked.client.post(
        "/api/v1/articles", {"title": "x", "body": OTHER}, content_type="application/json"
    )
    assert told.status_code == 201
