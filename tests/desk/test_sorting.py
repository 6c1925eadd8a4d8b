"""Sorting anew, closing and opening, through the desk's door; and what a closed article's own door says."""

import json
from typing import Any

import pytest

from handbill.actions.act import Act, Refused
from handbill.actions.publish import publish
from handbill.actions.set_page import set_page
from handbill.desk.acting import act
from handbill.newswire.article import Article
from handbill.newswire.classification import Classification
from handbill.newswire.comment import Comment
from handbill.newswire.decision import Decision
from handbill.record.format.commitment import values
from handbill.record.models import Entry
from tests.desk.desk import TEXT, token_in, words


@pytest.fixture
def desk(ines):
    """Ines, signed in, with two topics and a place; article 4 is about the river, and a question."""

    for name in ("topic/river", "topic/wells", "place/quay"):
        set_page(Act.site(), name, name.partition("/")[2].title())
    publish(Act.author(), {**TEXT, "topics": ["river"], "genre": "question"}, "d" * 64)
    return ines


def told():
    return values(json.loads(Decision.objects.latest("entry_id").fields))


def test_the_form_shows_how_it_is_sorted_and_keeps_to_what_is_changed(desk):
    page = desk.get("/desk/item/4/").content.decode()
    assert '<option value="question" selected>' in page
    assert 'name="topics" value="river" checked' in page
    assert 'name="topics" value="wells">' in page
    given = {"genre": "question", "topics": ["", "river", "wells"], "places": [""], "reason": "Of wells too."}
    done = desk.post("/desk/item/4/", verb="classify", **given)
    assert (done.status_code, done["Location"]) == (303, "../../../desk/item/4/?done=classify")
    assert told() == {"reason": "Of wells too.", "topics": ["river", "wells"]}
    assert 'name="topics" value="wells" checked' in desk.get("/desk/item/4/").content.decode()
    given |= {"genre": "", "topics": ["", "river"]}
    assert desk.post("/desk/item/4/", verb="classify", **given).status_code == 303
    assert told() == {"reason": "Of wells too.", "genre": ""}
    assert (Article.objects.get(number=4).genre, Article.objects.get(number=4).topics) == ("", ["river"])


def test_what_changes_nothing_is_no_decision(desk):
    same = {"genre": "question", "topics": ["", "river"], "places": [""], "reason": "Only to look."}
    other = {**same, "topics": ["", "wells"]}
    before = Entry.objects.count()
    answered = desk.post("/desk/item/4/", verb="classify", **same)
    assert answered.status_code == 409
    assert "It is sorted so already; nothing was changed." in words(answered)
    assert "Only to look." in words(answered)
    assert (Entry.objects.count(), Classification.objects.count()) == (before, 0)
    assert desk.post("/desk/item/4/", verb="classify", **other).status_code == 303
    assert desk.post("/desk/item/4/", verb="classify", **other).status_code == 409
    with pytest.raises(Refused, match="sorted so already"):
        act("classify", "article/4", topic=["wells"], reason="Again.")
    assert (Entry.objects.count(), Classification.objects.count()) == (before + 1, 1)
    assert desk.post("/desk/item/4/", verb="classify", **same).status_code == 303


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no reason": ({"reason": ""}, "Say why"),
    "an unknown genre": ({"genre": "poetry"}, "no genre “poetry”"),
    "an unknown topic": ({"topics": ["", "city"]}, "no topic “city”"),
    "an unknown place": ({"places": ["", "../x"]}, "no place “../x”"),
    "more topics than fit": ({"topics": [f"t-{n}" for n in range(11)]}, "11 were chosen; 10 fit."),
}


@pytest.mark.once
@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_said_beside_the_form_and_nothing_changes(desk, name):
    given, said = WRONG[name]
    before = Entry.objects.count()
    form = {
        "verb": "classify",
        "genre": "",
        "topics": ["", "wells"],
        "places": [""],
        "reason": "My careful reason.",
    }
    answered = desk.post("/desk/item/4/", **{**form, **given})
    assert answered.status_code == 422
    assert said in words(answered)
    if "reason" not in given:
        assert "My careful reason." in words(answered)
    assert (Entry.objects.count(), Classification.objects.count()) == (before, 0)
    assert Article.objects.get(number=4).topics == ["river"]


def test_a_comment_is_not_sorted_and_not_closed(desk):
    before = Entry.objects.count()
    for verb in ("classify", "close", "open"):
        assert desk.post("/desk/item/2/", verb=verb, reason="r").status_code == 422
    assert Entry.objects.count() == before
    assert "Close its comments" not in words(desk.get("/desk/item/2/"))


def test_closed_and_opened(desk):
    assert desk.post("/desk/item/1/", verb="close", reason="It is enough.").status_code == 303
    page = words(desk.get("/desk/item/1/?done=close"))
    for there in ("It takes no comments now.", "closed to comments", "Open its comments", "It is enough."):
        assert there in page
    assert "Close its comments" not in page
    before = Entry.objects.count()
    again = desk.post("/desk/item/1/", verb="close", reason="Still enough.")
    assert (again.status_code, Entry.objects.count()) == (409, before)
    assert "Still enough." in words(again)
    assert desk.post("/desk/item/1/", verb="open", reason="A week has passed.").status_code == 303


def test_the_door_of_a_closed_article_gives_the_text_back_and_stores_nothing(desk):
    form = desk.client.get("/comment/1/")
    act("close", "article/1", reason="It is enough.")
    before = Entry.objects.count(), Comment.objects.count(), Article.objects.get(number=1).comments
    sent = {"token": token_in(form), "body": "What I wrote for an hour."}
    for given in (sent, {**sent, "action": "preview"}):
        answered = desk.client.post("/comment/1/", given)
        assert answered.status_code == 409
        assert "An editor has closed the comments of this article." in words(answered)
        assert "What I wrote for an hour." in words(answered)
    assert desk.client.get("/comment/1/").status_code == 409
    assert (Entry.objects.count(), Comment.objects.count(), Article.objects.get(number=1).comments) == before
    act("open", "article/1", reason="A week has passed.")
    assert desk.client.get("/comment/1/").status_code == 200
