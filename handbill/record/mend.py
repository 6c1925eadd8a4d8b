"""Put rows of the record back that a disc has changed, from what was published; the signed root says whether that is right.

Nothing is changed unless all entries that were signed give the root of a checkpoint of this site's own key, so this can hide
nothing and add nothing. What was not signed yet is put back where one bit of it makes it what its hash says.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from handbill.record import leaves, seal
from handbill.record.format import tiles
from handbill.record.format.checkpoint import Checkpoint, open_checkpoint
from handbill.record.format.tree import leaf_hash
from handbill.record.log import Log, Trouble
from handbill.record.models import Entry, Head, Sealed

TABLES = ("record_entry", "record_sealed")


class Place(NamedTuple):
    """What an index of the log must hold, and the row that it belongs in."""

    at: int
    row: int
    body: bytes


class Lost(Exception):
    """An entry is right nowhere; the checks say which."""


def rows(log: Log) -> int:
    """Put rows back that contradict each other, or the head that was signed; give how many. Where that cannot be, change nothing."""
    last = _signed(log)
    if last is None or seal.size() < last[0].size:
        return 0  # an old database, or one that has lost rows: the checks say so
    signed, note = last
    try:
        places = list(_wrong(log, signed))
        waiting = list(_waiting({one.row for one in places}))
    except Lost:
        return 0
    head = {"size": signed.size, "root": signed.root, "checkpoint": note}
    fits = Head.objects.filter(id=1, **head).exists()
    if not places and not waiting and fits:
        return 0
    with transaction.atomic(), unlocked():
        Head.objects.filter(id=1).update(
            **head, trouble="", behind=False
        )  # what is still wrong is found anew
        for place in places:
            leaf = leaf_hash(place.body)
            Sealed.objects.filter(index=place.at).update(leaf=leaf, entry_id=place.row)
            Entry.objects.filter(id=place.row).update(body=place.body, leaf=leaf)
        for row, body in waiting:
            Entry.objects.filter(id=row).update(body=body, leaf=leaf_hash(body))
    return len(places) + len(waiting) + (not fits)


def one_bit(body: bytes, leaf: bytes) -> bytes | None:
    """Give the body that a hash was taken of, where one bit in either was turned round; None where it was more."""
    apart = int.from_bytes(leaf_hash(body)) ^ int.from_bytes(leaf)
    if apart.bit_count() <= 1:
        return body
    turned = bytearray(body)
    for at in range(len(body) * 8):
        turned[at // 8] ^= 1 << at % 8
        if leaf_hash(bytes(turned)) == leaf:
            return bytes(turned)
        turned[at // 8] ^= 1 << at % 8
    return None


def _signed(log: Log) -> tuple[Checkpoint, str] | None:
    """Give the checkpoint that the database holds, or, where its row is damaged, that of the files; with its text."""
    head = Head.objects.filter(id=1).first()
    if head is None:
        return None
    texts = [head.checkpoint.encode()]
    with suppress(Trouble):
        texts.append(log.read("checkpoint"))
    for text in texts:
        with suppress(ValueError):
            return open_checkpoint(text, log.signer.verifier), text.decode()
    return None


def _wrong(log: Log, signed: Checkpoint) -> Iterator[Place]:
    """Find what is to be put back among the entries that have an index.

    Raises:
        Lost: they do not give the signed root, whatever is put back.
    """
    edge: tiles.Edge = []
    size = seal.size()
    for start in range(0, size, seal.BATCH):
        end = min(start + seal.BATCH, size)
        try:
            bodies = leaves.entries(start, end)
        except Trouble:
            found = [_true(log, index, signed.size) for index in range(start, end)]
            yield from (place for place, right in found if not right)
            bodies = [place.body for place, _right in found]
        under = [leaf_hash(body) for body in bodies[: max(0, signed.size - start)]]
        edge, _files = tiles.new_tiles(start, under, edge)
    if tiles.edge_root(edge) != signed.root:
        raise Lost


def _true(log: Log, index: int, size: int) -> tuple[Place, bool]:
    """Give what an index must hold, and whether it does."""
    sealed = Sealed.objects.filter(index=index).first()
    if sealed is None:
        raise Lost
    leaf, entry = bytes(sealed.leaf), Entry.objects.filter(id=sealed.entry_id).first()
    if entry and leaf_hash(bytes(entry.body)) == leaf == bytes(entry.leaf):
        return Place(index, entry.pk, bytes(entry.body)), True
    if index < size:
        body = _published(log, index, size)
        return Place(index, _row(sealed, body), body), False
    for one in (row for row in (entry, _loose_with(leaf)) if row):
        hashes = (leaf_hash(bytes(one.body)), bytes(one.leaf))
        if leaf in hashes:
            whole = bytes(one.body) if hashes[0] == leaf else one_bit(bytes(one.body), leaf)
            if whole is not None:
                return Place(index, one.pk, whole), False
    if entry and leaf_hash(bytes(entry.body)) == bytes(entry.leaf):
        return Place(index, entry.pk, bytes(entry.body)), False
    raise Lost


def _row(sealed: Sealed, body: bytes) -> int:
    """Give the row that holds, or held, an entry: the one that the index names, or one that no index names."""
    leaf = leaf_hash(body)
    named = Entry.objects.filter(id=sealed.entry_id).first()
    if named and (bytes(named.leaf) == leaf or bytes(named.body) == body):
        return named.pk
    loose = _loose_with(leaf)
    if loose is None:
        raise Lost
    return loose.pk


def _loose_with(leaf: bytes) -> Entry | None:
    """Find an entry that no index names and that has this hash, in one of both columns."""
    return next((row for row in _loose() if leaf in (bytes(row.leaf), leaf_hash(bytes(row.body)))), None)


def _loose() -> Iterator[Entry]:
    named = Sealed.objects.filter(entry_id=OuterRef("id"))
    return Entry.objects.filter(~Exists(named)).order_by("id").iterator(chunk_size=2000)


def _waiting(taken: set[int]) -> Iterator[tuple[int, bytes]]:
    """Find the entries without an index that are not what was appended."""
    for row in _loose():
        body, leaf = bytes(row.body), bytes(row.leaf)
        if row.pk not in taken and leaf_hash(body) != leaf:
            whole = one_bit(body, leaf)
            if whole is None:
                raise Lost
            yield row.pk, whole


def _published(log: Log, index: int, size: int) -> bytes:
    bundle = tiles.bundle_of(index, size)
    try:
        return tiles.decode_bundle(log.read(bundle.path), bundle.width)[index % tiles.WIDTH]
    except (Trouble, ValueError):
        raise Lost from None


@contextmanager
def unlocked() -> Iterator[None]:
    """Let rows be changed that stand, in this transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        names = [f"{table}_no_update" for table in TABLES]
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name IN (%s, %s)", names
        )
        made = cursor.fetchall()
        for name, _sql in made:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in made:
            cursor.execute(sql)
