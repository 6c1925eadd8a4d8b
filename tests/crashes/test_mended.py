"""What a disc has changed in the rows of the record is put back by one command, `handbill rebuild`, or not at all."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from handbill.rebuild import rebuild
from handbill.record import mend
from handbill.record.format.tree import leaf_hash
from handbill.record.models import Entry, Head, Sealed
from handbill.record.seal import Trouble
from handbill.record.trouble import trouble
from tests.cast import RENT, Town, files
from tests.crashes.flips import ROWS, write


def three_articles(site):
    town = Town(site)
    for _ in range(3):
        town.publish()
    town.go_and_verify()
    return town.now


pytestmark = pytest.mark.grown(how=three_articles)


@pytest.fixture
def town(site, told):
    return Town(site, told)


def harm(table: str, column: str, which: int, value) -> None:
    with transaction.atomic(), mend.unlocked():
        write(table, ROWS[table][0], column, which, value)


def turned(data: bytes, bits: int = 1) -> bytes:
    return bytes([data[0] ^ 2**bits - 1]) + data[1:]


def body(row: int) -> bytes:
    return bytes(Entry.objects.get(id=row).body)


def rows() -> list[list[tuple[Any, ...]]]:
    return [
        [
            tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)
            for row in model.objects.order_by("pk").values_list(*names)
        ]
        for model, names in ((Entry, ("id", "body", "leaf")), (Sealed, ("index", "entry_id", "leaf")))
    ]


def rebuilt(town: Town) -> None:
    rebuild(town.site, lambda _done: None, processes=1)


def old() -> int:
    """The row of an entry that was signed."""
    return Sealed.objects.get(index=1).entry_id


def newest() -> int:
    """The row of one that waits."""
    return Entry.objects.order_by("-id")[0].pk


HARM = {
    "an entry": lambda: harm("record_entry", "body", old(), turned(body(old()))),
    "all of an entry": lambda: harm("record_entry", "body", old(), b"{}"),
    "its hash": lambda: harm("record_entry", "leaf", old(), turned(leaf_hash(body(old())))),
    "the hash of its index": lambda: harm("record_sealed", "leaf", 1, turned(leaf_hash(body(old())))),
    "where its index points": lambda: harm("record_sealed", "entry_id", 1, 2**20),
    "one that waits": lambda: harm("record_entry", "body", newest(), turned(body(newest()))),
    "the hash of one that waits": lambda: harm("record_entry", "leaf", newest(), turned(leaf_hash(body(newest())))),
    "the size, smaller": lambda: harm("record_head", "size", 1, 2),
    "the size, larger": lambda: harm("record_head", "size", 1, 2000),
    "the root": lambda: harm("record_head", "root", 1, turned(bytes(Head.objects.get().root))),
    "the checkpoint": lambda: harm("record_head", "checkpoint", 1, Head.objects.get().checkpoint.lower()),
}  # fmt: skip


@pytest.mark.parametrize("what", HARM)
def test_one_command_puts_it_back(town, capsys, what):
    town.publish(RENT)
    before, head = rows(), Head.objects.values().get()
    HARM[what]()
    assert (rows(), Head.objects.values().get()) != (before, head)
    town.worker.start()
    town.go()
    assert trouble()
    rebuilt(town)
    assert trouble() == ""
    assert "1 rows of the record were put back" in capsys.readouterr().err
    for there, whole in zip(rows(), before, strict=True):
        assert there[: len(whole)] == whole
    town.go_and_verify()
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(id=1).update(body=b"")


def another(row: int) -> None:
    """Somebody has written another history into a row, with the hashes that belong to it."""
    false = body(row).replace(b'"number":1', b'"number":2').replace(b'"at":"2', b'"at":"1')
    assert false != body(row)
    harm("record_entry", "body", row, false)
    harm("record_entry", "leaf", row, leaf_hash(false))
    harm("record_sealed", "leaf", 1, leaf_hash(false))


def both(town: Town) -> None:
    """The entry in the database, and the published one."""
    harm("record_entry", "body", old(), turned(body(old())))
    bundle = next((town.site.public / "record/tile/entries/000.p").iterdir())
    for one in bundle.parent.iterdir():
        data = one.read_bytes()
        at = data.index(b'"at"', data.index(b'"at"') + 1)
        one.write_bytes(data[:at] + b'"At"' + data[at + 4 :])


LOST = {
    "another history": (
        lambda _town: another(old()),
        "the entries in the database do not give the root that was signed",
    ),
    "an entry here and there": (both, "entry 1 in the database is not what was sealed"),
    "two bits of one that waits": (
        lambda _town: harm("record_entry", "body", newest(), turned(body(newest()), 2)),
        "is not what was appended",
    ),
}


@pytest.mark.parametrize("what", LOST)
def test_what_no_root_and_no_hash_proves_is_left_alone_and_named(town, capsys, what):
    done, words = LOST[what]
    town.publish(RENT)
    done(town)
    before, head = rows(), Head.objects.values("size", "root", "checkpoint").get()
    tiles = files(town.site.public / "record/tile")
    with pytest.raises(Trouble, match=words):
        rebuilt(town)
    assert "put back" not in capsys.readouterr().err
    assert rows() == before
    assert Head.objects.values("size", "root", "checkpoint").get() == head
    assert files(town.site.public / "record/tile") == tiles
    town.later(minutes=5).go()
    assert trouble()


def test_an_index_that_names_one_that_waits_signs_nothing(town):
    size = Head.objects.get().size
    town.publish(RENT)
    harm("record_sealed", "entry_id", 1, newest())
    town.worker.start()
    town.go()
    assert Head.objects.get().size == size
    assert "record_sealed in the database" in trouble() or "entry 1 in the database" in trouble()
