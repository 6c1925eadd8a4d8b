"""Ready texts: kept at the desk, public only in a decision, in whatever language they are written."""

import json

import pytest

from handbill.desk.models import ReadyText
from handbill.newswire.decision import Decision
from handbill.record.models import Entry
from tests.desk.desk import words

AD = {"text": "It sells something, and no news comes with it.", "guideline": "4", "language": "en"}


def reason():
    return json.loads(Decision.objects.get(kind="hide").fields)["reason"]["value"]


def keep(ines, **values):
    return ines.post("/desk/ready/", action="save", **{**AD, **values})


def test_they_are_added_edited_and_deleted(ines):
    before = Entry.objects.count()
    assert keep(ines).status_code == 303
    it = ReadyText.objects.get()
    assert (it.text, it.guideline, it.language) == (AD["text"], 4, "en")
    assert keep(ines, it=str(it.pk), text="Vende algo.", language="es", guideline="").status_code == 303
    it = ReadyText.objects.get()
    assert (it.text, it.guideline, it.language) == ("Vende algo.", 0, "es")
    assert "Vende algo." in words(ines.get("/desk/ready/"))
    ines.post("/desk/ready/", action="delete", it=str(it.pk))
    assert not ReadyText.objects.exists()
    assert Entry.objects.count() == before


@pytest.mark.once
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": " \n"}, "It needs a text."),
        ({"text": "t" * 501}, "At most 500 characters."),
        ({"language": "klingonish"}, "A language tag is like"),
        ({"language": ""}, "A language tag is like"),
        ({"guideline": "99"}, "There is no guideline with that number."),
    ],
)
def test_what_is_wrong_is_not_kept_and_not_lost(ines, wrong, said):
    page = keep(ines, **wrong)
    assert page.status_code == 422
    assert said in words(page)
    assert {**AD, **wrong}["text"].strip() in words(page)
    assert not ReadyText.objects.exists()


def test_there_are_so_many_and_no_more(ines):
    ReadyText.objects.bulk_create(ReadyText(language="en", text=f"{n}") for n in range(100))
    assert keep(ines).status_code == 422
    assert ReadyText.objects.count() == 100


def test_one_that_is_gone_cannot_be_edited(ines):
    assert keep(ines, it="99").status_code == 404
    assert not ReadyText.objects.exists()


@pytest.mark.parametrize(
    ("typed", "public"),
    [("", AD["text"]), ("Sent to five articles.", AD["text"] + "\n\nSent to five articles.")],
)
def test_it_stands_before_what_is_typed_and_brings_its_guideline(ines, typed, public):
    keep(ines)
    it = str(ReadyText.objects.get().pk)
    done = ines.post("/desk/item/1/", verb="hide", guideline="", ready=it, reason=typed)
    assert done.status_code == 303
    assert reason() == public
    assert Decision.objects.get(kind="hide").guideline == 4


def test_a_guideline_that_is_chosen_goes_before_its_own(ines):
    keep(ines)
    ines.post("/desk/item/1/", verb="hide", guideline="2", ready=str(ReadyText.objects.get().pk), reason="")
    assert Decision.objects.get(kind="hide").guideline == 2


def test_a_decision_keeps_the_words_that_it_took(ines):
    keep(ines)
    it = str(ReadyText.objects.get().pk)
    ines.post("/desk/item/1/", verb="hide", ready=it)
    keep(ines, it=it, text="Other words.")
    assert reason() == AD["text"]


def test_the_language_of_the_item_comes_first(ines):
    keep(ines, text="Vende algo.", language="es")
    keep(ines)
    page = ines.get("/desk/item/1/").content.decode()
    assert page.index("It sells something") < page.index("Vende algo")


def test_where_no_guideline_is_cited_those_for_any_are_offered(ines):
    keep(ines)
    keep(ines, text="Thank you for writing.", guideline="")
    page = ines.get("/desk/item/1/").content.decode()
    for verb, both in (
        ("hide", True),
        ("hold", True),
        ("redact", True),
        ("feature", False),
        ("close", False),
    ):
        form = page[page.index(f'id="{verb}-ready"') :].partition("</select>")[0]
        assert "Thank you for writing." in form, verb
        assert ("It sells something" in form) is both, verb
