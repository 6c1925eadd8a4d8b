"""Each step of the worker broken twice: before it took effect and after. The next run makes the same public files.

Two copies of a site have the same work before them. One does it in peace; the other is cut off at a step, and another
worker goes on. Then both have the same files, byte for byte, and a stranger finds nothing wrong.
"""

import pytest
from django.db import transaction
from django.db.models import QuerySet

from handbill.actions.appeal import appeal
from handbill.actions.feature import feature
from handbill.actions.hide import hide
from handbill.actions.redact import redact
from handbill.actions.revise import revise
from handbill.actions.set_page import set_page
from handbill.actions.unhide import unhide
from handbill.actions.withdraw import withdraw
from handbill.pages import everything, follow, write
from handbill.record import durable, seal
from handbill.record.models import Head
from handbill.worker import Worker
from tests.cast import BRIDGE, FLOOD, HELD, RENT, SLOW, VANE, Town, files
from tests.crashes.sampled import WHOLE, cuts
from tests.crashes.twins import PowerCut, Step, twin

pytestmark = pytest.mark.once  # files and orders of steps; the other engine is killed in test_killed.py

real_update = QuerySet.update
STEPS = {
    "give indexes": (seal, "assign"),
    "write a tile": (durable, "create"),
    "settle": (durable, "settle"),
    "sign": (seal, "sign_checkpoint"),
    "swap the head": (QuerySet, "update"),
    "write the checkpoint": (durable, "replace"),
    "write a file": (durable, "place"),
    "take a file away": (write.Writer, "remove"),
    "settle the pages": (write.Writer, "settle"),
    "move a cursor": (follow, "move"),
    "make everything": (follow, "everything"),
    "prune": (everything, "prune"),
    "empty the log": (Worker, "_forget"),
}


def a_day(town: Town) -> None:
    """What is there, and shown, before the work begins."""
    town.nora()
    for values in (FLOOD, RENT, BRIDGE, VANE, FLOOD):
        town.publish(values)
    for _ in range(99):
        town.comment(1)
    hide(town.desk(), 4, 3, "It names a neighbour.")
    town.publish(VANE, HELD)
    town.publish(VANE, SLOW)


def the_work(town: Town, *, rename: bool = False) -> None:
    """Acts of every kind that pages follow, and so many that a tile is filled."""
    with transaction.atomic():
        for _ in range(140):
            town.comment(2)
    town.comment(1)
    town.comment(1)
    town.publish({**RENT, "topics": ["water"]})
    revise(town.author(), 1, {**FLOOD, "title": "The river falls"})
    revise(town.author(), 3, FLOOD, forget=True)
    hide(town.desk(), 10, 3, "Rude.")
    unhide(town.desk(), 4, "Her own sign.")
    hide(town.desk(), 5, 3, "Twice the same.")
    appeal(town.author(), 5, "It is not.")
    withdraw(town.author(), 5)
    redact(town.desk(), 4, 3, "It names a neighbour.")
    feature(town.desk(), 2, "It matters.", (1,))
    if rename:
        set_page(town.operator(), "topic/water", "The river")


def steps_of(name, monkeypatch, at=None, *, after=False):
    owner, attribute = STEPS[name]
    step = Step(getattr(owner, attribute), at, after=after)
    if owner is QuerySet:

        def update(self, **values):
            return step(self, **values) if self.model is Head else real_update(self, **values)

        monkeypatch.setattr(owner, attribute, update)
    elif isinstance(owner, type):
        monkeypatch.setattr(owner, attribute, step.method())
    else:
        monkeypatch.setattr(owner, attribute, step)
    return step


def break_at(name, original, server, into, monkeypatch, *, whole):
    """Count how often a step is done in peace, then cut it off at the first, at one in the middle, at the last; or at some of these."""
    peaceful = Town(twin(original.site, server, into))
    peaceful.now = original.now
    with monkeypatch.context() as patched:
        step = steps_of(name, patched)
        peaceful.go_and_verify()
    expected = files(peaceful.site.public)
    assert step.calls, f"nothing happens at {name}"
    for at, after in cuts(name, {1, step.calls // 2 or 1, step.calls}, whole=whole):
        town = Town(twin(original.site, server, into))
        town.now = original.now
        with monkeypatch.context() as patched:
            steps_of(name, patched, at, after=after)
            with pytest.raises(PowerCut):
                town.go()
        town.worker = Worker(town.site)
        town.go_and_verify()
        found = files(town.site.public)
        assert found.keys() == expected.keys(), (at, after)
        assert [one for one in found if found[one] != expected[one]] == [], (at, after)


@WHOLE
@pytest.mark.parametrize("name", [one for one in STEPS if one not in {"make everything", "prune"}])
def test_cut_off_at_work(site, server, tmp_path, monkeypatch, name, whole):
    town = Town(site)
    a_day(town)
    town.go()
    the_work(town)
    break_at(name, town.later(minutes=3), server, tmp_path, monkeypatch, whole=whole)


@WHOLE
@pytest.mark.parametrize("name", ["make everything", "prune", "write a file", "move a cursor"])
def test_cut_off_while_everything_is_made_anew(site, server, tmp_path, monkeypatch, name, whole):
    town = Town(site)
    a_day(town)
    town.go()
    the_work(town, rename=True)
    break_at(name, town.later(minutes=3), server, tmp_path, monkeypatch, whole=whole)


@WHOLE
@pytest.mark.founded
@pytest.mark.parametrize(
    "name", ["write a file", "move a cursor", "prune", "swap the head", "write the checkpoint"]
)
def test_cut_off_in_the_first_run(site, server, tmp_path, monkeypatch, name, whole):
    town = Town(site)
    a_day(town)
    if name == "swap the head":
        seal.check(town.worker.log)  # the head is there, of no entries
    break_at(name, town.later(minutes=3), server, tmp_path, monkeypatch, whole=whole)
