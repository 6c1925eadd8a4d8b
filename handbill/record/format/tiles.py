"""The files of the log: C2SP tlog-tiles, 256 hashes or entries each, not compressed.

Paths are relative to `record/`. A reader is a function from such a path to the bytes of that file.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from handbill.record.format.tree import leaf_hash, root

Reader: TypeAlias = Callable[[str], bytes]
Edge: TypeAlias = list[list[bytes]]
"""For each level from 0 the hashes of its last, partial tile: what is needed to compute the root."""

WIDTH: Final = 256
LONGEST: Final = 65_535
LAST_LEVEL: Final = 63

_PATH = re.compile(
    r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,5})([0-9]{3})(?:\.p/([0-9]{1,3}))?"
).fullmatch


class Tile(NamedTuple):
    """A tile, or with level -1 an entry bundle; width is 256 for a full one."""

    level: int
    n: int
    width: int

    @property
    def path(self) -> str:
        """Name the file, relative to `record/`."""
        if self.level < 0:
            return entries_path(self.n, self.width)
        return tile_path(self.level, self.n, self.width)


def tile_path(level: int, n: int, width: int = WIDTH) -> str:
    """Name a tile: `tile/0/x001/x234/067`, with `.p/W` where it is partial."""
    return _path(str(level), n, width)


def entries_path(n: int, width: int = WIDTH) -> str:
    """Name an entry bundle."""
    return _path("entries", n, width)


def parse_tile_path(path: str) -> Tile:
    """Read a path of either kind; ValueError where it is not the one way to write it."""
    match = _PATH(path)
    if match:
        level = -1 if match[1] == "entries" else int(match[1])
        width = int(match[4]) if match[4] else WIDTH
        n = int(match[2].replace("x", "").replace("/", "") + match[3])
        tile = Tile(level, n, width)
        if tile.path == path and width and level <= LAST_LEVEL:
            return tile
    raise ValueError("not the path of a tile")


def expected(size: int, lowest: int = -1) -> Iterator[Tile]:
    """Name every tile and bundle that a log of this size has, partial ones of this size alone, from a level on."""
    for level in range(lowest, _levels(size)):
        full, rest = divmod(size >> 8 * max(level, 0), WIDTH)
        for n in range(full):
            yield Tile(level, n, WIDTH)
        if rest:
            yield Tile(level, full, rest)


def bundle_of(index: int, size: int) -> Tile:
    """Name the bundle that holds an entry in a log of this size."""
    n = index // WIDTH
    return Tile(-1, n, min(WIDTH, size - n * WIDTH))


def decode_tile(data: bytes, width: int) -> list[bytes]:
    """Cut a tile into its hashes; ValueError where it does not hold exactly this many."""
    if len(data) != 32 * width:
        raise ValueError(f"not {width} hashes")
    return [data[i : i + 32] for i in range(0, len(data), 32)]


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Join entries, each after its length as two bytes, the higher first."""
    parts = []
    for entry in entries:
        if len(entry) > LONGEST:
            raise ValueError(f"an entry of more than {LONGEST} bytes")
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def decode_bundle(data: bytes, width: int) -> list[bytes]:
    """Cut a bundle into its entries; ValueError where it does not hold exactly this many."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data) or at + 2 > len(data):
            raise ValueError("an entry that is cut off")
        entries.append(data[at + 2 : end])
        at = end
    if len(entries) != width:
        raise ValueError(f"not {width} entries")
    return entries


def read_edge(size: int, read: Reader) -> Edge:
    """Read the partial tiles at the right of a log of this size back; ValueError where one is short."""
    edge: Edge = []
    for level in range(_levels(size)):
        n, width = divmod(size >> 8 * level, WIDTH)
        edge.append(decode_tile(read(tile_path(level, n, width)), width) if width else [])
    return edge


def edge_root(edge: Edge) -> bytes:
    """Give the root of the log: each level's hashes, then what is right of them and smaller."""
    right: list[bytes] = []
    for hashes in edge:
        if hashes or right:
            right = [root([*hashes, *right])]
    return root(right)


def new_tiles(size: int, leaves: Sequence[bytes], edge: Edge) -> tuple[Edge, list[tuple[str, bytes]]]:
    """Add leaf hashes to a log of `size`: the edge afterwards and the tiles to write, lowest first."""
    files: list[tuple[str, bytes]] = []
    after: Edge = []
    added, level = leaves, 0
    while added or level < len(edge):
        before = edge[level] if level < len(edge) else []
        hashes = [*before, *added] if before else added
        n = (size >> 8 * level) // WIDTH
        rising = list[bytes]()
        for start in range(0, len(hashes), WIDTH):
            part = hashes[start : start + WIDTH]
            if added:
                files.append((tile_path(level, n + start // WIDTH, len(part)), b"".join(part)))
            if len(part) == WIDTH:
                rising.append(root(part))
        after.append(list(hashes[len(hashes) // WIDTH * WIDTH :]))
        added, level = rising, level + 1
    return after, files


def new_bundles(size: int, entries: Sequence[bytes], read: Reader) -> list[tuple[str, bytes]]:
    """Add entries to a log of `size`: the bundles to write; a partial one is read back and continued."""
    n, width = divmod(size, WIDTH)
    before = decode_bundle(read(entries_path(n, width)), width) if width else []
    waiting = [*before, *entries]
    return (
        [
            (entries_path(n + start // WIDTH, len(part)), encode_bundle(part))
            for start in range(0, len(waiting), WIDTH)
            if (part := waiting[start : start + WIDTH])
        ]
        if entries
        else []
    )


def grow(size: int, entries: Sequence[bytes], read: Reader) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Add entries: the new root, and every file to write before its checkpoint is signed."""
    edge, tiles = new_tiles(size, [leaf_hash(entry) for entry in entries], read_edge(size, read))
    return edge_root(edge), new_bundles(size, entries, read) + tiles


def _levels(size: int) -> int:
    return (size.bit_length() + 7) // 8


def _path(level: str, n: int, width: int) -> str:
    last = f"{n % 1000:03d}"
    while n >= 1000:  # noqa: PLR2004 - three digits a folder
        n //= 1000
        last = f"x{n % 1000:03d}/{last}"
    return f"tile/{level}/{last}" + (f".p/{width}" if width != WIDTH else "")
