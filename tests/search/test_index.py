"""The index follows the record: it is never ahead, comes after at once, forgets for good, and can be lost."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, connections

from handbill.actions.amend import amend
from handbill.actions.classify import classify
from handbill.actions.redact import redact
from handbill.actions.revise import revise
from handbill.actions.unhide import unhide
from handbill.actions.withdraw import withdraw
from handbill.rebuild import rebuild
from handbill.record import seal
from handbill.search import asking, filling, follow, sqlite
from handbill.search.asking import Slow
from handbill.search.follow import Indexer
from handbill.search.index import index_of
from handbill.search.query import Query, query
from handbill.settings import Settings
from handbill.worker import Worker
from tests.cast import BRIDGE, DOUBT, RENT, VANE, Town
from tests.intake.door import Door
from tests.search.archive import FLOOD, HARBOUR, HIDDEN, SPANISH, ask, filled, numbers

pytestmark = pytest.mark.grown(how=filled)


@pytest.fixture
def town(site: Settings, told: datetime) -> Town:
    town = Town(site, told)
    town.nora()
    return town


def found(words: str, **asked: str) -> list[int]:
    return numbers(ask(Door(), q=words, **asked))


def _redact(town: Town, number: int) -> None:
    redact(town.operator(), number, 3, "It names a neighbour.")


ACTS: dict[str, tuple[Callable[[Town, int], object], list[int], list[int]]] = {
    "hide": (lambda town, number: town.hide(number), [], []),
    "redact": (_redact, [], []),
    "withdraw": (lambda town, number: withdraw(town.author(), number), [], []),
    "revise": (lambda town, number: revise(town.author(), number, BRIDGE), [FLOOD], []),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_seen_at_once_and_by_the_index_with_the_next_run(town: Town, act: str):
    do, before, after = ACTS[act]
    assert found("title:quay") == [FLOOD]
    do(town, FLOOD)
    assert found("title:quay") == before, "the tables are looked at: only what the index holds is behind"
    assert "over the quay" not in ask(Door(), q="title:quay").text
    town.worker.run_once(town.now)
    assert found("title:quay") == after
    assert found("title:quay", hidden="1") == ([FLOOD] if act == "hide" else [])


def test_one_run_of_the_worker_brings_what_is_new(town: Town):
    number = town.publish({**RENT, "body": "Zamboanga."})
    assert found("zamboanga") == [], "it is not in the record yet"
    town.worker.run_once(town.now)
    assert found("zamboanga") == []
    assert found("letters monday") == [number]
    assert found("topic", topic="water") == []
    classify(town.desk(), number, "It is about water.", topics=("water",))
    town.worker.run_once(town.now)
    assert numbers(ask(Door(), topic="water")) == [number, SPANISH, FLOOD]


def test_what_is_shown_again_is_found_again(town: Town):
    assert found("tyres") == []
    unhide(town.desk(), HIDDEN, "It is news after all.")
    town.worker.run_once(town.now)
    assert found("tyres") == [HIDDEN]


def test_what_was_destroyed_is_in_no_byte_of_the_index(site: Settings, town: Town):
    """Of the whole folder: tests/pages/test_destroyed.py."""
    if connection.vendor != "sqlite":
        return
    files = lambda: b"".join(file.read_bytes() for file in site.data.glob("search.sqlite3*"))  # noqa: E731
    number = town.publish(VANE)
    for _ in range(30):
        town.publish(RENT)
        town.go()  # a segment of the index each
    assert b"quillfeather" in files()
    town.hide(number)
    town.go()
    _redact(town, number)
    town.go()
    assert b"quillfeather" not in files()
    assert b"letters" in files()


def test_the_log_of_the_index_is_emptied_later_when_somebody_reads(site: Settings, town: Town):
    if connection.vendor != "sqlite":
        return
    number = town.publish(VANE)
    town.go()
    reader = sqlite3.connect(site.data / "search.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM item").fetchone()
    _redact(town, number)
    town.go()
    assert town.worker.indexer.behind
    reader.close()
    town.go()
    assert not town.worker.indexer.behind
    assert not any(b"quillfeather" in file.read_bytes() for file in site.data.glob("search.sqlite3*"))


def test_a_part_that_was_redacted_is_not_found(town: Town):
    number = town.publish(VANE)
    town.go()
    assert found("by:quillfeather") == [number]
    redact(town.operator(), number, 3, "It names a neighbour.", field="byline")
    town.go()
    assert found("by:quillfeather") == []
    assert found("vanessa") == [number]


@pytest.mark.parametrize("loss", ["gone", "torn", "of another form", "from a later database"])
def test_a_lost_index_is_made_anew_by_itself(site: Settings, town: Town, loss: str):
    index = index_of(site)
    if loss == "gone" or (loss == "torn" and connection.vendor != "sqlite"):
        lose(site)
        assert ask(Door(), q="river").status == 503
        assert ask(Door(), q="river").headers["Retry-After"]
    elif loss == "torn":
        lose(site)
        (site.data / "search.sqlite3").write_bytes(b"not a database" * 500)
        assert ask(Door(), q="river").status == 503
    elif loss == "of another form":
        change(site, "UPDATE {} SET form = 0")
    else:
        index.put((), (), 10_000, destroyed=False)
    Worker(site).run_once(town.now)
    assert found("river") == [FLOOD]
    assert found("water", kind="article") == [HARBOUR, FLOOD]


def lose(site: Settings) -> None:
    if connection.vendor == "sqlite":
        for file in site.data.glob("search.sqlite3*"):
            file.unlink()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE search_item, search_state")


def change(site: Settings, statement: str) -> None:
    if connection.vendor == "sqlite":
        with sqlite3.connect(site.data / "search.sqlite3") as db:
            db.execute(statement.format("state"))
        db.close()
    else:
        with connection.cursor() as cursor:
            cursor.execute(statement.format("search_state"))


def test_a_rebuild_makes_it_anew(site: Settings, town: Town):
    lose(site)
    connections.close_all()
    rebuild(site, lambda _articles: None)
    assert found("river") == [FLOOD]
    assert found("tyres", hidden="1") == [HIDDEN]
    del town


def test_a_rebuild_puts_in_what_the_follower_does(
    site: Settings, town: Town, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(filling, "TOGETHER", 3)
    number = town.publish(VANE)
    town.comment(number, {**DOUBT, "body": "Zamboanga."})
    amend(town.author(), number, {"body": "A second part: parhelion.", "format": "text"})
    town.hide(town.comment(number))
    for _ in range(3):
        town.publish(RENT)
    town.go()
    followed = kept(site)
    connections.close_all()
    rebuild(site, lambda _articles: None, processes=2)
    assert kept(site) == followed
    assert len(followed) > 10
    assert found("parhelion") == [number]
    assert index_of(site).position() == seal.size()


@pytest.mark.parametrize("lots", [0, 1, 2], ids=["the first", "the last", "the cursor"])
def test_an_index_that_cannot_be_filled_costs_itself_alone(
    site: Settings, town: Town, monkeypatch: pytest.MonkeyPatch, lots: int
):
    monkeypatch.setattr(filling, "TOGETHER", 1)
    put, taken = type(index_of(site)).put, []

    def full(*given: object, **named: object) -> None:
        taken.append(given)
        if len(taken) > lots:
            raise OSError("the disc is full")
        put(*given, **named)  # type: ignore[arg-type]

    (site.public / "newswire/index.html").unlink()
    connections.close_all()
    with monkeypatch.context() as disc:
        disc.setattr(type(index_of(site)), "put", full)
        with pytest.raises(ChildProcessError, match="the worker goes on with it"):
            rebuild(site, lambda _articles: None)
    assert (site.public / "newswire/index.html").exists()
    assert index_of(site).position() == 0
    Worker(site).run_once(town.now)
    assert found("river") == [FLOOD]
    assert found("water", kind="article") == [HARBOUR, FLOOD]


def kept(site: Settings) -> set[tuple[int, int, frozenset[str]]]:
    """Give the rows of the index, their terms in any order."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(site.data / "search.sqlite3") as db:
            rows = db.execute("SELECT key, number, terms FROM item").fetchall()
        db.close()
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key, number, array_to_string(tsvector_to_array(terms), ' ') FROM search_item"
            )
            rows = cursor.fetchall()
    return {(key, number, frozenset(terms.split(" "))) for key, number, terms in rows}


