"""When the worker does what: items at once, lists soon, counts at their tick, days when they turn."""

import dataclasses
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction

from handbill import settings, worker
from handbill.actions.hide import hide
from handbill.pages import follow
from handbill.record import late, seal, tidy
from handbill.record.bell import Bell
from handbill.record.format.entry import Entry as Format
from handbill.record.format.entry import Kind
from handbill.record.format.tree import leaf_hash
from handbill.record.models import Cursor, Head, Sealed
from handbill.record.seal import assign, unsealed
from handbill.settings import Privacy
from handbill.worker import Worker
from tests.cast import BRIDGE, DOUBT, RENT, Town, differences, files


class Clock:
    """The worker's own clock, that measures how long something waits."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(worker, "time", clock)
    return clock


def test_lists_wait_a_moment_in_a_busy_hour_and_counts_for_their_tick(site, clock):
    town = Town(site)
    town.worker.run_once(town.now)
    number = town.publish(RENT)
    town.worker.run_once(town.now)
    assert town.there(f"2024/03/{number}.html")
    assert RENT["title"] not in town.page("newswire/index.html")
    clock.now += worker.LISTS + 0.01
    town.worker.run_once(town.now)
    assert RENT["title"] in town.page("newswire/index.html")
    assert RENT["title"] in town.page("index.html")
    town.comment(number)
    clock.now += worker.LISTS + 0.01
    town.worker.run_once(town.now)
    assert DOUBT["title"] in town.page(f"2024/03/{number}.html")
    assert DOUBT["title"] not in town.page("index.html")
    clock.now += worker.LATER
    town.worker.run_once(town.now)
    assert DOUBT["title"] in town.page("index.html")


def test_the_turn_of_the_day_moves_the_week_on_the_front_page(site, clock):
    away = dataclasses.replace(site, timezone="Pacific/Auckland")
    settings.use(away)
    town = Town(away)
    hide(town.operator(), town.publish(), 3, "Twice the same.")
    town.go()
    assert "1 hidden this week" in town.page("index.html")
    town.now = town.now.replace(hour=10, minute=59) + timedelta(days=6)  # 23:59 there
    town.worker.run_once(town.now)
    assert "1 hidden this week" in town.page("index.html")
    town.later(minutes=1)
    town.worker.run_once(town.now)
    assert "Nothing hidden this week" in town.page("index.html")


def test_nothing_to_do_changes_nothing(site):
    town = Town(site)
    town.publish()
    town.go()
    before = files(site.public)
    assert town.go() == 0
    assert differences(before, files(site.public)) == []


class Datagrams:
    """The worker's socket as far as waiting goes."""

    def __init__(self, rings: int) -> None:
        self.rings = rings

    def fileno(self) -> int:
        return -1

    def recv(self, _size: int, /) -> bytes:
        self.rings -= 1
        return b"entry"


@pytest.mark.parametrize(("batch", "slept"), [("0 s", 0.0), ("60 s", 60.0)])
def test_a_site_that_fears_being_watched_waits_for_a_batch(site, monkeypatch, batch, slept):
    quiet = dataclasses.replace(site, privacy=Privacy(batch=batch))
    bell, slept_for, waited = Datagrams(3), [], []

    def select(bells, _out, _bad, timeout):
        waited.append(timeout)
        return ([one for one in bells if getattr(one, "rings", 0)], [], [])

    class Sleeper(Clock):
        def sleep(self, seconds: float) -> None:
            slept_for.append(seconds)

    monkeypatch.setattr(worker, "time", Sleeper())
    monkeypatch.setattr("select.select", select)
    ring = Bell(bell)
    ring.quiet()  # PostgreSQL is told to listen, and something may have come before
    bell.rings = 3
    waited.clear()
    Worker(quiet).wait(ring)
    assert slept_for == [slept]
    assert bell.rings == 0
    assert waited[0] == max(worker.POLL, slept)


