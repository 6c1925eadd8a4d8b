"""A machine that does not lead writes the tiles and the checkpoint that another one signed.

Tiles are made of the entries in the database that all share, and the root that was signed says whether they are right.
"""

from pathlib import Path

from handbill.record import beyond, durable, leaves, seal
from handbill.record.format import tiles
from handbill.record.format.checkpoint import open_checkpoint
from handbill.record.format.tree import root as tree_root
from handbill.record.log import Log, Trouble
from handbill.record.models import Head


def copy(log: Log) -> bool:
    """Bring the public record of this machine up to what was signed; say whether it moved.

    Raises:
        Trouble: the entries do not give what was signed, or a file here is not what belongs there. The checkpoint stays.
    """
    head = Head.objects.filter(id=1).first()
    if head is None:
        return False  # nobody has signed yet
    if log.published("record/checkpoint") == head.checkpoint.encode():
        return False
    seal.head_of(log)  # the keys, which may be new ones
    seal.check_checkpoint(log, head)
    beyond.check(log, head)  # where the checkpoint is lost, tiles say whether this database is an old one
    size = _size(log)
    beyond.clear(log, size, head.size)
    _grow(log, head, size)
    seal.check_note(log, head)
    durable.replace(log.public, log.folder / "checkpoint", head.checkpoint.encode())
    if head.witnessed:
        durable.replace(log.public, log.folder / "checkpoint.witnessed", head.witnessed.encode())
    return True


def _grow(log: Log, head: Head, size: int) -> None:
    written: list[Path] = []
    root = tree_root([]) if not size else tiles.edge_root(tiles.read_edge(size, log.read))
    while size < head.size:
        step = min(head.size, size // tiles.WIDTH * tiles.WIDTH + seal.BATCH)
        try:
            root, files = tiles.grow(size, leaves.entries(size, step), log.read)
            for path, data in files:
                written.append(log.folder / path)
                durable.renew(log.public, written[-1], data)
        except ValueError as error:
            raise Trouble(str(error)) from None
        size = step
    if root != bytes(head.root):
        raise Trouble("the tiles of this machine do not give the root that was signed")
    log.settle(written)


def _size(log: Log) -> int:
    """Give how many entries the tiles here hold for certain; 0 where that cannot be said."""
    try:
        there = open_checkpoint(log.published("record/checkpoint") or b"", log.signer.verifier)
        root = tiles.edge_root(tiles.read_edge(there.size, log.read))
    except (ValueError, Trouble):
        return 0
    return there.size if root == there.root else 0
