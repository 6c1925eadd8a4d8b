"""Give entries their index, and publish the log: tiles, then the checkpoint (docs/record.md section 8).

One writer at a time. Each step can be cut off by a crash and is done again by the same function: an index once
given stays; tiles are written from rows that do not change, so a second time gives the same bytes; the checkpoint
in the database moves by compare-and-swap; the file follows it.
"""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from handbill.record import durable
from handbill.record.format import tiles
from handbill.record.format.checkpoint import sign_checkpoint
from handbill.record.format.entry import Entry as Format
from handbill.record.format.note import Signer
from handbill.record.format.tree import leaf_hash
from handbill.record.format.tree import root as tree_root
from handbill.record.models import Entry, Head, Sealed
from handbill.settings import Settings

BATCH = 20_000
"""Entries under one checkpoint at the most: what is held in memory at one time."""

OVERLAP = 100_000
"""Rows looked at again for one that was committed late (PostgreSQL gives ids before the commit)."""


class Trouble(Exception):
    """The tiles are not what was signed: signing stops, pages go on. The words name the file."""


@dataclass(frozen=True, slots=True)
class Log:
    """Where a site's log is published, and who signs it."""

    folder: Path  # public/record
    signer: Signer

    @classmethod
    def of(cls, site: Settings) -> "Log":
        """Open the log of a site with its key."""
        return cls(site.public / "record", Signer(site.origin, (site.secrets / "record").read_bytes()))


def assign() -> int:
    """Give the next indexes to all committed entries that have none; give the size of the log then."""
    if not unsealed():
        return size()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE record_sealed IN SHARE ROW EXCLUSIVE MODE")
        index = size()
        rows = []
        for row in _without_index().order_by("id").iterator(chunk_size=2000):
            body = bytes(row.body)
            Format.decode(body)  # what breaks the format is never sealed
            rows.append(Sealed(index=index, entry_id=row.pk, leaf=leaf_hash(body)))
            index += 1
        Sealed.objects.bulk_create(rows, batch_size=500)
    return index


def size(using: str = "default") -> int:
    """Give the number of entries that have an index."""
    last = Sealed.objects.using(using).order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def unsealed(using: str = "default") -> bool:
    """Are there committed entries without an index?"""
    return _without_index(using).exists()


def _without_index(using: str = "default") -> QuerySet[Entry]:
    last = Sealed.objects.using(using).order_by("-index").values_list("entry_id", flat=True).first() or 0
    rows = Entry.objects.using(using)
    if connection.vendor == "sqlite":  # one writer: rows are committed in the order of their ids
        return rows.filter(id__gt=last)
    known = Sealed.objects.filter(entry_id=OuterRef("id"))
    return rows.filter(~Exists(known), id__gt=last - OVERLAP)


def publish(log: Log, target: int) -> None:
    """Write tiles and sign checkpoints until the log that is published has `target` entries.

    Raises:
        Trouble: what stands in the tiles is not what was signed. Nothing was signed.
    """
    head = _head(log)
    while head.size < target:
        head = _grow(log, head, min(target, head.size + BATCH))
    file = log.folder / "checkpoint"
    if not file.exists() or file.read_text("utf-8") != head.checkpoint:
        # a crash between the compare-and-swap and the file ends here
        durable.replace(file, head.checkpoint.encode())


def _head(log: Log) -> Head:
    head = Head.objects.filter(id=1).first()
    if head is None:
        log.folder.mkdir(parents=True, exist_ok=True)
        nothing = tree_root([])
        note = sign_checkpoint(log.signer, 0, nothing).decode()
        head, _made = Head.objects.get_or_create(
            id=1, defaults={"size": 0, "root": nothing, "checkpoint": note}
        )
    durable.create(log.folder / "vkey", f"{log.signer.vkey}\n".encode())
    return head


def _grow(log: Log, head: Head, target: int) -> Head:
    def read(path: str) -> bytes:
        try:
            return (log.folder / path).read_bytes()
        except OSError:
            raise Trouble(f"record/{path} cannot be read") from None

    try:
        edge = tiles.read_edge(head.size, read)
    except ValueError as error:
        raise Trouble(f"a tile at the right edge is not what was signed: {error}") from None
    if tiles.edge_root(edge) != bytes(head.root):
        raise Trouble(
            f"the tiles at the right edge do not give the root that was signed for {head.size} entries"
        )
    sealed = Sealed.objects.filter(index__gte=head.size, index__lt=target).order_by("index")
    ids = list(sealed.values_list("entry_id", flat=True))
    if len(ids) != target - head.size:
        raise Trouble(f"the database has lost entries between {head.size} and {target}")
    bodies = {row.pk: bytes(row.body) for row in Entry.objects.filter(id__gte=min(ids), id__lte=max(ids))}
    entries = [bodies[one] for one in ids]
    root, files = tiles.grow(head.size, entries, read)
    try:
        for path, data in files:
            durable.create(log.folder / path, data)
    except FileExistsError as error:
        raise Trouble(str(error)) from None
    durable.settle(log.folder)  # before anything is signed that calls for them
    note = sign_checkpoint(log.signer, target, root).decode()
    moved = Head.objects.filter(id=1, size=head.size).update(size=target, root=root, checkpoint=note)
    if not moved:
        raise Trouble("another worker has signed in the meantime; this one stops")
    durable.replace(log.folder / "checkpoint", note.encode())
    return Head(id=1, size=target, root=root, checkpoint=note)
