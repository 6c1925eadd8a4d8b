"""Many act at once: numbers without gaps, one winner, nobody waits in a ring."""

import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from threading import Barrier

import pytest
from django.db import connections, transaction

from handbill.actions.act import Act, Refused
from handbill.actions.admit import admit
from handbill.actions.dismiss import dismiss
from handbill.actions.feature import feature
from handbill.actions.freeze import freeze
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.invite import invite
from handbill.actions.redact import redact
from handbill.actions.revise import revise
from handbill.actions.thaw import thaw
from handbill.actions.unhide import unhide
from handbill.actions.withdraw import withdraw
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.feature import Feature
from handbill.newswire.freezing import is_frozen
from handbill.newswire.listing import Listing
from handbill.record.models import Entry
from tests.cast import BRIDGE, FLOOD, HELD, Town

THREADS = 8


def together(*acts: Callable[[], object]) -> list[object]:
    """Do acts at the same moment, each in a thread with connections of its own; give their answers or refusals."""
    start = Barrier(len(acts))

    def do(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


@pytest.fixture
def town(site):
    town = Town(site)
    town.nora()
    town.publish(FLOOD)
    return town


def refusals(answers: list[object]) -> list[int]:
    return [one.status for one in answers if isinstance(one, Refused)]


def test_what_is_featured_twice_is_one_feature(town):
    assert refusals(together(*[lambda: feature(town.desk(), 1, "It matters.")] * 2)) == []
    assert Feature.objects.filter(article_id=1).count() == 2
    assert Feature.objects.filter(article_id=1, ended=None).count() == 1
    town.go_and_verify()


def test_numbers_and_places_have_no_gaps(town):
    def talk() -> None:
        for _ in range(5):
            town.comment(town.publish(FLOOD))
            town.comment(1)

    together(*[talk] * THREADS)
    count = THREADS * 15 + 1
    numbers = [
        *Article.objects.values_list("number", flat=True),
        *Comment.objects.values_list("number", flat=True),
    ]
    assert sorted(numbers) == list(range(1, count + 1))
    for name in ("newswire", "topic/water"):
        places = Listing.objects.filter(list=name).order_by("position").values_list("position", flat=True)
        assert list(places) == list(range(1, THREADS * 5 + 2))
    below = Comment.objects.filter(article_id=1).order_by("number").values_list("position", flat=True)
    assert list(below) == list(range(1, THREADS * 5 + 1))
    born = [json.loads(bytes(row.body)) for row in Entry.objects.order_by("id")]
    assert [one["number"] for one in born if one["kind"] in {"publish", "comment"}] == list(
        range(1, count + 1)
    )
    town.go_and_verify()


def test_one_of_two_hides(town):
    answers = together(*[lambda: hide(town.desk(), 1, 3, "Twice the same.")] * 2)
    assert refusals(answers) == [409]
    town.go_and_verify()


@pytest.mark.parametrize(
    "verb",
    [
        lambda town: withdraw(town.author(), 1),
        lambda town: redact(town.desk(), 1, 3, "It names a child."),
        lambda town: invite(town.operator(), "Mara"),
        lambda town: dismiss(town.operator(), 1, "Moved away."),
    ],
    ids=["withdraw", "redact", "invite", "dismiss"],
)
def test_what_is_done_once_is_done_once(town, verb):
    answers = together(*[lambda: verb(town)] * 4)
    assert len(refusals(answers)) == 3
    town.go_and_verify()


def test_different_acts_on_one_article(town):
    """Revisions take new places in lists, comments take numbers: whoever needs the counter and an item takes it first."""
    held = town.publish(BRIDGE, HELD)
    for turn in range(6):
        topics = ["housing", "water"] if turn % 2 else ["housing"]
        answers = together(
            partial(revise, town.author(), 1, {**FLOOD, "topics": topics}),
            lambda: town.comment(1),
            lambda: town.comment(1),
            lambda: hide(town.desk(), 1, 3, "Rude."),
            lambda: unhide(town.desk(), 1, "Kind."),
            lambda: admit(town.desk(), held),
            lambda: feature(town.desk(), 1, "It matters."),
            lambda: town.publish(FLOOD),
        )
        assert set(refusals(answers)) <= {409}
        town.go_and_verify()


def test_an_editor_who_is_dismissed_meanwhile_decides_before_or_not_at_all(town):
    for _ in range(5):
        editor = invite(town.operator(), f"Reader {Entry.objects.count()}").number
        number = town.publish(BRIDGE)
        together(
            partial(dismiss, town.operator(), editor, "Moved away."),
            partial(hide, town.desk(editor), number, 3, "Rude."),
            partial(hide, town.desk(editor), 1, 3, "Rude."),
        )
        town.go_and_verify()


def beside(first: Callable[[], object], second: Callable[[], object]) -> object:
    """Begin an act while another one is not committed yet; give the answer of the second, which waits."""
    late: Future[list[object]]
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            late = pool.submit(together, second)
            assert wait([late], timeout=0.3).not_done
        return late.result()[0]


def test_an_act_beside_a_freeze_comes_before_it_or_not_at_all(town):
    other = town.publish(BRIDGE)
    operator = Act("site", town.now, "shell")
    answer = beside(lambda: withdraw(town.author(), 1), lambda: freeze(operator, "We are done."))
    assert not isinstance(answer, Refused)
    town.go_and_verify()
    thaw(operator, "We are not.")
    answer = beside(lambda: freeze(operator, "We are done."), lambda: withdraw(town.author(), other))
    assert refusals([answer]) == [410]
    town.go_and_verify()
    answer = beside(lambda: thaw(operator, "We are not."), lambda: withdraw(town.author(), other))
    assert not isinstance(answer, Refused)
    town.go_and_verify()


def test_what_is_held_beside_a_freeze_is_not_held_for_ever(town):
    operator = Act("site", town.now, "shell")
    answer = beside(lambda: hold(town.desk(), 1, 3, "Is it so?"), lambda: freeze(operator, "We are done."))
    assert refusals([answer]) == [409]
    assert not is_frozen()
    town.go_and_verify()


def test_nobody_waits_in_a_ring_for_a_freeze(town):
    town.idris()
    held, more = town.publish(BRIDGE, HELD), town.publish(BRIDGE)
    for _turn in range(3):
        answers = together(
            lambda: freeze(town.operator(), "Nobody comes any more."),
            partial(withdraw, town.author(), held),
            partial(withdraw, town.author(), more),
            lambda: revise(town.author(), 1, FLOOD),
            lambda: town.comment(1),
            lambda: town.publish(FLOOD),
            lambda: hide(town.desk(2), 1, 3, "Rude."),
            lambda: hide(town.desk(), 1, 3, "Rude."),
        )
        assert set(refusals(answers)) <= {409, 410}
        assert is_frozen()
        town.go_and_verify()
        thaw(town.operator(), "Somebody came.")
        held, more = town.publish(BRIDGE, HELD), town.publish(BRIDGE)
