"""Read published tiles again and compare them with the entries: all at the start and nightly, a slice at other times."""

import contextlib
import os
from itertools import islice

from handbill.record.format import tiles
from handbill.record.format.tree import leaf_hash, root
from handbill.record.models import Head
from handbill.record.seal import Log, Trouble, demand_rows, entries


def audit(log: Log, start: int = 0, count: int | None = None) -> int:
    """Check `count` of the level-0 tiles and their bundles, from number `start`; give how many there are.

    Higher tiles are hashed from the level below.

    Raises:
        Trouble: a file is not what was signed; the words name it.
    """
    head = Head.objects.filter(id=1).first()
    if head is not None:
        demand_rows(head)
    wanted = [] if head is None else list(tiles.expected(head.size))
    hashes: dict[int, list[bytes]] = {}
    lowest = [tile for tile in wanted if tile.level == 0]
    for tile in islice(lowest, start, None if count is None else start + count):
        bodies = _entries(tile.n, tile.width)
        leaves = [leaf_hash(body) for body in bodies]
        _compare(log, tile.path, b"".join(leaves))
        _compare(log, tiles.entries_path(tile.n, tile.width), tiles.encode_bundle(bodies))
        _compare_partial(log, tile.n, bodies, leaves)
        hashes[tile.n] = leaves
    if start == 0 and count is None:
        _higher(log, wanted, hashes)
    return len(lowest)


def _higher(log: Log, wanted: list[tiles.Tile], level: dict[int, list[bytes]]) -> None:
    for height in range(1, max((tile.level for tile in wanted), default=0) + 1):
        roots = [root(level[n]) for n in sorted(level) if len(level[n]) == tiles.WIDTH]
        level = {}
        for tile in (one for one in wanted if one.level == height):
            part = roots[tile.n * tiles.WIDTH : tile.n * tiles.WIDTH + tile.width]
            _compare(log, tile.path, b"".join(part))
            level[tile.n] = part


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
    try:
        found = (log.folder / path).read_bytes()
    except OSError:
        raise Trouble(f"record/{path} cannot be read") from None
    if found != expected:
        raise Trouble(f"record/{path} is not what was signed")


def _entries(n: int, width: int) -> list[bytes]:
    return entries(n * tiles.WIDTH, n * tiles.WIDTH + width)
