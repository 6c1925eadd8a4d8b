"""What `handbill act` and the desk's forms have in common: the table of verbs, and what it refuses."""

import json
from typing import Any

import pytest

from handbill.actions.act import Act, Refused
from handbill.actions.publish import publish
from handbill.desk.acting import Usage, act
from handbill.desk.rights import APPEALED, CLOSED, FEATURED, RAISED
from handbill.desk.verbs import VERBS, possible
from handbill.newswire.decision import Decision
from handbill.newswire.editor import EDITOR, Editor
from handbill.newswire.feature import Feature
from handbill.newswire.guideline import Guideline
from handbill.newswire.raising import Raising
from handbill.newswire.sitepage import SitePage
from handbill.newswire.standing import Standing, state_of
from handbill.newswire.translation import Translation
from handbill.record.format.canonical import parse
from handbill.record.format.commitment import values
from handbill.record.models import Entry
from tests.desk.desk import TEXT


def entries():
    return Entry.objects.count()


def last():
    return json.loads(bytes(Entry.objects.latest("pk").body))


def test_hide_is_on_the_record_and_has_a_standing(town):
    act("hide", "article/1", guideline=2, reason="  Names a child.\r\n")
    said = last()
    assert (said["kind"], said["number"], said["guideline"], said["by"], said["via"]) == (
        *("hide", 1, 2, "site", "shell"),
    )
    standing = Standing.objects.get(number=1, over=False)
    assert standing.state == "hidden"
    assert standing.begun is not None
    assert json.loads(standing.begun.fields)["reason"]["value"] == "Names a child."


def test_an_editor_acts_under_their_number(town):
    act("hold", "comment/2", editor="Ines", guideline=1, reason="Let us ask first.")
    assert (last()["by"], last()["via"]) == ("editor:1", "shell")
    act("admit", "comment/2", editor="Ines")
    assert state_of(2) == "listed"


def test_the_whole_table_can_be_done(town):
    act("set-page", "place/quay", title="Quay")
    act("set-page", "topic/river", title="River", text="All about it.")
    act("hide", "article/1", guideline=1, reason="r")
    act("unhide", "article/1", reason="r")
    act("feature", "article/1", reason="r", related=[3])
    assert Feature.objects.get(ended=None).related == [3]
    act("feature", "article/1", reason="again")
    assert Feature.objects.get(ended=None).related == []
    act("unfeature", "article/1", reason="r")
    publish(Act.author(), {**TEXT, "language": "es"}, "d" * 64)
    act("translate", "article/1", translation=4)
    assert Translation.objects.get(ended=None).language == "es"
    act("untranslate", "article/1", translation=4, reason="r")
    act("close", "article/1", reason="r")
    act("open", "article/1", reason="r")
    act("classify", "article/1", reason="r", genre="question", topic=["river", "river"], place=[""])
    assert values(json.loads(Decision.objects.latest("entry_id").fields)) == {
        "reason": "r",
        "genre": "question",
        "topics": ["river"],
        "places": [],
    }
    act("raise", "comment/2", reason="r", corrects=True)
    assert Raising.objects.get(ended=None).corrects
    act("unraise", "comment/2", reason="r")
    assert not Raising.objects.filter(ended=None).exists()
    act("redact", "article/1", guideline=1, reason="r", field="title")
    assert state_of(1) == "listed"
    act("redact", "article/1", guideline=1, reason="r")
    assert state_of(1) == "redacted"
    act("set-page", "about", title="About us", text="We are a wire.")
    assert SitePage.objects.get(name="topic/river").text == "All about it."
    act("set-guidelines", "guideline/1", title="Be kind", text="Always.")
    count = Guideline.objects.count()
    act("set-guidelines", "site", title="One more", text="Really.")
    assert Guideline.objects.count() == count + 1
    act("dismiss", "editor/1", reason="Moved away.")
    assert Editor.objects.get(number=1).dismissed_at is not None
    kinds = set(Decision.objects.exclude(kind="invite").values_list("kind", flat=True))
    assert kinds == {
        "hide",
        "unhide",
        "feature",
        "unfeature",
        "classify",
        "close",
        "open",
        "raise",
        "unraise",
        "translate",
        "untranslate",
        "redact",
        "set-page",
        "set-guidelines",
        "dismiss",
    }


