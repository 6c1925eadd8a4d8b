"""Tiles of sizes that were never signed: a crash leaves them, and a power loss may have spoilt them.

They are evidence too: where they hold entries that the database has not, it is older than what the world may have seen.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from handbill.record import durable
from handbill.record.format import tiles
from handbill.record.format.tree import leaf_hash
from handbill.record.leaves import entries
from handbill.record.log import Behind, Log, Trouble
from handbill.record.models import Head, Sealed

_HASH: Final = 32  # bytes of a leaf's hash


def check(log: Log, head: Head) -> None:
    """What stands beyond the signed size holds what the database has, or is spoilt: its bundle does not give it.

    Raises:
        Behind: it is a tile of other entries.
    """
    n, width = divmod(head.size, tiles.WIDTH)
    path = tiles.tile_path(0, n)
    wider = {tiles.WIDTH: path} if (log.folder / path).exists() else {}
    wider |= {many: f"{path}.p/{many}" for many in _partial(log.folder / f"{path}.p", width)}
    first = n * tiles.WIDTH
    for many, one in wider.items():
        data = log.read(one)
        rows = Sealed.objects.filter(index__gte=first, index__lt=first + len(data) // _HASH)
        leaves = [bytes(leaf) for leaf in rows.order_by("index").values_list("leaf", flat=True)]
        if b"".join(leaves) != data and _is_whole(log, n, many, data):
            raise Behind(
                f"the database is older than the public record: record/{one} holds entries that it does not have"
            )


def _is_whole(log: Log, n: int, width: int, data: bytes) -> bool:
    """Is this a tile, by the entries beside it? Both are on the disc before a checkpoint calls for them."""
    try:
        bodies = tiles.decode_bundle(log.read(tiles.entries_path(n, width)), width)
    except (ValueError, Trouble):
        return False
    return b"".join(map(leaf_hash, bodies)) == data


def clear(log: Log, size: int, target: int) -> None:
    """Take away the partial tiles and bundles beyond `size` that are spoilt, before the log grows to `target`. The others stay, as readers may ask for them."""
    for n in range(size // tiles.WIDTH, target // tiles.WIDTH + 1):
        first, signed = n * tiles.WIDTH, max(0, size - n * tiles.WIDTH)
        for path in (tiles.tile_path(0, n), tiles.entries_path(n)):
            folder = log.folder / f"{path}.p"
            _sweep(folder)
            for many in list(_partial(folder, signed)):
                there = entries(first, first + many) if first + many <= target else []
                if path.startswith("tile/entries/"):
                    expected = tiles.encode_bundle(there)
                else:
                    expected = b"".join(map(leaf_hash, there))
                if not there or (folder / str(many)).read_bytes() != expected:
                    durable.remove(log.public, folder / str(many))


def _sweep(folder: Path) -> None:
    """Take away what was half written, where a power loss has left it beside what it became."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        for name in os.listdir(folder):  # noqa: PTH208 - at every signature
            if name.startswith(".") and name.endswith(durable.ENDING):
                (folder / name).unlink()


def _partial(folder: Path, width: int) -> Iterator[int]:
    """Give the widths of the partial tiles in a folder that are wider than this."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        for name in os.listdir(folder):  # noqa: PTH208 - at every signature
            if name.isdigit() and int(name) > width:
                yield int(name)
