"""The whole log read back and checked: tiles, bundles, root (docs/record.md sections 8 and 11)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final, TypeAlias

from handbill.record.format.checkpoint import Checkpoint
from handbill.record.format.leaves import Leaves
from handbill.record.format.tiles import (
    WIDTH,
    Tile,
    decode_bundle,
    decode_tile,
    encode_bundle,
    entries_path,
    expected,
    parse_tile_path,
    tile_path,
)
from handbill.record.format.tree import HASH, leaf_hash, root

Get: TypeAlias = Callable[[str], bytes | None]
"""Gives the file at a path relative to `record/`; None where there is none, ValueError where it cannot be had."""

Take: TypeAlias = Callable[[Sequence[bytes]], None]
"""Takes the next entries."""

Tick: TypeAlias = Callable[[int, int], None]
"""Told how many bundles are read, of how many."""

MOST_WRONG: Final = 1000
"""Files that are missing or broken before the reading stops: a size may be a lie."""


class Audit:
    """A log of the size and root of a checkpoint. `wrong` names each file that does not fit, with words.

    Each bundle and tile is read once, in order. `take` is given the entries of each as they are read, and `sound` says in the end whether
    these were the entries of the log; without it they are kept, so that a log of millions takes gigabytes.
    """

    def __init__(
        self, checkpoint: Checkpoint, get: Get, take: Take | None = None, tick: Tick = lambda _done, _of: None
    ) -> None:
        self.wrong: dict[str, str] = {}
        self.unsealed: list[str] = []
        self.entries: list[bytes] = []
        self.leaves = Leaves()
        self.first, self.kept, self.sound = 0, dict[str, int | str](), False  # all is read, nothing was kept
        self.size, self._get = checkpoint.size, get
        said, kept = bytearray(), dict[int, bytes]()
        for n, width in self._lowest():
            if len(self.wrong) > MOST_WRONG:
                return
            entries = self._read(entries_path(n, width), width, decode_bundle)
            hashes = b"".join(map(leaf_hash, entries)) or bytes(HASH * width)  # no leaf is nothing but zeros
            tile = b"".join(self._read(tile_path(0, n, width), width, decode_tile)) or bytes(HASH * width)
            said += hashes
            if tile != hashes:
                kept[n] = tile
            if take is None:
                self.entries += entries
            else:
                take(entries)
            tick(n + 1, -(-self.size // WIDTH))
        self._settle(checkpoint.root, said, kept)
        if not self.sound:
            self.entries = []

    def _settle(self, expected_root: bytes, said: bytearray, kept: dict[int, bytes]) -> None:
        """Find out which leaves give the root, those of entries or those of tiles, and name what is not of these."""
        whole = Leaves(_patched(said, kept))
        self._levels: list[Sequence[bytes]] = [whole, _roots(whole)]
        if root(self._levels[1]) != expected_root:
            whole = Leaves(said)
            self._levels = [whole, _roots(whole)]
        if root(self._levels[1]) != expected_root:
            self._blame(said, kept)
            return
        self.leaves = whole
        self._levels[1] = self._levels[1][: self.size // WIDTH]
        while len(self._levels[-1]) >= WIDTH:
            self._levels.append(_roots(self._levels[-1])[: len(self._levels[-1]) // WIDTH])
        for n, width in self._lowest():
            start = HASH * WIDTH * n
            there = whole.data[start : start + HASH * width]
            for path, found in (
                (entries_path(n, width), said[start : start + HASH * width]),
                (tile_path(0, n, width), kept.get(n, there)),
            ):
                if found != there:
                    self.wrong.setdefault(path, "does not agree with the root")
        for tile in expected(self.size, 1):
            self.check(tile.path)
        self.sound = whole.data == said

    def _lowest(self) -> Iterator[tuple[int, int]]:
        """Give the number and width of each bundle, and of the tile beside it."""
        for n in range(-(-self.size // WIDTH)):
            yield n, min(WIDTH, self.size - n * WIDTH)

    def check(self, path: str) -> None:
        """Check one more file under `tile/`, which may be an older partial one or beyond the size."""
        try:
            tile, data = parse_tile_path(path), self._get(path)
            if self._beyond(tile):
                self.unsealed.append(path)
            elif data is None:
                self.wrong[path] = "is missing"
            elif not self._fits(tile, data):
                self.wrong[path] = "does not agree with the root"
        except ValueError as error:
            self.wrong[path] = str(error)

    def proves(self, path: str, data: bytes) -> bool:
        """Say whether these bytes are those of a tile or bundle of this log, or of a partial one that it had."""
        with suppress(ValueError):
            tile = parse_tile_path(path)
            return not self._beyond(tile) and self._fits(tile, data)
        return False

    def check_others(self, paths: Iterable[str]) -> None:
        """Check every file of a folder under `tile/` that the size does not call for."""
        called = {tile.path for tile in expected(self.size)}
        for path in sorted(set(paths) - called):
            self.check(path)

    def check_since(self, old: Checkpoint) -> None:
        """Refuse an older checkpoint of which this log is no continuation (RFC 6962 section 2.1.2)."""
        if old.size > self.size:
            raise ValueError("is larger than the log now: the log was rolled back")
        if len(self.leaves) == self.size and not self.begins(old):
            raise ValueError("is not a beginning of this log: the log was forked")

    def forks(self, older: Mapping[str, Checkpoint]) -> list[tuple[str, str]]:
        """Name the older checkpoints of which this log is no continuation, with words."""
        found = []
        for name, old in older.items():
            try:
                self.check_since(old)
            except ValueError as error:
                found.append((name, str(error)))
        return found

    def begins(self, old: Checkpoint) -> bool:
        """Say whether the log begins with that of an older checkpoint."""
        return root(self.leaves[: old.size]) == old.root

    def _read(self, path: str, width: int, decode: Callable[[bytes, int], list[bytes]]) -> list[bytes]:
        try:
            data = self._get(path)
            if data is not None:
                return decode(data, width)
            self.wrong[path] = "is missing"
        except ValueError as error:
            self.wrong[path] = str(error)
        return []

    def _beyond(self, tile: Tile) -> bool:
        return (tile.n * WIDTH + tile.width) << 8 * max(tile.level, 0) > self.size

    def _fits(self, tile: Tile, data: bytes) -> bool:
        start = tile.n * WIDTH
        if tile.level >= 0:
            there = self._levels[tile.level] if tile.level < len(self._levels) else ()
            return data == b"".join(there[start : start + tile.width])
        entries = decode_bundle(data, tile.width)
        if encode_bundle(entries) != data:
            return False
        return [leaf_hash(entry) for entry in entries] == list(self.leaves[start : start + tile.width])

    def _blame(self, said: bytearray, kept: dict[int, bytes]) -> None:
        """Neither entries nor hashes give the root: name where they differ, from each other or from above."""
        self.wrong["checkpoint"] = "its root is not that of the entries and tiles"
        try:
            above = self._get("tile/1/000") or self._get(Tile(1, 0, self.size // WIDTH % WIDTH).path) or b""
        except ValueError:
            above = b""
        for n, width in self._lowest():
            start = HASH * WIDTH * n
            hashes = Leaves(kept.get(n, bytes(said[start : start + HASH * width])))
            parent = above[HASH * n : HASH * n + HASH]
            if n in kept or width < WIDTH or (parent and root(hashes) != parent):
                for path in (entries_path(n, width), tile_path(0, n, width)):
                    self.wrong.setdefault(path, "does not agree with the root or its neighbours")


def _patched(said: bytearray, kept: dict[int, bytes]) -> bytearray:
    """Give the hashes of the tiles: where they are others than those of the entries, these."""
    if not kept:
        return said
    tiles = bytearray(said)
    for n, tile in kept.items():
        tiles[HASH * WIDTH * n : HASH * WIDTH * n + len(tile)] = tile
    return tiles


def _roots(below: Sequence[bytes]) -> list[bytes]:
    """Give the root of each 256 hashes, and of the rest."""
    return [root(below[start : start + WIDTH]) for start in range(0, len(below), WIDTH)]