USAGE: dict[str, tuple[str, str, dict[str, Any]]] = {
    "unknown verb": ("burn", "article/1", {}),
    "slow is not for editors": ("slow", "article/1", {"reason": "r"}),
    "invite has a command of its own": ("invite", "site", {"title": "Bo"}),
    "no subject": ("hide", "", {"guideline": 1, "reason": "r"}),
    "no number": ("hide", "article", {"guideline": 1, "reason": "r"}),
    "number zero": ("hide", "article/0", {"guideline": 1, "reason": "r"}),
    "leading zero": ("hide", "article/01", {"guideline": 1, "reason": "r"}),
    "other digits": ("hide", "article/１", {"guideline": 1, "reason": "r"}),  # noqa: RUF001 - full-width digit
    "unknown noun": ("hide", "page/1", {"guideline": 1, "reason": "r"}),
    "noun of another verb": ("hide", "guideline/1", {"guideline": 1, "reason": "r"}),
    "a comment is no feature": ("feature", "comment/2", {"reason": "r"}),
    "hide without guideline": ("hide", "article/1", {"reason": "r"}),
    "hide without reason": ("hide", "article/1", {"guideline": 1}),
    "hide with a blank reason": ("hide", "article/1", {"guideline": 1, "reason": " \n\u200b"}),
    "hold without guideline": ("hold", "article/1", {"reason": "r"}),
    "hold without reason": ("hold", "article/1", {"guideline": 1}),
    "redact without guideline": ("redact", "article/1", {"reason": "r"}),
    "redact without reason": ("redact", "article/1", {"guideline": 1}),
    "feature without reason": ("feature", "article/1", {}),
    "unhide without reason": ("unhide", "article/1", {}),
    "hide of a field": ("hide", "article/1", {"guideline": 1, "reason": "r", "field": "title"}),
    "related where nothing is": ("hide", "article/1", {"guideline": 1, "reason": "r", "related": [3]}),
    "sorting without a reason": ("classify", "article/1", {"genre": "question"}),
    "sorting a comment": ("classify", "comment/2", {"reason": "r"}),
    "closing a comment": ("close", "comment/2", {"reason": "r"}),
    "closing without a reason": ("close", "article/1", {}),
    "a genre where none is": ("hide", "article/1", {"guideline": 1, "reason": "r", "genre": "question"}),
    "no genre where none is": ("hide", "article/1", {"guideline": 1, "reason": "r", "genre": ""}),
    "a topic where none is": ("hide", "article/1", {"guideline": 1, "reason": "r", "topic": [""]}),
    "page without title": ("set-page", "topic/river", {"text": "t"}),
    "guideline without text": ("set-guidelines", "site", {"title": "t"}),
    "page without a name": ("set-page", "topic/", {"title": "t"}),
}


@pytest.mark.once
@pytest.mark.parametrize("name", USAGE)
def test_an_order_that_is_none_is_usage_and_changes_nothing(town, name):
    verb, subject, given = USAGE[name]
    before = entries()
    with pytest.raises(Usage):
        act(verb, subject, **given)
    assert (entries(), state_of(1)) == (before, "listed")


