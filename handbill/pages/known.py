"""Which files are pages, of a million articles: 8 bytes a path, where a set takes 60."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

_PARTS: Final = 1 << 12
"""Parts that are sorted, and looked through, by themselves."""


class Known:
    """Paths that are known, by their hashes: those of this process and of its forks agree."""

    def __init__(self) -> None:
        self._parts = [array("q") for _ in range(_PARTS)]
        self._sorted = False

    def add(self, hashes: Iterable[int]) -> None:
        """Take in the hashes of paths."""
        parts = self._parts
        for one in hashes:
            parts[one % _PARTS].append(one)
        self._sorted = False

    def __contains__(self, path: str) -> bool:
        """Is this path among them?"""
        if not self._sorted:
            self._parts = [array("q", sorted(part)) for part in self._parts]
            self._sorted = True
        wanted = hash(path)
        part = self._parts[wanted % _PARTS]
        at = bisect_left(part, wanted)
        return at < len(part) and part[at] == wanted
