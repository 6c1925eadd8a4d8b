"""Give entries their index, and publish the log: tiles, then the checkpoint (docs/record.md section 8).

One writer at a time. Each step can be cut off by a crash and is done again by the same function: an index once
given stays; tiles are written from rows that do not change, so a second time gives the same bytes; the checkpoint
in the database moves by compare-and-swap; the file follows it.
"""

from itertools import islice
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from handbill.record import beyond, durable, late, rotation
from handbill.record.format import tiles
from handbill.record.format.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from handbill.record.format.entry import Entry as Format
from handbill.record.format.tree import leaf_hash
from handbill.record.format.tree import root as tree_root
from handbill.record.leaves import entries
from handbill.record.log import Behind, Log, Overtaken, Trouble
from handbill.record.models import Entry, Head, Rotation, Sealed

BATCH = 80 * tiles.WIDTH
"""Entries that are held in memory at one time."""

STEP = 2000
"""Entries that are given their indexes at one time: a large import leaves millions."""

EDGE = 10_000
"""Entries that may have their index behind what is known to be settled."""

_SEAL = 'INSERT INTO record_sealed ("index", entry_id, leaf) VALUES (%s, %s, %s)'

__all__ = ["Behind", "Log", "Overtaken", "Trouble"]


def assign() -> int:
    """Give the next indexes to all committed entries that have none; give the size of the log then."""
    if connection.vendor == "sqlite":  # one writer: rows are committed in the order of their ids
        return _assign()[0] if unsealed() else size()
    before = late.ended()
    given, all_of_them = _assign() if unsealed() else (size(), True)
    if all_of_them:
        late.rise(before)
    return given