REFUSED: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "no such article": ("hide", "article/99", {"guideline": 1, "reason": "r"}, 404),
    "no such comment": ("hide", "comment/99", {"guideline": 1, "reason": "r"}, 404),
    "a comment named as an article": ("hide", "article/2", {"guideline": 1, "reason": "r"}, 404),
    "an article named as a comment": ("hide", "comment/1", {"guideline": 1, "reason": "r"}, 404),
    "no such guideline": ("hide", "article/1", {"guideline": 99, "reason": "r"}, 404),
    "unhide what is listed": ("unhide", "article/1", {"reason": "r"}, 409),
    "admit what is listed": ("admit", "article/1", {}, 409),
    "unfeature what is no feature": ("unfeature", "article/1", {"reason": "r"}, 409),
    "answer without an appeal": ("answer", "article/1", {"reason": "r"}, 409),
    "granting without an appeal": ("grant", "article/1", {"reason": "r"}, 409),
    "related to a comment": ("feature", "article/1", {"reason": "r", "related": [2]}, 404),
    "redact a field that is not there": (
        "redact",
        "article/1",
        {"guideline": 1, "reason": "r", "field": "phone"},
        404,
    ),
    "redact how to read it": ("redact", "article/1", {"guideline": 1, "reason": "r", "field": "format"}, 404),
    "a reason too long": ("hide", "article/1", {"guideline": 1, "reason": "r" * 2001}, 422),
    "a title too long": ("set-page", "about", {"title": "t" * 201}, 422),
    "a page of a bad name": ("set-page", "topic/../x", {"title": "t"}, 404),
    "no such genre": ("set-page", "genre/poetry", {"title": "t"}, 404),
    "no such guideline to set": ("set-guidelines", "guideline/99", {"title": "t", "text": "t"}, 404),
    "no genre of that name": ("classify", "article/1", {"reason": "r", "genre": "poetry"}, 422),
    "no topic of that name": ("classify", "article/1", {"reason": "r", "topic": ["river"]}, 422),
    "no place of that name": ("classify", "article/1", {"reason": "r", "place": ["../x"]}, 422),
    "open what is open": ("open", "article/1", {"reason": "r"}, 409),
    "no such editor": ("dismiss", "editor/9", {"reason": "r"}, 404),
    "an unknown editor acts": ("hide", "article/1", {"guideline": 1, "reason": "r", "editor": "Nobody"}, 403),
    "an editor in other letters": (
        "hide",
        "article/1",
        {"guideline": 1, "reason": "r", "editor": "ines"},
        403,
    ),
    "an editor without a name": ("hide", "article/1", {"guideline": 1, "reason": "r", "editor": ""}, 403),
}


@pytest.mark.once
@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_and_changes_nothing(town, name):
    verb, subject, given, status = REFUSED[name]
    before = entries()
    with pytest.raises(Refused) as refused:
        act(verb, subject, **given)
    assert refused.value.status == status
    assert str(refused.value)
    assert (entries(), state_of(1)) == (before, "listed")


def test_twice_is_refused_the_second_time(town):
    act("hide", "article/1", guideline=1, reason="r")
    before = entries()
    with pytest.raises(Refused) as refused:
        act("hide", "article/1", guideline=1, reason="r")
    assert (refused.value.status, entries()) == (409, before)


def test_nothing_follows_a_redaction(town):
    act("redact", "comment/2", guideline=1, reason="r")
    before = entries()
    for verb in ("hide", "unhide", "hold", "admit", "redact"):
        needs: dict[str, Any] = dict.fromkeys(VERBS[verb].must, 1) | {"reason": "r"}
        with pytest.raises(Refused) as refused:
            act(verb, "comment/2", **needs)
        assert refused.value.status == 410
    assert entries() == before


def test_whoever_is_dismissed_acts_no_more(town):
    act("dismiss", "editor/1", reason="r")
    before = entries()
    with pytest.raises(Refused):
        act("hide", "article/1", editor="Ines", guideline=1, reason="r")
    with pytest.raises(Refused):
        act("dismiss", "editor/1", reason="r")
    assert entries() == before


def test_every_entry_is_canonical(town):
    act("hide", "article/1", editor="Ines", guideline=1, reason="r")
    for entry in Entry.objects.all():
        parse(bytes(entry.body))


@pytest.mark.parametrize(
    ("noun", "here", "verbs"),
    [
        ("article", {"listed"}, {"hide", "hold", "feature", "redact", "classify", "close", "translate"}),
        (
            "article",
            {"listed", FEATURED},
            {"hide", "hold", "feature", "unfeature", "redact", "classify", "close", "translate"},
        ),
        (
            "article",
            {"listed", FEATURED, CLOSED},
            {"hide", "hold", "feature", "unfeature", "redact", "classify", "open", "translate"},
        ),
        ("comment", {"listed"}, {"hide", "hold", "raise", "redact"}),
        ("comment", {"listed", RAISED}, {"hide", "hold", "unraise", "redact"}),
        ("article", {"slow"}, {"admit", "hide", "hold", "redact", "classify", "close", "translate"}),
        ("comment", {"held"}, {"admit", "hide", "redact"}),
        ("comment", {"hidden", APPEALED}, {"unhide", "redact", "answer", "grant"}),
        ("article", {"redacted", APPEALED}, {"answer"}),
        ("article", {"redacted"}, set()),
        ("article", {"withdrawn"}, set()),
    ],
)
def test_which_verbs_a_state_allows(noun, here, verbs):
    assert {verb.name for verb in possible(EDITOR, noun, frozenset(here))} == verbs
