"""A log that goes on from one that was verified: of its files only those that hold what is new are read, and a few of the rest.

What came before is shown by hashes alone: that the log still begins with it (RFC 6962 section 2.1.2). Whoever finds anything
wrong here reads the whole, which says what it is: `Audit`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple, Protocol, TypeAlias

from handbill.record.format.audit import Get, Tick
from handbill.record.format.checkpoint import Checkpoint
from handbill.record.format.leaves import Leaves
from handbill.record.format.prove import consistency
from handbill.record.format.replay import Replay, Said
from handbill.record.format.rotation import Get as Public
from handbill.record.format.rotation import Keys
from handbill.record.format.tiles import (
    WIDTH,
    Edge,
    decode_bundle,
    decode_tile,
    edge_root,
    encode_bundle,
    entries_path,
    new_tiles,
    tile_path,
)
from handbill.record.format.tree import check_consistency, leaf_hash, root

Take: TypeAlias = Callable[[int, Sequence[bytes]], None]
"""Takes the next entries, with the index of the first."""

_TILES: Final = 256
"""Tiles that are kept at hand: one of the second level stands above 16 million entries."""


class Asked(NamedTuple):
    """What a verification wants of who kept something of a log. `older` is added to, if a checkpoint is remembered.

    `each` is a `map`, and `pauses` are seconds after each of which what was not right may be tried again.
    """

    checkpoint: Checkpoint
    older: dict[str, Checkpoint]
    since: int
    keys: Keys
    get: Public
    said: Said
    now: datetime
    tick: Tick
    each: Callable[[Callable[[int], None], Sequence[int]], Iterable[None]]
    pauses: Sequence[float]

    def tile(self, path: str) -> bytes | None:
        """Give a file by its path relative to `record/`."""
        return self.get(f"record/{path}")


class Past(Protocol):
    """What somebody kept of a log that they read before."""

    def go_on(self, asked: Asked) -> "tuple[Onward, Replay] | None":
        """Read what is new; None where there is nothing to go on from, or anything is not right."""

    def take(self, asked: Asked, note: str, replay: Replay) -> None:
        """Take what was read under a checkpoint, to keep it where all is right in the end."""


class Onward:
    """A log of the size and root of a checkpoint, from the bundle that holds the entry `start` on; ValueError where anything is not right."""

    def __init__(self, checkpoint: Checkpoint, start: int, get: Get) -> None:
        self.first = start // WIDTH * WIDTH  # the index of the first entry that is read
        self.leaves = Leaves()
        self.wrong, self.unsealed, self.sound = dict[str, str](), list[str](), True
        self.kept: dict[str, int | str] = {}  # how much of it was read before, and when
        self.handed: list[tuple[str, str]] = []  # what is wrong with the way from key to key
        self._begun: dict[Checkpoint, bool] = {}
        self._checkpoint, self.size, self._get = checkpoint, checkpoint.size, get
        self._tile = lru_cache(_TILES)(self._read)
        self._edge: Edge = [[]]
        for level in range(1, (self.size.bit_length() + 7) // 8):
            n, width = divmod(self.first >> 8 * level, WIDTH)
            self._edge.append(self._hashes(level, n)[:width] if width else [])

    def forks(self, older: Mapping[str, Checkpoint]) -> list[tuple[str, str]]:
        """Name the older checkpoints of which this log is no continuation, with words."""
        return [
            (name, "is not a beginning of this log") for name, old in older.items() if not self.begins(old)
        ]

    def check_others(self, _paths: Iterable[str]) -> None:
        """Where only what is new is read, nothing is looked for that is not called for."""

    def begins(self, old: Checkpoint) -> bool:
        """Say whether the log begins with that of an older checkpoint; of each it is found once, and no tile is read for it again."""
        if old not in self._begun:
            self._begun[old] = self._shows(old)
        return self._begun[old]

    def _shows(self, old: Checkpoint) -> bool:
        if old.size > self.size:
            return False
        if old.size in (0, self.size):
            return old.size == 0 or old.root == self._checkpoint.root
        proof = consistency(old.size, self.size, self._tile)
        return check_consistency(old.size, self.size, proof, old.root, self._checkpoint.root)

    def read(self, take: Take, tick: Tick) -> None:
        """Read what is new, and check every file that it stands in; `take` is given the entries before all of them are known to be right."""
        data, first, last = bytearray(), self.first // WIDTH, -(-self.size // WIDTH)
        for n in range(first, last):
            entries = self._entries(n)
            data += b"".join(map(leaf_hash, entries))
            take(n * WIDTH, entries)
            tick(n + 1 - first, last - first)
        self.leaves = Leaves(data)
        edge, files = new_tiles(self.first, self.leaves, self._edge)
        if edge_root(edge) != self._checkpoint.root:
            raise ValueError("the root is not that of the entries")
        for path, tile in files:
            if self._tile(path) != tile:
                raise ValueError(f"{path} does not agree with the root")

    def compare(self, n: int) -> None:
        """Check an older bundle, by number, and the tiles above it up to the root; `read` comes before."""
        hashes = b"".join(map(leaf_hash, self._entries(n)))
        if self._tile(tile_path(0, n)) != hashes:
            raise ValueError(f"{tile_path(0, n)} is not of the entries")
        level, at, digest = 1, n, root(Leaves(hashes))
        while True:
            on_edge = at // WIDTH == self.first >> 8 * (level + 1)
            there = self._edge[level] if on_edge else self._hashes(level, at // WIDTH)
            if there[at % WIDTH] != digest:
                raise ValueError(f"what is above {tile_path(0, n)} does not agree with it")
            if on_edge:  # the root is above that
                return
            level, at, digest = level + 1, at // WIDTH, root(there)

    def _entries(self, n: int) -> list[bytes]:
        path = entries_path(n, width := min(WIDTH, self.size - n * WIDTH))
        data = self._read(path)
        entries = decode_bundle(data, width)
        if encode_bundle(entries) != data:
            raise ValueError(f"{path} is not as it is written")
        return entries

    def _hashes(self, level: int, n: int) -> list[bytes]:
        width = min(WIDTH, (self.size >> 8 * level) - n * WIDTH)
        return decode_tile(self._tile(tile_path(level, n, width)), width)

    def _read(self, path: str) -> bytes:
        data = self._get(path)
        if data is None:
            raise ValueError(f"{path} is missing")
        return data
