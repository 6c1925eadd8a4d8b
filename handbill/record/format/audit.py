"""The whole log read back and checked: tiles, bundles, root (docs/record.md sections 8 and 11)."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final, TypeAlias

from handbill.record.format.checkpoint import Checkpoint
from handbill.record.format.tiles import (
    WIDTH,
    Tile,
    decode_bundle,
    decode_tile,
    encode_bundle,
    expected,
    parse_tile_path,
)
from handbill.record.format.tree import leaf_hash, root

Get: TypeAlias = Callable[[str], bytes | None]
"""Gives the file at a path relative to `record/`; None where there is none, ValueError where it cannot be had."""


MOST_WRONG: Final = 1000
"""Files that are missing or broken before the reading stops: a size may be a lie."""


class Audit:
    """A log of the size and root of a checkpoint. `wrong` names each file that does not fit, with words."""

    def __init__(self, checkpoint: Checkpoint, get: Get) -> None:
        self.wrong: dict[str, str] = {}
        self.unsealed: list[str] = []
        self.entries: list[bytes] = []
        self.leaves: list[bytes] = []
        self._size, self._get = checkpoint.size, get
        bundles, tiles = self._read(-1, decode_bundle), self._read(0, decode_tile)
        if len(self.wrong) > MOST_WRONG:
            return
        said = [leaf_hash(entry) for bundle in bundles for entry in bundle]
        kept = [leaf for tile in tiles for leaf in tile]
        if len(kept) == self._size and root(kept) == checkpoint.root:
            self.leaves = kept
        elif len(said) == self._size and root(said) == checkpoint.root:
            self.leaves = said
        else:
            self._blame(bundles, tiles)
            return
        self._levels = [self.leaves]
        while len(self._levels[-1]) >= WIDTH:
            below = self._levels[-1]
            cut = range(0, len(below) - WIDTH + 1, WIDTH)
            self._levels.append([root(below[start : start + WIDTH]) for start in cut])
        self._bundles = bundles
        for tile in expected(self._size):
            self.check(tile.path)
        if said == self.leaves:
            self.entries = [entry for bundle in bundles for entry in bundle]

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
        called = {tile.path for tile in expected(self._size)}
        for path in sorted(set(paths) - called):
            self.check(path)

    def check_since(self, old: Checkpoint) -> None:
        """Refuse an older checkpoint of which this log is no continuation (RFC 6962 section 2.1.2)."""
        if old.size > self._size:
            raise ValueError("is larger than the log now: the log was rolled back")
        if len(self.leaves) == self._size and root(self.leaves[: old.size]) != old.root:
            raise ValueError("is not a beginning of this log: the log was forked")

    def _read(self, level: int, decode: Callable[[bytes, int], list[bytes]]) -> list[list[bytes]]:
        found = []
        for tile in expected(self._size):
            if len(self.wrong) > MOST_WRONG:
                break
            if tile.level == level:
                try:
                    data = self._get(tile.path)
                    found.append(decode(data, tile.width) if data is not None else [])
                    if data is None:
                        self.wrong[tile.path] = "is missing"
                except ValueError as error:
                    self.wrong[tile.path] = str(error)
                    found.append([])
        return found

    def _beyond(self, tile: Tile) -> bool:
        return (tile.n * WIDTH + tile.width) << 8 * max(tile.level, 0) > self._size

    def _fits(self, tile: Tile, data: bytes) -> bool:
        start = tile.n * WIDTH
        if tile.level >= 0:
            return data == b"".join(self._levels[tile.level][start : start + tile.width])
        entries = decode_bundle(data, tile.width)
        if encode_bundle(entries) != data:
            return False
        return [leaf_hash(entry) for entry in entries] == self.leaves[start : start + tile.width]

    def _blame(self, bundles: list[list[bytes]], tiles: list[list[bytes]]) -> None:
        """Neither entries nor hashes give the root: name where they differ, from each other or from above."""
        self.wrong["checkpoint"] = "its root is not that of the entries and tiles"
        try:
            above = self._get("tile/1/000") or self._get(Tile(1, 0, self._size // WIDTH % WIDTH).path) or b""
        except ValueError:
            above = b""
        places = [tile for tile in expected(self._size) if tile.level < 0]
        for tile, bundle, hashes in zip(places, bundles, tiles, strict=True):
            paths = (tile.path, Tile(0, tile.n, tile.width).path)
            differ = [leaf_hash(entry) for entry in bundle] != hashes
            parent = above[32 * tile.n : 32 * tile.n + 32]
            if differ or tile.width < WIDTH or (parent and root(hashes) != parent):
                for path in paths:
                    self.wrong.setdefault(path, "does not agree with the root or its neighbours")
