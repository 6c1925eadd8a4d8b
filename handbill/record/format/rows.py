"""Things by number, for logs of millions: the older ones lie as JSON in one piece of bytes, and each is made when it is asked for."""

import json
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from heapq import merge
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar, overload

T = TypeVar("T")
D = TypeVar("D")
Row: TypeAlias = list[Any]

HEAD: Final = 4 + 8
"""Bytes of a row beside its text."""


class Packed(NamedTuple):
    """Rows as bytes: their numbers, rising; where the text of each ends; all texts."""

    numbers: "array[int]"
    ends: "array[int]"
    text: memoryview

    @classmethod
    def of(cls, count: int, read: Callable[[int], bytes], text: memoryview) -> "Packed":
        """Read them back, as many as are said; ValueError where there are others."""
        numbers, ends = array("I", read(4 * count)), array("Q", read(8 * count))
        if not len(numbers) == len(ends) == count or (ends[-1] if count else 0) != len(text):
            raise ValueError("not as many as are said")
        return cls(numbers, ends, text)


class Rows(Mapping[int, T]):
    """What is set here, and what was `packed` before: `make` makes it of its row, and `tell` gives that. What was made stays, and may be changed."""

    def __init__(
        self, make: Callable[[int, Row], T], tell: Callable[[T], Row], packed: Packed | None = None
    ) -> None:
        self._make, self._tell = make, tell
        self._packed = packed or Packed(array("I"), array("Q"), memoryview(b""))
        self._made: dict[int, T] = {}  # of those
        self._new: dict[int, T] = {}

    def packed(self) -> Packed:
        """Give all of them."""
        numbers, ends, text = array("I"), array("Q"), bytearray()
        old = ((number, at) for at, number in enumerate(self._packed.numbers))
        for number, at in merge(old, ((number, -1) for number in sorted(self._new))):
            one = self._new.get(number) if at < 0 else self._made.get(number)
            text += (
                self._text(at) if one is None else json.dumps(self._tell(one), separators=(",", ":")).encode()
            )
            numbers.append(number)
            ends.append(len(text))
        return Packed(numbers, ends, memoryview(text))

    def there(self, number: int) -> T | None:
        """Give one that was set or made; None also where it has yet to be made."""
        return self._new.get(number) or self._made.get(number)

    @overload
    def get(self, number: int, default: None = None, /) -> T | None: ...
    @overload
    def get(self, number: int, default: D | T, /) -> D | T: ...
    def get(self, number: int, default: D | T | None = None, /) -> D | T | None:
        """Give one, or else something else."""
        one = self._new.get(number)
        if one is None and self._packed.numbers:
            one = self._made.get(number)
            if one is None and (at := self._at(number)) is not None:
                one = self._made[number] = self._make(number, json.loads(self._text(at)))
        return default if one is None else one

    def __getitem__(self, number: int) -> T:
        """Give one; KeyError where there is none."""
        if (one := self.get(number)) is None:
            raise KeyError(number)
        return one

    def __setitem__(self, number: int, one: T) -> None:
        """Take one that is not there yet."""
        self._new[number] = one

    def __contains__(self, number: object) -> bool:
        """Is there one with this number?"""
        return number in self._new or (isinstance(number, int) and self._at(number) is not None)

    def __iter__(self) -> Iterator[int]:
        """Give the numbers of those that were packed, then of those that were set."""
        yield from self._packed.numbers
        yield from self._new

    def __len__(self) -> int:
        """Count them."""
        return len(self._packed.numbers) + len(self._new)

    def _at(self, number: int) -> int | None:
        numbers = self._packed.numbers
        at = bisect_left(numbers, number)
        return at if at < len(numbers) and numbers[at] == number else None

    def _text(self, at: int) -> bytes:
        return bytes(self._packed.text[self._packed.ends[at - 1] if at else 0 : self._packed.ends[at]])
