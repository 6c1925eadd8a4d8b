"""Single bits that a disc has turned round, in what signing depends on: tiles, rows of the record, pages of the database file."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, connections, transaction

from handbill.actions.act import Refused
from handbill.record import late, mend, seal, trouble
from handbill.record.format.checkpoint import open_checkpoint
from handbill.record.format.tree import leaf_hash, root
from handbill.record.models import Entry, Head
from handbill.record.seal import Log
from handbill.settings import Settings
from tests.cast import RENT, Town, files

ROWS = {
    "record_entry": ("id", ("body", "leaf")),
    "record_sealed": ("index", ("leaf", "entry_id")),
    "record_head": ("id", ("size", "root", "checkpoint")),
}
"""Tables of the record with their key, and the columns in which bits are turned round."""


BROKEN = (DatabaseError, seal.Trouble, ValueError, TypeError, LookupError, OverflowError)
"""How a worker ends whose database cannot be read: it signs nothing."""


class Ground:
    """A site with full and partial tiles and some acts that wait to be sealed; each attempt begins with it as it is."""

    def __init__(self, site: Settings) -> None:
        self.site = site
        town = Town(site)
        for size in (40, 200, 290):
            while Entry.objects.count() < size:
                town.publish(RENT)
            town.worker.run_once(town.now)
        for _ in range(3):
            town.publish(RENT)
        self.town = town
        self.log = Log.of(site)
        self.leaves = [leaf_hash(bytes(row.body)) for row in Entry.objects.order_by("id")]
        self.record = site.public / "record"
        self.files = files(self.record)
        self.tiles = sorted(name for name in self.files if name.startswith("tile/"))
        self.rows = self.dump()

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """What the tables of the record say."""
        found = {}
        with connection.cursor() as cursor:
            for table, (key, columns) in ROWS.items():
                names = ", ".join(f'"{one}"' for one in (key, *columns))
                cursor.execute(f'SELECT {names} FROM {table} ORDER BY "{key}"')
                found[table] = [
                    tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor
                ]
        return found

    def put_back(self) -> None:
        """The files of the log as they were."""
        now = files(self.record)
        for name in now.keys() - self.files.keys():
            (self.record / name).unlink()
        for name, data in self.files.items():
            if now.get(name) != data:
                (self.record / name).parent.mkdir(parents=True, exist_ok=True)
                (self.record / name).write_bytes(data)

    @contextmanager
    def as_it_is(self) -> Iterator[None]:
        """Take back whatever happens to the database and to the files of the log."""
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            late.floor().settled, late.floor().waiting = 0, None  # what this process learnt was taken back
            self.put_back()

    def road(self, *, start: bool) -> str:
        """What the worker does: a look at the start; an act; a signature; a round through all tiles. Give what it found."""
        try:
            if start:
                trouble.look_at_start(self.log)
            try:
                self.town.publish(RENT)
            except Refused as words:
                return trouble.trouble() if words.status == 503 else ""
            seal.assign()
            trouble.publish(self.log, seal.size())
            trouble.waiting()
            trouble.look(self.log, 0, 1)
            trouble.look(self.log, 1, 1)
            return trouble.trouble()
        except BROKEN as error:
            return f"{type(error).__name__}: {error}"

    def demand_mended(self) -> None:
        """What `handbill rebuild` does is the way back: all rows are as they were, and the record grows again."""
        trouble.mend(self.log)
        assert trouble.trouble() == ""
        now = self.dump()
        for table in ("record_entry", "record_sealed"):
            assert now[table][: len(self.rows[table])] == self.rows[table]
        before = Head.objects.get().size
        self.town.publish(RENT)
        seal.assign()
        trouble.publish(self.log, seal.size())
        assert trouble.trouble() == ""
        assert Head.objects.get().size > before

    def demand_sound(self, new: bytes) -> None:
        """What is signed is a beginning of what was done: the same entries, in the same order."""
        there = open_checkpoint((self.record / "checkpoint").read_bytes(), self.log.signer.verifier)
        every = [*self.leaves, leaf_hash(new)]
        assert there.size <= len(every)
        assert root(every[: there.size]) == there.root


def flipped(data: bytes, dice: random.Random) -> bytes:
    """Turn one bit round."""
    at = dice.randrange(len(data) * 8)
    return data[: at // 8] + bytes([data[at // 8] ^ 1 << at % 8]) + data[at // 8 + 1 :]


def in_a_file(ground: Ground, dice: random.Random) -> str:
    """A bit in a tile or bundle, full or partial, of today or older: found and named, and made again by a rebuild."""
    name = dice.choice(ground.tiles)
    file = ground.record / name
    with ground.as_it_is():
        file.write_bytes(flipped(file.read_bytes(), dice))
        said = ground.road(start=dice.random() < 0.5)
        ground.demand_sound(bytes(Entry.objects.order_by("-id")[0].body))
        assert said, f"nothing was found: {name}"
        assert name in said or "right edge" in said, f"{name} is not named: {said}"
        assert mend.rows(ground.log) == 0
        ground.demand_mended()
        assert not file.exists() or file.read_bytes() == ground.files[name]
    return said


def in_a_row(ground: Ground, dice: random.Random) -> str:
    """A bit in a value of a row: found and named, and nothing that is signed is wrong."""
    table = dice.choice([*ROWS])
    key, columns = ROWS[table]
    column = dice.choice(columns)
    rows = ground.rows[table]
    row = dice.choice(rows if table == "record_head" or dice.random() < 0.5 else rows[-8:])
    with ground.as_it_is():
        value = row[1 + columns.index(column)]
        changed: Any
        if isinstance(value, int):
            changed = value ^ 1 << dice.randrange(40)
        elif isinstance(value, str):
            changed = flipped(value.encode(), dice).decode("latin-1").replace("\0", "0")
        else:
            changed = flipped(bytes(value), dice)
        try:
            with transaction.atomic(), mend.unlocked():
                write(table, key, column, row[0], changed)
        except DatabaseError as error:
            return f"the database itself refuses: {error}"
        harmed = ground.dump() != ground.rows
        start = column == "checkpoint" or dice.random() < 0.5  # the next signature would write it anew
        said = ground.road(start=start)
        ground.demand_sound(bytes(Entry.objects.order_by("-id")[0].body))
        assert said or not harmed, f"nothing was found: {table}.{column} of {row[0]} is {changed!r}"
        assert not harmed or mend.rows(ground.log), f"nothing was put back: {table}.{column} of {row[0]}"
        ground.demand_mended()
    return said


def write(table: str, key: str, column: str, which: Any, value: Any) -> None:
    """Change a value of a row, as a disc would."""
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE "{key}" = %s', [value, which])


class File:
    """The database as a file. Nobody has it open between two attempts."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.path = ground, ground.site.data / "handbill.sqlite3"
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections.close_all()
        self.whole = self.path.read_bytes()

    def in_a_page(self, dice: random.Random) -> str:
        """A bit anywhere in the file: where it changes what the record says it is found, and nothing that is signed is wrong."""
        ground = self.ground
        self.path.write_bytes(flipped(self.whole, dice))
        new = b""
        try:
            try:
                harmed = ground.dump() != ground.rows
            except BROKEN:
                harmed = True
            said = ground.road(start=True)
            try:
                new = bytes(Entry.objects.order_by("-id")[0].body)
            except BROKEN:
                said = said or "the database cannot be read"
            ground.demand_sound(new)
            assert said or not harmed, "what the record says was changed, and nothing was found"
        finally:
            connections.close_all()
            for name in ("-wal", "-shm"):
                self.path.with_name(self.path.name + name).unlink(missing_ok=True)
            self.path.write_bytes(self.whole)
            ground.put_back()
        return said


Flip = Callable[[random.Random], str]


def run(flip: Flip, count: int, seed: int) -> dict[str, int]:
    """Turn `count` bits round, each drawn from a seed of its own; give how many were found."""
    found = 0
    for at in range(count):
        try:
            found += bool(flip(random.Random(f"{seed} {at}")))
        except AssertionError as error:
            raise AssertionError(f"bit {at} of seed {seed}: {error}") from error
    return {"turned": count, "found": found}


def no_sync(_folder: Path) -> None:
    """In place of `durable.settle`: nothing loses power here."""
