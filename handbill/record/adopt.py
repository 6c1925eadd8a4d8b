"""Take entries of a copy of the record as they are, byte for byte. Only `handbill.archive` may import this."""

from typing import Protocol

from django.db import connection

from handbill.record import leaves, seal
from handbill.record.format import tiles
from handbill.record.format.checkpoint import Checkpoint
from handbill.record.format.entry import Entry as Format
from handbill.record.format.tree import leaf_hash
from handbill.record.models import Entry, Head
from handbill.record.seal import Trouble


class Signed(Protocol):
    """What a copy must tell of its log."""

    @property
    def checkpoint(self) -> Checkpoint: ...  # noqa: D102 - the last one, opened
    @property
    def note(self) -> bytes: ...  # noqa: D102 - its file
    @property
    def witnessed(self) -> str: ...  # noqa: D102 - that of `checkpoint.witnessed`


def adopt(body: bytes) -> int:
    """Take an entry that was made before, in the transaction of the rows that it tells of; give its row's id.

    Raises:
        RuntimeError: there is no transaction.
        ValueError: it is not as docs/record.md section 3 wants it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("adopt() stands inside the transaction of the rows")
    Format.decode(body)
    return Entry.objects.create(body=body, leaf=leaf_hash(body)).pk


def take_head(kept: Signed) -> None:
    """Go on from the checkpoint of a copy: the entries up to its size get their indexes, and must give its root.

    Raises:
        Trouble: they do not, or this record is not behind it. The caller's transaction keeps nothing.
    """
    seal.assign()
    checkpoint = kept.checkpoint
    edge: tiles.Edge = []
    for start in range(0, checkpoint.size, seal.BATCH):
        part = leaves.entries(start, min(start + seal.BATCH, checkpoint.size))
        edge, _files = tiles.new_tiles(start, [leaf_hash(entry) for entry in part], edge)
    if tiles.edge_root(edge) != checkpoint.root:
        raise Trouble(f"the first {checkpoint.size} entries do not give the root that was signed for them")
    head = {
        "size": checkpoint.size,
        "root": checkpoint.root,
        "checkpoint": kept.note.decode(),
        "witnessed": kept.witnessed,
        "trouble": "",
        "behind": False,
    }
    if not Head.objects.filter(id=1).update(**head):
        Head.objects.create(id=1, **head)