@pytest.mark.parametrize("when", ["before it is kept", "after it is kept"])
def test_it_can_be_killed_anywhere(site: Settings, town: Town, monkeypatch: pytest.MonkeyPatch, when: str):
    town.hide(FLOOD)
    index = town.worker.indexer.index
    put = index.put

    def killed(*given: object, **named: object) -> None:
        if when == "after it is kept":
            put(*given, **named)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(index, "put", killed)
    with pytest.raises(KeyboardInterrupt):
        town.worker.run_once(town.now)
    connections.close_all()
    Worker(site).run_once(town.now)
    assert found("quay") == []
    assert found("quay", hidden="1") == [FLOOD]


def test_a_long_way_is_gone_in_parts_and_said_meanwhile(
    site: Settings, town: Town, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(follow, "CHUNK", 1)
    monkeypatch.setattr("handbill.intake.search.CHUNK", 1)
    indexer = Indexer(site)
    indexer.index.empty()
    size = seal.size()
    for step in range(1, size + 1):
        indexer.run(size, "default", longest=1e-9)
        assert indexer.index.position() == step
        assert indexer.behind == (step < size)
        assert ("is only being made" in ask(Door(), q="river").words) == (step < size - 1)
    assert found("river") == [FLOOD]
    del town


def test_a_search_is_stopped_when_it_takes_too_long(town: Town, monkeypatch: pytest.MonkeyPatch):
    def sleepy(*_given: object) -> list[int]:
        raise Slow

    monkeypatch.setattr(type(town.worker.indexer.index), "find", sleepy)
    answer = ask(Door(), q="river")
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "5"
    assert "took too long" in answer.words
    assert answer.field("q") == "river"


def test_an_engine_stops_by_itself(site: Settings, town: Town):
    """PostgreSQL counts milliseconds, SQLite looks at the clock every so many steps: both end a question without end."""
    index = index_of(site)
    rows = [
        (2**61 + at, 2**20 + at, " ".join(f"a{at:x}b{word}" for word in range(60))) for at in range(9_000)
    ]
    index.put((), rows, index.position() or 0, destroyed=False)
    with pytest.raises(Slow):
        index.find(query("a*", {}, {}, site.zone, hidden=True), None, 9_000, 0.001)
    del town


@pytest.mark.once
def test_a_common_word_beside_a_rare_one_is_not_gone_through(site: Settings, monkeypatch: pytest.MonkeyPatch):
    """FTS5 is asked for each alone, up to so many; what the few hold is read. Else it goes through all that hold the common one."""
    told_of, keys = list[tuple[str, int]](), sqlite._keys  # noqa: SLF001

    def told(db: Any, terms: str, given: Query, below: int | None, count: int) -> list[int]:
        told_of.append((terms, count))
        return keys(db, terms, given, below, count)

    monkeypatch.setattr(sqlite, "_keys", told)
    index, mark, count = (
        sqlite.SQLite(site.data / "more.sqlite3"),
        {1: " rare", 150: " rare", 300: " rare"},
        300,
    )
    index.empty()
    rows = [(at, at, f"common word{at}{mark.get(at, '')}") for at in range(1, count + 1)]
    index.put((), [*rows, (301, 301, f"common rare {asking.HIDDEN}")], 0, destroyed=False)
    seen = query("common rare", {}, {}, site.zone, hidden=False)
    assert index.find(seen, None, 10, 60) == [300, 150, 1]
    assert told_of == [('"common"', sqlite.RARE + 1), ('"rare"', sqlite.RARE + 1)]
    assert index.find(seen, 300, 1, 60) == [150]
    assert index.find(query("common rare", {}, {}, site.zone, hidden=True), None, 1, 60) == [301]
    assert index.find(query("common rar* word15*", {}, {}, site.zone, hidden=False), None, 10, 60) == [150]
    with pytest.raises(Slow):
        index.find(seen, None, 10, -1)
    assert index.find(query("common nowhere", {}, {}, site.zone, hidden=False), None, 10, 60) == []


def test_pages_follow_each_other_without_gap_or_repeat(town: Town):
    numbers_of = [
        town.publish({**BRIDGE, "title": f"Sheep {at}", "body": "<p>Sheep on the road.</p>"})
        for at in range(47)
    ]
    town.go()
    for asked in ({"q": "sheep"}, {"q": '"on the road"'}, {"q": "sheep", "order": "best"}):
        seen: list[int] = []
        answer = ask(Door(), **asked)
        while True:
            seen += numbers(answer)
            further = answer.text.partition('rel="next"')[0].rpartition('href="../')[2].partition('"')[0]
            if 'rel="next"' not in answer.text or len(seen) > 60:
                break
            answer = Door().get("/" + further.replace("&amp;", "&"))
        assert seen == sorted(numbers_of, reverse=True), asked
