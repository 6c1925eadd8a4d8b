"""What the worker made act by act is what a rebuild makes at once: same names, same bytes."""

import pytest
import time_machine
from django.db import connections

from handbill.actions.set_page import set_page
from handbill.actions.unhide import unhide
from handbill.pages.everything import everything, other_keys
from handbill.pages.moment import frozen
from handbill.pages.write import Writer
from handbill.rebuild import rebuild
from handbill.record.seal import Log
from tests.cast import Town, Walk, differences, files
from tests.crashes.sampled import seeds

STEPS = 250


@seeds(8)
def test_a_long_walk_is_what_a_rebuild_makes(site, seed):
    town = Town(site)
    walk = Walk(town, seed)
    for _ in range(STEPS):
        walk.step()
    town.go_and_verify()
    walked = files(site.public)
    assert len(walk.articles) > 10
    with frozen(site) as moment:
        everything(moment, Log.of(site), Writer(site.public, town.now), town.now)
    assert differences(walked, files(site.public)) == []
    town.go_and_verify()


def test_a_rebuild_by_two_processes_is_the_same(site):
    town = Town(site)
    walk = Walk(town, 20261123)
    for _ in range(120):
        walk.step()
    article = town.publish()
    for _ in range(101):
        town.comment(article)
    town.go()
    walked = files(site.public)
    times = {name: (site.public / name).stat().st_mtime for name in walked}
    (site.public / "2024/03/stray.html").write_bytes(b"no page explains this")
    done: list[int] = []
    connections.close_all()
    with time_machine.travel(town.now, tick=False):
        assert rebuild(site, done.append, processes=2) == len(walk.articles) + 1 == sum(done)
    assert differences(walked, files(site.public)) == []
    assert times == {name: (site.public / name).stat().st_mtime for name in walked}


def test_shares_leave_nothing_out_when_something_comes_in_between(site):
    """Each process of a rebuild sees a moment of its own: what was there in all of them is in one share of each."""
    town = Town(site)
    for _ in range(120):
        town.hide(town.publish())
    town.go()
    with frozen(site) as moment:
        early = [{key for keys, _ in other_keys(moment, share, 3) for key in keys} for share in range(3)]
        whole = {key for keys, _ in other_keys(moment) for key in keys}
    for number in range(1, 120, 7):
        unhide(town.operator(), number, "Kind.")
        set_page(town.operator(), f"topic/a{number}", "A new one")
    with frozen(site) as moment:
        late = [{key for keys, _ in other_keys(moment, share, 3) for key in keys} for share in range(3)]
    gone = {f"hidden/{number}" for number in range(1, 120, 7)}
    for shares in ((early[0], late[1], late[2]), (late[0], early[1], late[2]), (early[0], early[1], late[2])):
        assert whole - gone <= shares[0] | shares[1] | shares[2]
    assert min(map(len, early)) > 10


@pytest.mark.founded
def test_a_rebuild_makes_all_that_was_lost(site):
    town = Town(site)
    town.hide(town.comment(town.publish()))
    town.go()
    before = files(site.public)
    for name in before:
        if not name.startswith("record/tile/"):
            (site.public / name).unlink()
    connections.close_all()
    with time_machine.travel(town.now, tick=False):
        rebuild(site, lambda _done: None, processes=1)
    assert differences(before, files(site.public)) == []
