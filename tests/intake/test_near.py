"""Near repeats through the real doors: held with words, not public; and what an author may do with their own text."""

import dataclasses

from handbill import settings
from handbill.guard.models import Band
from handbill.newswire.standing import state_of
from handbill.settings import Front, Guard
from tests.cast import Town
from tests.guard.test_near import FLOOD, LADDERS
from tests.intake.test_repeat import Visitor

WHY = "Nearly the same text was sent before within a day, so an editor reads it first."
CHANGED = LADDERS.replace("best", "finest").replace("ladders.example/1", "other.example/2").upper()


def test_it_is_held_whichever_way_it_comes_and_is_not_public(guarded, clock, site):
    someone = Visitor(guarded, clock)
    flood = someone.publishes("The quay", FLOOD)
    first = someone.sends(f"/comment/{flood.number}/", body=LADDERS)
    assert (flood.status, first.status) == (201, 201)
    for path in ("/publish/", f"/comment/{flood.number}/"):
        answer = (
            someone.sends(path, title="", body=CHANGED) if path[1] == "c" else someone.publishes("x", CHANGED)
        )
        assert (answer.status, WHY in answer.words) == (202, True), answer.words
    own = someone.publishes(
        "Pumps", "The pumps have come at last, and all of Harbour Street is out to look at them."
    )
    assert own.status == 201
    assert someone.does(own.receipt, "amend", body=CHANGED).status == 200
    assert state_of(own.number) == "held"
    town = Town(site)
    town.go()
    assert "FINEST" not in "".join(file.read_text("utf-8") for file in site.public.rglob("*.html"))


def test_ones_own_text_is_no_repeat_and_what_is_withdrawn_may_come_again(guarded, clock):
    someone = Visitor(guarded, clock)
    mine = someone.publishes("The quay", FLOOD)
    better = FLOOD.replace("noon", "one")
    revised = someone.does(mine.receipt, "revise", title="The quay", body=better, format="text")
    assert (revised.status, state_of(mine.number)) == (200, "listed"), revised.words
    answers = f"/comment/{mine.number}/"
    quoting = someone.sends(answers, body=f"> {FLOOD}\n\nSo it was, and the cellar of number nine is full.")
    whole = someone.sends(answers, body=FLOOD[:250])
    unmarked = someone.sends(answers, body=FLOOD + " So it was.")  # of what it answers, even that
    assert [one.status for one in (quoting, whole, unmarked)] == [201, 201, 201]
    assert someone.publishes("The quay", FLOOD.replace("six", "five")).status == 202
    for number, code in (
        (mine.number, mine.receipt),
        (whole.number, whole.receipt),
        (unmarked.number, unmarked.receipt),
    ):
        someone.does(code, "withdraw")
        assert state_of(number) == "withdrawn"
    assert someone.publishes("The quay", FLOOD.replace("six", "four")).status == 201


def test_after_a_day_it_is_none(guarded, clock):
    someone = Visitor(guarded, clock)
    assert someone.publishes("Ladders", LADDERS).status == 201
    clock.shift(86_400)
    assert someone.publishes("Ladders", CHANGED).status == 201


def test_with_limits_off_nothing_is_kept_or_held(site, door):
    settings.use(dataclasses.replace(site, guard=Guard(challenge="off"), front=Front(limits="off")))
    for body in (LADDERS, CHANGED, LADDERS):
        assert door.post("/publish/", {"title": "Ladders", "body": body}).status == 201
    assert not Band.objects.exists()
