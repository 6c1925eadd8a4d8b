"""A replay that is kept, read back and goes on finds what the whole one finds."""

import json
from array import array
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO

import pytest

from handbill.reader.kept import Kept
from handbill.record.format.canonical import Json
from handbill.record.format.checkpoint import Checkpoint
from handbill.record.format.commitment import values
from handbill.record.format.entry import Entry
from handbill.record.format.items import CONTENT, WIDTH, Items
from handbill.record.format.replay import Replay, Said
from handbill.record.format.rows import Packed
from handbill.record.format.tree import root
from tests.reader.town import Town, small_town
from tests.record.test_births import LOG, ODD, told

pytestmark = pytest.mark.once
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def saying(town: Town) -> Said:
    def said(index: int, _entry: Entry) -> Mapping[str, Json]:
        return values(town.decisions[index]["fields"])

    return said


def again(replay: Replay, said: Said, since: int) -> Replay:
    """Give it as it is read back from what is kept of it."""
    history = replay.history
    data = b"".join(bytes(column) for column in history.items.columns())
    assert len(data) == WIDTH * len(history.items)
    contents = memoryview(data)[len(data) - CONTENT * len(history.items) :]
    done = back(history.items.done())
    items = Items.of(len(history.items), history.size, BytesIO(data).read, contents, done)
    state, checkpoint = (
        json.loads(json.dumps(replay.state())),
        Checkpoint("town.example/log", history.size, root([])),
    )
    return Kept(checkpoint, "", state, items, back(history.decisions.packed())).replay(said, NOW, since)


def back(packed: Packed) -> Packed:
    data = bytes(packed.numbers) + bytes(packed.ends)
    return Packed.of(len(packed.numbers), BytesIO(data).read, packed.text)


def both(entries: Sequence[bytes], said: Said, cut: int, since: int) -> tuple[Replay, Replay]:
    """Read it whole, and cut: what is before is kept and read back."""
    whole, first = Replay(said, NOW, since), Replay(said, NOW)
    whole.take_all(entries)
    first.take_all(entries[:cut])
    if first.wrong:
        return whole, whole
    second = again(first, said, since)
    start = min(cut, since)
    for at in range(start, len(entries), 7):
        second.go_on(at, entries[at : at + 7])
    for one in (whole, second):
        one.end([bytes(32)] * len(entries))
    return whole, second


def test_whatever_the_cut_what_follows_is_the_same() -> None:
    town = small_town()
    for cut in range(1, len(town.entries) + 1):
        for since in (1, cut - 1, cut, len(town.entries)):
            whole, second = both(town.entries, saying(town), cut, since)
            assert told(second) == told(whole)
            assert second.history.__dict__.keys() == whole.history.__dict__.keys()
            for name, value in whole.history.__dict__.items():
                same = name in {"items", "decisions"} or getattr(second.history, name) == value
                assert same, name


@pytest.mark.parametrize("what", ODD)
def test_what_breaks_a_rule_after_the_cut_is_found(what: str) -> None:
    entries = [*LOG, *ODD[what]]
    for cut in (1, 3, len(LOG)):
        whole, second = both(entries, lambda _index, _entry: {}, cut, cut)
        assert told(second) == told(whole)


def test_a_number_that_is_none_of_the_log_is_refused() -> None:
    for at, most in ((0, 5), (1, 3), (2, 10**6), (3, 3), (4, 3), (5, 3)):
        columns = [bytearray(8) for _ in range(6)]
        columns[at][4:] = most.to_bytes(4, "little")
        read = BytesIO(b"".join(columns) + bytes(2)).read
        with pytest.raises(ValueError, match="none of this log"):
            Items.of(2, 5, read, memoryview(bytes(64)), Packed(array("I"), array("Q"), memoryview(b"")))
