"""A stolen account can do nothing that cannot be undone: one act, and everything stands as before."""

import json
import os
import re
from typing import Any

import pytest

from handbill.actions.act import Act, Refused
from handbill.actions.classify import classify
from handbill.actions.close import close
from handbill.actions.feature import feature
from handbill.actions.hide import hide
from handbill.actions.invite import invite
from handbill.actions.raise_ import raise_
from handbill.actions.set_guidelines import set_guidelines
from handbill.actions.set_page import set_page
from handbill.actions.unhide import unhide
from handbill.actions.unraise import unraise
from handbill.desk.acting import Usage, act
from handbill.desk.undo import undo
from handbill.desk.undoing import undo_for
from handbill.newswire.article import Article
from handbill.newswire.editor import STEWARD, Editor
from handbill.newswire.guideline import Guideline
from handbill.newswire.standing import state_of
from handbill.record.models import Entry
from handbill.settings import Settings
from tests.cast import FLOOD, RENT, Town, differences, files

TELLS = re.compile(
    r"record/|\d{4}/\d\d/\d+\.json|guidelines\.html|about\.html|genre/question/(index|1)\.html|(.*/)?feed\.|sitemap"
)
"""What tells of decisions, by design (docs/editing.md): the record; the data of items, with its list of decisions; guidelines
and the about page, with when they were set; a list that an article was put into, where a stub stays; feeds and sitemap,
with the time at which something was changed last."""


@pytest.fixture
def town(site: Settings) -> Town:
    made = Town(site)
    made.nora()
    made.idris()
    set_guidelines(made.operator(), 1, "Be kind", "Always.", {"es": ("Sé amable", "Siempre.")})
    Editor.objects.filter(number=2).update(role=STEWARD)
    return made


def spoil(town: Town, count: int) -> None:
    """Nora's account is in the wrong hands: everything is hidden, and more."""
    raise_(town.desk(1), count + 1, "Up with that.", corrects=True)
    for number in range(1, count + 1):
        hide(town.desk(1), number, 3, "Gone.")
    close(town.desk(1), 1, "Enough.")
    classify(town.desk(1), 1, "Elsewhere.", genre="question", topics=())
    set_page(town.desk(1), "about", "Ours now", "Nothing to see.")
    set_guidelines(town.desk(1), 1, "No rules", "None.")
    invite(town.desk(1), "A friend of the thief")


def hides(town: Town, count: int) -> None:
    for number in range(count):
        town.publish({**(FLOOD if number % 2 else RENT), "title": f"Notice {number}"})
    feature(town.operator(), 2, "It matters.")
    town.comment(1)
    town.go_and_verify()
    before = files(town.site.public)
    spoil(town, count)
    town.later(minutes=5).go_and_verify()
    assert len(differences(before, files(town.site.public))) > count
    assert Guideline.objects.get(number=1).translated() == {}
    done = undo(town.desk(2), 1, "The account was in the wrong hands.", dismissing=True)
    assert Guideline.objects.get(number=1).translated() == {"es": ("Sé amable", "Siempre.")}
    assert done.left == []
    assert done.verbs == {
        "unhide": count,
        "open": 1,
        "classify": 1,
        "set-page": 1,
        "set-guidelines": 1,
        "dismiss": 2,
        "unraise": 1,
    }
    town.later(minutes=5).go_and_verify()
    after = files(town.site.public)
    plain = [name for name in differences(before, after) if not TELLS.match(name.removesuffix(".gz"))]
    assert plain == [], plain
    for name in differences(before, after):
        if re.fullmatch(r"\d{4}/\d\d/\d+\.json", name):
            old, new = json.loads(before[name]), json.loads(after[name])
            assert undecided(old) == undecided(new), name


def undecided(item: dict[str, Any]) -> dict[str, Any]:
    """Give the data of an item without its list of decisions."""
    return {**item, "decisions": 0, "comments": [undecided(one) for one in item["comments"]]}


