"""What is said now does not wait for the lists of what came before."""

from handbill.pages import follow
from handbill.pages.moment import frozen
from handbill.record.seal import Log
from tests.cast import Town
from tests.pages.test_lists import FLAT


def test_lists_stop_after_their_time_and_go_on(site, monkeypatch):
    town = Town(site)
    town.go()
    monkeypatch.setattr(follow, "SHORT", 2)
    for _ in range(5):
        town.publish(FLAT)
    passed = []
    for longest in (0, 0, 3600):
        with frozen(site) as moment:
            passed.append(follow.Follower(follow.LISTS, moment, Log.of(site), town.now, longest).run())
    assert passed == [2, 2, 1]
    town.go_and_verify()
