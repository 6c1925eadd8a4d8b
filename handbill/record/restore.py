"""Make lost or damaged tiles anew from the entries: they are derived, and the signed root says whether they are right.

Nothing is written unless the entries in the database give the root that was signed, so this can hide nothing.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from handbill.record import durable, leaves, seal
from handbill.record.format import tiles
from handbill.record.format.tree import leaf_hash
from handbill.record.models import Head
from handbill.record.seal import Log, Trouble


def restore(log: Log) -> int:
    """Write every tile and bundle that is missing or damaged; give how many those were.

    Raises:
        Trouble: the entries do not give the signed root, or an older database stands before a newer log. Nothing was written.
    """
    head = Head.objects.filter(id=1).first()
    if head is None:
        return 0
    seal.check_checkpoint(log, head)
    edge: tiles.Edge = []
    for edge, _files in _grown(head.size):  # noqa: B007 - the last one counts
        pass
    if tiles.edge_root(edge) != bytes(head.root):
        raise Trouble(
            f"the entries in the database do not give the root that was signed for {head.size} of them"
        )
    written = 0
    for _edge, files in _grown(head.size):
        for path, data in files:
            file = log.folder / path
            if not file.is_file() or file.read_bytes() != data:
                durable.replace(log.public, file, data)
                written += 1
    written += _drop_damaged(log, head.size)
    durable.settle(log.folder)
    return written


def _drop_damaged(log: Log, size: int) -> int:
    """Take away older partial tiles that are no beginning of the present one: nothing that is served is wrong."""
    gone = 0
    for folder, _folders, names in os.walk(log.folder / "tile"):
        for file in (Path(folder, name) for name in names):
            path = str(file.relative_to(log.folder))
            try:
                tile = tiles.parse_tile_path(path)
            except ValueError:
                continue  # not ours to judge
            whole = tiles.Tile(
                tile.level, tile.n, min(tiles.WIDTH, (size >> 8 * max(tile.level, 0)) - tile.n * tiles.WIDTH)
            )
            if 0 < tile.width < whole.width and not (log.folder / whole.path).read_bytes().startswith(
                file.read_bytes()
            ):
                durable.remove(log.public, file)
                gone += 1
    return gone


def _grown(size: int) -> Iterator[tuple[tiles.Edge, list[tuple[str, bytes]]]]:
    """Give the edge and the files of a log of this size, some thousand entries at a time."""
    edge: tiles.Edge = []
    for start in range(0, size, seal.BATCH):
        entries = leaves.entries(start, min(start + seal.BATCH, size))
        edge, files = tiles.new_tiles(start, [leaf_hash(entry) for entry in entries], edge)
        yield edge, [*tiles.new_bundles(start, entries, _nothing), *files]


def _nothing(path: str) -> bytes:
    raise AssertionError(f"a batch begins at a full tile, so {path} is never read")
