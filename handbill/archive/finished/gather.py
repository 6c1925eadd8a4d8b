"""Which items hold which terms: gathered in memory as far as that goes, the rest in sorted runs on the disc, and merged.

An item's number here is its place, newest first, from 0: so what is found comes in the order in which it is shown.
"""

import heapq
import struct
from array import array
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, Final, Self, TypeAlias

from handbill import scratch
from handbill.archive.finished.coding import in_order

MOST: Final = 4_000_000
"""Places that are held in memory before a run is written: 60 MB with their terms."""
_HEAD: Final = struct.Struct("<II")

Places: TypeAlias = "array[int]"
"""Places of items, rising."""
Run: TypeAlias = Iterator[tuple[bytes, int, Places]]


class Gathering:
    """Terms with the places that hold them. `folder` is private: what is gathered may be destroyed later."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, Places] = {}
        self._count = 0
        self._stack = ExitStack()
        self._runs: list[Path] = []

    def __enter__(self) -> Self:
        """Begin."""
        self._place = self._stack.enter_context(scratch.folder(self._folder, "finish-"))
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave nothing on the disc."""
        self._stack.close()

    def add(self, place: int, terms: list[str]) -> None:
        """Take the terms of the next item."""
        held = self._held
        for term in terms:
            there = held.get(term)
            if there is None:
                held[term] = array("I", (place,))
            else:
                there.append(place)
        self._count += len(terms)
        if self._count >= MOST:
            self._spill()

    def terms(self) -> Iterator[tuple[str, Places]]:
        """Give every term once, in order, with all its places, rising."""
        runs: list[Run] = [
            _read(self._stack.enter_context(file.open("rb")), number)
            for number, file in enumerate(self._runs)
        ]
        runs.append(self._memory(len(runs)))
        merged = heapq.merge(*runs, key=itemgetter(0, 1))
        for key, parts in groupby(merged, key=itemgetter(0)):
            places = array("I")
            for _key, _run, some in parts:
                places += some
            yield key.decode("utf-16-be"), places

    def _memory(self, number: int) -> Run:
        for term in sorted(self._held, key=in_order):
            yield in_order(term), number, self._held[term]

    def _spill(self) -> None:
        file = self._place / str(len(self._runs))
        with file.open("wb") as out:
            for key, _number, places in self._memory(0):
                out.write(_HEAD.pack(len(key), len(places)) + key + places.tobytes())
        self._runs.append(file)
        self._held, self._count = {}, 0


def _read(run: IO[bytes], number: int) -> Run:
    while head := run.read(_HEAD.size):
        length, count = _HEAD.unpack(head)
        key, places = run.read(length), array("I")
        places.frombytes(run.read(count * places.itemsize))
        yield key, number, places