def test_thirty_hides_are_undone_with_one_act(town: Town) -> None:
    hides(town, 30)


def test_what_was_put_back_is_an_addition_again(town: Town) -> None:
    town.publish()
    raise_(town.operator(), town.comment(1), "It adds.", corrects=True)
    unraise(town.desk(1), 2, "Down with it.")
    assert undo(town.desk(2), 1, "In the wrong hands.").verbs == {"raise": 1}
    town.go_and_verify()
    assert "Corrected by a comment" in town.page("2024/03/1.html")


@pytest.mark.drill
def test_a_thousand_hides_are_undone_with_one_act(town: Town) -> None:
    hides(town, 1000)


def test_what_others_decided_afterwards_stays(town: Town) -> None:
    first, second, third = town.publish(), town.publish(RENT), town.publish({**RENT, "title": "Third"})
    hide(town.desk(1), first, 3, "Gone.")
    hide(town.desk(1), second, 3, "Gone.")
    unhide(town.desk(2), second, "It is fine.")
    hide(town.desk(2), second, 3, "It is not, after all.")
    hide(town.desk(2), third, 2, "An advertisement.")
    unhide(town.desk(1), third, "Buy it.")
    done = undo(town.operator(), 1, "Stolen.")
    assert done.verbs == {"unhide": 1, "hide": 1}
    assert [state_of(number) for number in (first, second, third)] == ["listed", "hidden", "hidden"]
    assert Editor.objects.get(number=1).dismissed_at is None


def test_since_a_minute(town: Town) -> None:
    first, second = town.publish(), town.publish(RENT)
    hide(town.desk(1), first, 3, "Gone.")
    town.later(minutes=10)
    hide(town.desk(1), second, 3, "Gone.")
    assert undo(town.operator(), 1, "Stolen.", since=town.now).verbs == {"unhide": 1}
    assert [state_of(first), state_of(second)] == ["hidden", "listed"]


def test_what_cannot_be_undone_is_named(town: Town) -> None:
    town.publish()
    set_page(town.desk(1), "topic/thieves", "Thieves")
    set_guidelines(town.desk(1), None, "New", "Text.")
    done = undo(town.operator(), 1, "Stolen.")
    assert not done.verbs
    assert ["topic/thieves" in done.left[0], "written" in done.left[1]] == [True, True]


def test_who_may_not_and_what_is_none(town: Town) -> None:
    town.publish()
    hide(town.desk(1), 1, 3, "Gone.")
    Editor.objects.filter(number=1).update(role="editor")
    before = Entry.objects.count()
    for who, whom, status in (
        (town.desk(1), 2, 403),
        (town.desk(2), 2, 403),
        (town.operator(), 9, 404),
        (town.operator(), 2, 409),
    ):
        with pytest.raises(Refused) as refused:
            undo(who, whom, "Stolen.", dismissing=whom != 2)
        assert refused.value.status == status
    for subject, since, reason in (
        ("article/1", None, "r"),
        ("editor", None, "r"),
        ("editor/1", "yesterday", "r"),
        ("editor/1", None, " "),
    ):
        with pytest.raises(Usage):
            undo_for(subject, None, reason, since, lambda _done: None, dismissing=False)
    assert Entry.objects.count() == before
    assert state_of(1) == "hidden"


def test_the_shell_says_what_was_done(town: Town) -> None:
    town.publish()
    act("hide", "article/1", editor="Nora", guideline=3, reason="Gone.")
    assert undo_for("editor/1", None, "Stolen.", None, lambda _done: None, dismissing=True) == [
        "dismiss: 1",
        "unhide: 1",
    ]
    assert Article.objects.count() == 1
    assert json.loads(bytes(Entry.objects.latest("pk").body))["by"] == Act.site().by
    assert os.environ["DJANGO_SETTINGS_MODULE"]
