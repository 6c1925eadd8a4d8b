"""The questions of the forms at the desk: stewards write them, and nothing of it is on the record."""

import dataclasses
import json

import pytest

from handbill import settings
from handbill.guard.models import Asking, Question
from handbill.record.models import Entry
from tests.desk.desk import signed_in, words

ASKED = {"text": "Which river runs here?", "answers": "Mill\nthe Mill"}
HERE = "/desk/questions/"


def test_they_are_written_in_each_language_edited_chosen_and_deleted(ines, site):
    settings.use(dataclasses.replace(site, languages=("es",)))
    before = Entry.objects.count()
    told = {**ASKED, "text-es": "¿Qué río pasa por aquí?"}
    assert ines.post(HERE, action="save", **told).status_code == 303
    it = Question.objects.get()
    assert (it.answers, json.loads(it.translations)) == ("Mill\nthe Mill", {"es": told["text-es"]})
    page = ines.get(HERE)
    assert ASKED["text"] in words(page)
    assert told["text-es"] in page.content.decode()
    ines.post(HERE, action="save", it=str(it.pk), **{**told, "answers": " Weir \n\nWeir"})
    assert Question.objects.get().answers == "Weir"
    assert ines.post(HERE, action="when", when="surge").status_code == 303
    assert Asking.objects.get().when == "surge"
    ines.post(HERE, action="delete", it=str(it.pk))
    assert not Question.objects.exists()
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": " "}, "It needs a text."),
        ({"text": "t" * 301}, "At most 300 characters."),
        ({"answers": "Mill\n…"}, "It needs an answer"),
        ({"answers": ""}, "It needs an answer"),
        ({"answers": "x" * 101}, "At most 20 answers of 100 characters."),
        ({"answers": "\n".join(map(str, range(21)))}, "At most 20 answers"),
        ({"action": "when", "when": "often"}, "Choose one of the three."),
    ],
)
def test_what_is_wrong_is_not_kept_and_not_lost(ines, wrong, said):
    page = ines.post(HERE, **{"action": "save", **ASKED, **wrong})
    assert (page.status_code, said in words(page)) == (422, True), words(page)
    assert {**ASKED, **wrong}["text"].strip() in page.content.decode()
    assert not Question.objects.exists()
    assert not Asking.objects.exists()


def test_an_editor_who_is_no_steward_reads_them_without_answers_and_writes_none(ines):
    Question.objects.create(**ASKED)
    bo = signed_in("Bo")
    page = bo.get(HERE)
    assert ASKED["text"] in words(page)
    assert "the Mill" not in page.content.decode()
    for told in (
        {"action": "save", **ASKED},
        {"action": "delete", "it": "1"},
        {"action": "when", "when": "never"},
    ):
        assert bo.post(HERE, **told).status_code == 403
    assert (Question.objects.count(), Asking.objects.count()) == (1, 0)
