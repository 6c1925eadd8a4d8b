"""Read published tiles again and compare them with the entries: some at a time, so that no look grows with the log."""

import contextlib
import os
from typing import Final

from handbill.record.format import tiles
from handbill.record.format.tree import leaf_hash, root
from handbill.record.leaves import entries
from handbill.record.log import Log, Trouble
from handbill.record.models import Head
from handbill.record.seal import demand_rows

NEWEST: Final = 4
"""Tiles of the lowest level that are read again at the start, at the right of the log."""

_LAST: Final = tiles.WIDTH - 1


def audit(log: Log, start: int = 0, count: int | None = None) -> int:
    """Check `count` of the level-0 tiles and their bundles, from number `start`; give how many there are.

    What stands above a full tile is checked with it, so that a round through all of these is one through every tile.

    Raises:
        Trouble: a file is not what was signed; the words name it.
    """
    head = Head.objects.filter(id=1).first()
    if head is None:
        return 0
    demand_rows(head)
    there = -(-head.size // tiles.WIDTH)
    for n in range(start, there if count is None else min(start + count, there)):
        _look(log, n, head.size)
    return there


def audit_newest(log: Log) -> None:
    """Check the tiles at the right of the log as `audit` does."""
    audit(log, max(0, audit(log, 0, 0) - NEWEST))


def _look(log: Log, n: int, size: int) -> None:
    width = min(tiles.WIDTH, size - n * tiles.WIDTH)
    bodies = entries(n * tiles.WIDTH, n * tiles.WIDTH + width)
    leaves = [leaf_hash(body) for body in bodies]
    _compare(log, tiles.tile_path(0, n, width), b"".join(leaves))
    _compare(log, tiles.entries_path(n, width), tiles.encode_bundle(bodies))
    _compare_partial(log, n, bodies, leaves)
    if width == tiles.WIDTH:
        _look_above(log, n, root(leaves), size)


def _look_above(log: Log, n: int, expected: bytes, size: int) -> None:
    """Check the hash of full tile `n` in the tile above, and where that is full with it, the hash of that one in turn."""
    level = 1
    while True:
        up, at = divmod(n, tiles.WIDTH)
        width = min(tiles.WIDTH, (size >> 8 * level) - up * tiles.WIDTH)
        path = tiles.tile_path(level, up, width)
        try:
            hashes = tiles.decode_tile(_read(log, path), width)
        except ValueError:
            hashes = []
        if not hashes or hashes[at] != expected:
            raise Trouble(f"record/{path} is not what was signed")
        if at != _LAST:
            return
        n, expected, level = up, root(hashes), level + 1


def _compare_partial(log: Log, n: int, bodies: list[bytes], leaves: list[bytes]) -> None:
    """Older partial tiles are served for a day, so they are looked at too."""
    for path in (tiles.tile_path(0, n), tiles.entries_path(n, tiles.WIDTH)):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            for name in os.listdir(log.folder / f"{path}.p"):  # noqa: PTH208 - in the rolling slice
                if name.isdigit() and (width := int(name)) < len(leaves):
                    bundle = path.startswith("tile/entries/")
                    whole = tiles.encode_bundle(bodies[:width]) if bundle else b"".join(leaves[:width])
                    _compare(log, f"{path}.p/{name}", whole)


def _compare(log: Log, path: str, expected: bytes) -> None:
    if _read(log, path) != expected:
        raise Trouble(f"record/{path} is not what was signed")


def _read(log: Log, path: str) -> bytes:
    try:
        return (log.folder / path).read_bytes()
    except OSError:
        raise Trouble(f"record/{path} cannot be read") from None