@pytest.mark.founded
def test_partial_tiles_go_a_day_after_the_full_one(site):
    town = Town(site)
    for _ in range(3):
        town.publish(BRIDGE)
        town.go()
    with transaction.atomic():
        for _ in range(300):
            town.publish(BRIDGE)
    town.go()
    old = site.public / "record/tile/0/000.p"
    assert len(list(old.iterdir())) == 3
    full = (old.parent / "000").stat().st_mtime
    soon = town.now.fromtimestamp(full + tidy.KEPT, town.now.tzinfo)
    assert tidy.tidy(town.worker.log, soon) == 0
    town.go_and_verify()
    town.now = soon + timedelta(seconds=1)
    Worker(site).run_once(town.now, ticks=True)  # the first look of a new day
    assert not old.exists()
    assert not (site.public / "record/tile/entries/000.p").exists()
    assert list((site.public / "record/tile/0/001.p").iterdir())
    town.go_and_verify()


def test_many_entries_have_one_checkpoint_and_no_tile_that_it_does_not_need(site, monkeypatch):
    town = Town(site)
    town.go()
    monkeypatch.setattr(seal, "BATCH", 256)
    with transaction.atomic():
        for _ in range(700):
            town.publish(BRIDGE)
    town.go_and_verify()
    size = Head.objects.get().size
    tiles = {
        str(file.relative_to(site.public / "record/tile/0"))
        for file in Path(site.public / "record/tile/0").rglob("*")
        if file.is_file()
    }
    assert tiles == {"000", "001", "002.p/" + str(size - 512), f"000.p/{size - 700}"}


def test_an_entry_that_is_committed_late_is_sealed(site, server):
    """PostgreSQL draws ids before the commit: an act may come to light after many that drew theirs later."""
    if connection.vendor != "postgresql":
        return
    town = Town(site)
    town.go()
    said = Format(Kind.SET_MODE, "2024-03-04T09:30Z", "site", content="0" * 64).encode()
    name = site.database_url.partition("@/")[2].partition("?")[0]
    with psycopg.connect(server.format(name=name)) as other:
        other.execute("SELECT * FROM newswire_counter FOR SHARE")  # as every act does, it locks first
        row = other.execute(
            "INSERT INTO record_entry (body, leaf) VALUES (%s, %s) RETURNING id", [said, leaf_hash(said)]
        ).fetchone()
        assert row is not None
        for _ in range(5):
            set_guidelines_without_the_counter(town)
            town.go()
        assert late.floor().settled < row[0]
        assert not unsealed()
        other.commit()
    assert unsealed()
    assert Sealed.objects.filter(index=assign() - 1).get().entry_id == row[0]
    assign()
    assert late.floor().settled > row[0]
    assert not unsealed()


def test_a_process_that_starts_looks_at_new_rows_alone(site, monkeypatch):
    """What was settled is noted: of a million rows those are asked for that came since."""
    if connection.vendor != "postgresql":
        return
    monkeypatch.setattr(late, "EACH", 1)
    monkeypatch.setattr("handbill.record.late._floors.by_database", {})
    town = Town(site)
    for _ in range(3):
        set_guidelines_without_the_counter(town)
        town.go()
        assign()
    settled = late.floor().settled
    assert settled > 0
    monkeypatch.setattr("handbill.record.late._floors.by_database", {})
    assert late.floor().settled == settled
    assert not unsealed()
    set_guidelines_without_the_counter(town)
    assert unsealed()
    Cursor.objects.filter(name=late.NOTE).delete()
    monkeypatch.setattr("handbill.record.late._floors.by_database", {})
    assert late.floor().settled == 0
    town.go_and_verify()
    assert not unsealed()


def set_guidelines_without_the_counter(town: Town) -> None:
    with transaction.atomic():
        town.operator().decide(Kind.SET_MODE, {"mode": "quiet"})


def test_the_cursors_never_pass_what_is_made(site):
    town = Town(site)
    town.publish()
    town.go()
    assert {follow.position(name) for name in follow.FOLLOWERS} == {Head.objects.get().size}