def _assign() -> tuple[int, bool]:
    """Give the size, and whether no entry that was seen was left without an index."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE record_sealed IN SHARE ROW EXCLUSIVE MODE")
        signed = Head.objects.filter(id=1).values_list("size", flat=True).first() or 0
        index = size()
        if index < signed or _dangling() or _named_twice():
            return (
                index,
                False,
            )  # a disc has lost or changed rows: none gets an index; `check_waiting` says so
        whole = True
        waiting = _without_index().order_by("id").values_list("id", "body", "leaf").iterator(chunk_size=STEP)
        while whole and (part := list(islice(waiting, STEP))):
            rows = []
            for row, body, leaf in part:
                if leaf_hash(bytes(body)) != bytes(leaf):
                    whole = False
                    break  # the disc has changed it: nothing is sealed from here on, and `check_waiting` says so
                Format.decode(bytes(body))  # what breaks the format is never sealed
                rows.append((index, row, bytes(leaf)))
                index += 1
            with connection.cursor() as cursor:
                cursor.executemany(_SEAL, rows)
    return index, whole


def size(using: str = "default") -> int:
    """Give the number of entries that have an index."""
    last = Sealed.objects.using(using).order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def unsealed(using: str = "default") -> bool:
    """Are there committed entries without an index?"""
    return _without_index(using).exists()


def _without_index(using: str = "default") -> QuerySet[Entry]:
    rows = Entry.objects.using(using)
    if connection.vendor == "sqlite":
        sealed = Sealed.objects.using(using).order_by("-index").values_list("entry_id", flat=True)
        return rows.filter(id__gt=sealed.first() or 0)
    known = Sealed.objects.filter(entry_id=OuterRef("id"))
    return rows.filter(~Exists(known), id__gt=late.floor().settled)


def publish(log: Log, target: int) -> None:
    """Write tiles and sign a checkpoint until the log that is published has `target` entries.

    No size in between is signed: `target` falls between transactions, so they stay whole.

    Raises:
        Trouble: what stands in the files is not what was signed. Nothing was signed.
    """
    head = head_of(log)
    check_checkpoint(log, head)
    if head.size < target:
        head = _grow(log, head, target)
    if log.published("record/checkpoint") != head.checkpoint.encode():
        # a crash between the compare-and-swap and the file ends here
        check_note(log, head)
        durable.replace(log.public, log.folder / "checkpoint", head.checkpoint.encode())


def _dangling() -> bool:
    """Does an index name an entry that is not there, or another one? Then one only seems to wait. Asked where one comes late, of the indexes among which its own may be."""
    newest = Sealed.objects.order_by("-entry_id").values_list("entry_id", flat=True).first() or 0
    if not _without_index().filter(id__lt=newest).exists():
        return False
    since = size() - Entry.objects.filter(id__gt=late.floor().settled).count() - EDGE
    named = Entry.objects.filter(id=OuterRef("entry_id"), leaf=OuterRef("leaf"))
    return Sealed.objects.filter(~Exists(named), index__gte=since).exists()


def _named_twice() -> bool:
    """Does an index name an entry that waits for one? PostgreSQL asks for those that none names."""
    named = Sealed.objects.filter(entry_id=OuterRef("id"))
    return connection.vendor == "sqlite" and _without_index().filter(Exists(named)).exists()


def check_waiting() -> None:
    """Entries that wait for their index are as they were appended.

    Raises:
        Trouble: one is not.
    """
    head = Head.objects.filter(id=1).first()
    if head is not None:
        demand_rows(head)
    if _dangling():
        raise Trouble("record_sealed in the database names an entry that is not there, or another one")
    if _named_twice():
        raise Trouble("record_sealed in the database names an entry that waits for its index")
    for row in _without_index().order_by("id").iterator(chunk_size=2000):
        if leaf_hash(bytes(row.body)) != bytes(row.leaf):
            raise Trouble(f"row {row.pk} of record_entry in the database is not what was appended")


def check(log: Log) -> None:
    """Check all that signing on depends on, as `publish` does.

    Raises:
        Trouble: as there.
    """
    head = head_of(log)
    check_checkpoint(log, head)
    check_note(log, head)
    _check_edge(log, head)
    beyond.check(log, head)
    check_waiting()


def head_of(log: Log) -> Head:
    """Give the last checkpoint that this database has signed, which may be that of an empty log."""
    head = Head.objects.filter(id=1).first()
    if head is None:
        nothing = tree_root([])
        note = sign_checkpoint(log.signer, 0, nothing).decode()
        head, _made = Head.objects.get_or_create(
            id=1, defaults={"size": 0, "root": nothing, "checkpoint": note}
        )
    try:
        rotation.publish_keys(log.public, log.signer.vkey)
    except FileExistsError as error:
        if rotation.was_replaced(log.public, log.signer.vkey):
            raise Behind("the database is older than the public record: its key was replaced since") from None
        raise Trouble(str(error)) from None
    return head


def check_note(log: Log, head: Head) -> None:
    """What stands in the database as the last checkpoint is one, before it is published."""
    try:
        there = open_checkpoint(head.checkpoint.encode(), log.signer.verifier)
    except ValueError as error:
        raise Trouble(f"record_head in the database holds no checkpoint: {error}") from None
    if (there.size, there.root) != (head.size, bytes(head.root)):
        raise Trouble("record_head in the database does not fit the checkpoint that it holds")


def demand_rows(head: Head) -> None:
    """Whatever was signed has its rows; a number that a disc has changed may be any.

    Raises:
        Trouble: there are fewer.
    """
    if head.size > size():
        raise Trouble(
            f"record_head in the database says that {head.size} entries were signed, and it has {size()}"
        )


def check_checkpoint(log: Log, head: Head) -> None:
    """A database that is older than what was published must never sign: that would be a fork."""
    demand_rows(head)
    try:
        there = open_checkpoint((log.folder / "checkpoint").read_bytes(), log.signer.verifier)
    except (FileNotFoundError, ValueError):
        return  # not there, or not ours: it is written again
    words = f"the published checkpoint has {there.size} entries, and the database knows of another one with {head.size}"
    if there.size > head.size:
        raise Behind(f"the database is older than the public record: {words}")
    if there.size == head.size and there.root != bytes(head.root):
        raise Trouble(words)


def _check_edge(log: Log, head: Head) -> None:
    """The tiles at the right edge are read back; they give the root that was signed."""
    try:
        edge = tiles.read_edge(head.size, log.read)
        if edge and edge[0]:
            bundle = log.read(tiles.entries_path(head.size // tiles.WIDTH, len(edge[0])))
            if [leaf_hash(one) for one in tiles.decode_bundle(bundle, len(edge[0]))] != edge[0]:
                raise ValueError("the bundle is not the tile's")  # noqa: TRY301 - one road for all that is wrong
    except ValueError as error:
        raise Trouble(f"a tile at the right edge is not what was signed: {error}") from None
    if tiles.edge_root(edge) != bytes(head.root):
        raise Trouble(
            f"the tiles at the right edge do not give the root that was signed for {head.size} entries"
        )
    first = head.size // tiles.WIDTH * tiles.WIDTH
    rows = Sealed.objects.filter(index__gte=first, index__lt=head.size).order_by("index")
    if list(map(bytes, rows.values_list("leaf", flat=True))) != (edge[0] if edge else []):
        raise Trouble(f"record_sealed in the database is not what was signed from entry {first} on")


def _grow(log: Log, head: Head, target: int) -> Head:
    _check_edge(log, head)
    beyond.check(log, head)
    beyond.clear(log, head.size, target)
    size, root = head.size, bytes(head.root)
    written: list[Path] = []
    while size < target:
        step = min(target, size // tiles.WIDTH * tiles.WIDTH + BATCH)
        root, files = tiles.grow(size, entries(size, step), log.read)
        for path, data in files:
            written.append(log.folder / path)
            durable.renew(log.public, written[-1], data)
        size = step
    log.settle(written)
    turn = rotation.waiting(target)
    try:
        note = _sign(log, target, root, turn).decode()
    except rotation.NoKey as error:
        raise Trouble(str(error)) from None
    with transaction.atomic():  # the head and the hand-over to the next key are one
        moved = Head.objects.filter(id=1, size=head.size).update(size=target, root=root, checkpoint=note)
        if not moved:
            raise Overtaken("another worker has signed in the meantime; this one stops")
        if turn:
            Rotation.objects.filter(entry_id=turn.entry_id).update(note=note)
    return Head(id=1, size=target, root=root, checkpoint=note)


def _sign(log: Log, size: int, root: bytes, turn: Rotation | None) -> bytes:
    if turn is None:
        return sign_checkpoint(log.signer, size, root)
    return rotation.sign(log.signer, log.secrets, turn, Checkpoint(log.signer.verifier.name, size, root))
