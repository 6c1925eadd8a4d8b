"""A log that goes on: what is new is read, what is older is shown by hashes, and nothing wrong in what is read passes."""

from collections.abc import Sequence
from functools import cache

import pytest

from handbill.record.format.audit import Audit
from handbill.record.format.checkpoint import Checkpoint
from handbill.record.format.onward import Onward
from handbill.record.format.tiles import WIDTH, entries_path, expected, grow
from handbill.record.format.tree import leaf_hash, root

pytestmark = pytest.mark.once
ORIGIN = "town.example/log"
LARGE = WIDTH * WIDTH + 3 * WIDTH + 7


@cache
def log(size: int, word: bytes = b"") -> tuple[Checkpoint, dict[str, bytes]]:
    """A log as `seal` writes it: in two steps, each with the partial tiles of its end."""
    store: dict[str, bytes] = {}
    done, digest = 0, root([])
    for step in (size * 9 // 10, size):
        digest, files = grow(done, [b"%d%s" % (n, word) for n in range(done, step)], store.__getitem__)
        store.update(files)
        done = step
    return Checkpoint(ORIGIN, size, digest), store


def beginning(size: int) -> Checkpoint:
    return Checkpoint(ORIGIN, size, root([leaf_hash(b"%d" % n) for n in range(size)]))


def onward(
    checkpoint: Checkpoint, store: dict[str, bytes], start: int, asked: set[str] | None = None
) -> Onward:
    """Read all of it: what is new, and every older bundle."""

    def get(path: str) -> bytes | None:
        if asked is not None:
            asked.add(path)
        return store.get(path)

    taken = dict[int, Sequence[bytes]]()
    one = Onward(checkpoint, start, get)
    one.read(taken.__setitem__, lambda _done, _of: None)
    assert [data for first in sorted(taken) for data in taken[first]] == [
        b"%d" % n for n in range(one.first, checkpoint.size)
    ]
    assert list(one.leaves) == [leaf_hash(b"%d" % n) for n in range(one.first, checkpoint.size)]
    assert one.first <= start < one.first + WIDTH
    return one


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 1000, LARGE])
def test_what_is_new_is_read_and_every_older_bundle_can_be_compared(size: int) -> None:
    checkpoint, store = log(size)
    for start in {0, 1, size // 2, size - 1, size, max(size - WIDTH, 0)}:
        one = onward(checkpoint, store, start)
        for n in range(0, one.first // WIDTH, 1 if size < LARGE else 17):
            one.compare(n)


@pytest.mark.parametrize("size", [257, 1000, LARGE])
def test_a_beginning_is_told_from_another(size: int) -> None:
    checkpoint, store = log(size)
    one = Onward(checkpoint, size - 1, store.get)
    audit = Audit(checkpoint, store.get)
    for old in {0, 1, 200, 256, size // 2, size - 1, size}:
        right = beginning(old)
        other = Checkpoint(ORIGIN, old, bytes(32))
        assert (one.begins(right), audit.begins(right)) == (True, True)
        assert old == 0 or (one.begins(other), audit.begins(other)) == (False, False)
    assert not one.begins(Checkpoint(ORIGIN, size + 1, checkpoint.root))


@pytest.mark.parametrize(("size", "new"), [(300, 2), (1000, 2), (LARGE, 2), (LARGE, 2 * WIDTH)])
def test_whatever_is_read_is_checked(size: int, new: int) -> None:
    checkpoint, store = log(size)
    asked = set[str]()
    start = size - new
    onward(checkpoint, store, start, asked)
    called = [one for one in expected(size) if (one.n * WIDTH + one.width) << 8 * max(one.level, 0) > start]
    assert {one.path for one in called} <= asked
    assert {one.level for one in called} >= {-1, 0, *([1] if new > WIDTH else [])}
    assert len(asked) <= (7 if new < WIDTH else 11)
    for path in asked:
        data = store[path]
        at = len(data) // 2
        for bad in (b"", data[:-1], data + b"\0", data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]):
            with pytest.raises((ValueError, AssertionError)):
                onward(checkpoint, {**store, path: bad}, start)
        with pytest.raises(ValueError, match="missing"):
            onward(checkpoint, {name: one for name, one in store.items() if name != path}, start)
    with pytest.raises(ValueError, match="root"):
        onward(Checkpoint(ORIGIN, size, bytes(32)), store, start)
    with pytest.raises((ValueError, AssertionError)):
        onward(checkpoint, log(size, b"!")[1], start)


def test_an_older_bundle_that_was_changed_is_seen_where_it_is_compared() -> None:
    checkpoint, store = log(LARGE)
    other = log(LARGE, b"!")[1]
    for path in (entries_path(5), "tile/0/005", "tile/1/000", "tile/0/255", entries_path(255)):
        one = onward(checkpoint, {**store, path: other[path]}, LARGE - 1)
        at = 255 if "255" in path else 5
        one.compare(at + 1 if "tile/1" not in path else 256)
        with pytest.raises(ValueError, match=r"agree|not of the entries"):
            one.compare(at)
    both = {path: other[path] for path in (entries_path(5), "tile/0/005")}
    with pytest.raises(ValueError, match="above"):
        onward(checkpoint, {**store, **both}, LARGE - 1).compare(5)
