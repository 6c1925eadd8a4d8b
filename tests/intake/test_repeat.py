"""What the guard knows of texts that were sent before, whichever way they come: repeats, revisions, amendments, at once."""

from collections import Counter
from typing import Any

import pytest
import time_machine

from handbill.guard.models import Nonce, Seen
from handbill.newswire.article import Article
from handbill.newswire.decision import Decision
from handbill.newswire.standing import state_of
from handbill.newswire.version import Version
from tests.intake.door import Answer, Door
from tests.intake.test_at_once import at_once

LONG = "Buy the best ladders in town at our shop behind the weir, today only."
OTHER = "The library opens on Sundays from now on, so the council said tonight."
LATER = 4.0
HELD = "waits until an editor has read it"


class Visitor:
    """Somebody who opens each form anew, and takes the time that it wants."""

    def __init__(self, door: Door, clock: time_machine.Traveller) -> None:
        self.door, self.clock = door, clock

    def sends(self, path: str, **fields: Any) -> Answer:
        token = self.door.get(path).field("token")
        self.clock.shift(LATER)
        return self.door.post(path, {**fields, "token": token})

    def publishes(self, title: str = "Ladders", body: str = LONG, **fields: Any) -> Answer:
        return self.sends("/publish/", title=title, body=body, **fields)

    def does(self, code: str, action: str, **fields: Any) -> Answer:
        return self.sends("/receipt/", receipt=code, action=action, **fields)


@pytest.fixture
def visitor(guarded: Door, clock: time_machine.Traveller) -> Visitor:
    return Visitor(guarded, clock)


@pytest.fixture
def harmless(visitor: Visitor) -> str:
    """The receipt of article 1."""
    return visitor.publishes("Library", OTHER).receipt


def test_a_text_that_is_held_is_held_as_a_revision_too(visitor: Visitor, harmless: str) -> None:
    assert [visitor.publishes().status for _ in range(2)] == [201, 202]
    answer = visitor.does(harmless, "revise", title="Ladders", body=LONG)
    assert answer.status == 200
    assert HELD in answer.words
    assert "The same text, or nearly the same, was sent before within a day" in answer.words
    assert state_of(1) == "held"
    decision = Decision.objects.get(number=1, kind="hold")
    assert decision.by == "site"
    assert HELD in visitor.does(harmless, "revise", title="Ladders", body=f"{LONG} Now!").words


def test_and_as_an_amendment(visitor: Visitor, harmless: str) -> None:
    visitor.publishes()
    answer = visitor.does(harmless, "amend", body=LONG)
    assert answer.status == 200
    assert HELD in answer.words
    assert state_of(1) == "held"


def test_and_as_a_revision_of_a_comment(visitor: Visitor, harmless: str) -> None:
    comments = [visitor.sends("/comment/1/", body=body) for body in (LONG, "I see.")]
    assert visitor.does(comments[1].receipt, "revise", body=LONG).status == 200
    assert state_of(comments[1].number) == "held"
    assert state_of(comments[0].number) == "listed"


def test_a_revision_counts_for_what_comes_later(visitor: Visitor, harmless: str) -> None:
    assert visitor.does(harmless, "revise", title="Ladders", body=LONG).status == 200
    assert state_of(1) == "listed"
    assert visitor.publishes().status == 202


def test_a_retry_of_a_held_revision_says_the_same(visitor: Visitor, harmless: str) -> None:
    visitor.publishes()
    token = visitor.door.get("/receipt/").field("token")
    sent = {"receipt": harmless, "action": "revise", "title": "Ladders", "body": LONG, "token": token}
    for _ in range(2):
        assert HELD in visitor.door.post("/receipt/", sent).words
    assert Version.objects.filter(number=1).count() == 2


def test_an_author_may_keep_and_bring_back_the_own_text(visitor: Visitor, harmless: str) -> None:
    for fields in (
        {"title": "The library"},
        {"byline": "Jo"},
        {"body": f"{OTHER} "},
        {"body": f"{OTHER} And Mondays."},
        {"body": OTHER, "title": "The library"},
        {"title": "Library"},
    ):
        assert HELD not in visitor.does(harmless, "revise", **fields).words
    comment = visitor.sends("/comment/1/", body=LONG).receipt
    assert HELD not in visitor.does(comment, "revise", title="Why").words
    assert not Decision.objects.filter(kind="hold").exists()


def test_who_withdraws_may_send_it_again(visitor: Visitor, harmless: str) -> None:
    visitor.does(harmless, "withdraw")
    again = visitor.publishes("Library", OTHER)
    assert again.status == 201
    copy = visitor.publishes("Library", OTHER)
    assert copy.status == 202
    visitor.does(copy.receipt, "withdraw")  # that of somebody else stands
    assert visitor.publishes("Library", OTHER).status == 202


def test_six_at_once_are_one_on_the_newswire_and_five_held(
    guarded: Door, clock: time_machine.Traveller
) -> None:
    tokens = [guarded.get("/publish/").field("token") for _ in range(6)]
    clock.shift(LATER)
    answers = at_once(
        6,
        lambda which: Door().post("/publish/", {"title": "Ladders", "body": LONG, "token": tokens[which]}),
    )
    assert Counter(answer.status for answer in answers) == {201: 1, 202: 5}
    states = Counter(state_of(number) for number in Article.objects.values_list("number", flat=True))
    assert states == {"listed": 1, "held": 5}


def test_a_receipt_opens_one_item(visitor: Visitor, guarded: Door) -> None:
    """Even where the nonce of the form is forgotten while it is good."""
    token = guarded.get("/publish/").field("token")
    visitor.clock.shift(LATER)
    sent = {"title": "Library", "body": OTHER, "token": token}
    assert guarded.post("/publish/", sent).status == 201
    Nonce.objects.all().delete()
    Seen.objects.all().delete()
    again = guarded.post("/publish/", sent)
    assert again.status == 409
    assert again.field("body") == OTHER
    assert again.field("token") != token
    assert Article.objects.count() == 1
