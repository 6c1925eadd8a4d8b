"""Files that something has happened to: cut off, flipped, swapped, with signs in them where none belong. The same for the same seed."""

import random
from collections.abc import Callable
from typing import Final

_SIGNS: Final = (
    *(
        b"<![CDATA[",
        b"]]>",
        b"<item>",
        b"</item>",
        b"</entry>",
        b"<!--",
        b"-->",
        b"&",
        b"&#0;",
        b"&#xD800;",
        b"<",
        b">",
        b'"',
    ),
    *(
        b"\0",
        b"\xff",
        b"\xfe\xff",
        b"\xed\xa0\x80",
        b"\\ud800",
        b"{",
        b"}",
        b"[",
        b"\n",
        b"\x1b",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    ),
)


def _place(dice: random.Random, data: bytes) -> tuple[int, int]:
    at = dice.randrange(len(data) + 1)
    return at, min(len(data), at + int(dice.expovariate(1 / 60)))


def _cut(dice: random.Random, data: bytes) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def _flip(dice: random.Random, data: bytes) -> bytes:
    if not data:
        return data
    at = dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]


def _drop(dice: random.Random, data: bytes) -> bytes:
    at, end = _place(dice, data)
    return data[:at] + data[end:]


def _double(dice: random.Random, data: bytes) -> bytes:
    at, end = _place(dice, data)
    return data[:end] + data[at:end] + data[end:]


def _swap(dice: random.Random, data: bytes) -> bytes:
    (one, two), (three, four) = sorted((_place(dice, data), _place(dice, data)))
    if two > three:
        return data
    return data[:one] + data[three:four] + data[two:three] + data[one:two] + data[four:]


def _sign(dice: random.Random, data: bytes) -> bytes:
    at = dice.randrange(len(data) + 1)
    return data[:at] + dice.choice(_SIGNS) + data[at:]


_WAYS: Final[tuple[Callable[[random.Random, bytes], bytes], ...]] = (
    _cut,
    _flip,
    _flip,
    _drop,
    _double,
    _swap,
    _sign,
    _sign,
)


def mutated(data: bytes, seed: int) -> bytes:
    """Give the file after one to six accidents."""
    dice = random.Random(seed)
    for _ in range(dice.randint(1, 6)):
        data = dice.choice(_WAYS)(dice, data)
    return data
