"""The hashes of a log's entries in a row: 32 bytes each, and no more, for a log of millions."""

from collections.abc import Iterator, Sequence
from typing import overload

from handbill.record.format.tree import HASH


class Leaves(Sequence[bytes]):
    """A sequence of hashes; a part of it is one too."""

    def __init__(self, data: bytes | bytearray | memoryview = b"") -> None:
        self.data = memoryview(data)

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> "Leaves": ...
    def __getitem__(self, at: int | slice) -> "bytes | Leaves":
        """Give a hash, or some that follow each other."""
        if isinstance(at, slice):
            start, stop, _step = at.indices(len(self))
            return Leaves(self.data[HASH * start : HASH * max(start, stop)])
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        start = HASH * (at % len(self))
        return bytes(self.data[start : start + HASH])

    def __len__(self) -> int:
        """Count them."""
        return len(self.data) // HASH

    def __iter__(self) -> Iterator[bytes]:
        """Give one after the other."""
        data = bytes(self.data)
        return (data[start : start + HASH] for start in range(0, len(data), HASH))
