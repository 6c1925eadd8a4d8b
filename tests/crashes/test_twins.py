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


def worked(site):
    """For the mark `grown`: a day that is shown, and the work before the worker."""
    town = Town(site)
    a_day(town)
    town.go()
    the_work(town)
    return town.later(minutes=3).now


def worked_on_all_pages(site):
    town = Town(site)
    a_day(town)
    town.go()
    the_work(town, rename=True)
    return town.later(minutes=3).now


def begun(site):
    """For a site whose worker never ran."""
    town = Town(site)
    a_day(town)
    return town.later(minutes=3).now


def begun_with_a_head(site):
    """The head is there, of no entries."""
    town = Town(site)
    a_day(town)
    seal.check(town.worker.log)
    return town.later(minutes=3).now


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


@pytest.fixture(scope="module")
def peace():
    """What came of each work that was done in peace, once: how often each step was done, and the public files."""
    return {}


@pytest.fixture
def original(site, told, kept, server, tmp_path, monkeypatch, peace):
    """A site with work before it; and, for all that are copies of the same, what comes of it in peace."""
    if kept.folder not in peace:
        peaceful = Town(twin(site, server, tmp_path), told)
        with monkeypatch.context() as patched:
            steps = {name: steps_of(name, patched) for name in STEPS}
            peaceful.go_and_verify()
        peace[kept.folder] = ({name: step.calls for name, step in steps.items()}, files(peaceful.site.public))
    return site, told, *peace[kept.folder]


def break_at(name, original, server, into, monkeypatch, *, whole):
    """Cut a step off at the first time, at one in the middle, at the last; or at some of these."""
    site, now, calls, expected = original
    assert calls[name], f"nothing happens at {name}"
    for at, after in cuts(name, {1, calls[name] // 2 or 1, calls[name]}, whole=whole):
        town = Town(twin(site, server, into), now)
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
@pytest.mark.grown(how=worked)
@pytest.mark.parametrize("name", [one for one in STEPS if one not in {"make everything", "prune"}])
def test_cut_off_at_work(original, server, tmp_path, monkeypatch, name, whole):
    break_at(name, original, server, tmp_path, monkeypatch, whole=whole)


@WHOLE
@pytest.mark.grown(how=worked_on_all_pages)
@pytest.mark.parametrize("name", ["make everything", "prune", "write a file", "move a cursor"])
def test_cut_off_while_everything_is_made_anew(original, server, tmp_path, monkeypatch, name, whole):
    break_at(name, original, server, tmp_path, monkeypatch, whole=whole)


@WHOLE
@pytest.mark.founded
@pytest.mark.parametrize(
    "name",
    [
        *(
            pytest.param(name, marks=pytest.mark.grown(how=begun))
            for name in ("write a file", "move a cursor", "prune", "write the checkpoint")
        ),
        pytest.param("swap the head", marks=pytest.mark.grown(how=begun_with_a_head)),
    ],
)
def test_cut_off_in_the_first_run(original, server, tmp_path, monkeypatch, name, whole):
    break_at(name, original, server, tmp_path, monkeypatch, whole=whole)
