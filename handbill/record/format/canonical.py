"""Canonical JSON: one right sequence of bytes for a value (RFC 8785, docs/record.md section 2)."""

import json
import re
from collections.abc import Iterable
from typing import TypeAlias

Json: TypeAlias = str | int | list["Json"] | dict[str, "Json"]
"""What may occur: strings, integers from 0 to 2**53 - 1, True, arrays, objects.

Strings hold no control character but tab and newline, and no lone surrogate.
"""

DEPTH = 16
"""Arrays and objects within each other; an article with comments and their versions needs 8."""

BIGGEST = 2**53 - 1

_NAME = re.compile(r"[a-z0-9_]+").fullmatch
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]").search
_dump = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode


def canonical(value: Json) -> bytes:
    """Give the one form of a value, or ValueError for what the record never holds.

    Names of members are ASCII, so sorting by code point is sorting by UTF-16 as RFC 8785 wants;
    the escapes of Python's json are those of RFC 8785 section 3.2.2.2.
    """
    _check(value, DEPTH)
    return _dump(value).encode()


def parse(data: bytes) -> Json:
    """Read bytes that must be their own canonical form; ValueError for anything else."""
    try:
        value: Json = _read(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at {error.pos}") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if canonical(value) != data:
        raise ValueError("not canonical JSON")
    return value


def _refuse(literal: str) -> Json:
    raise ValueError(f"a number that is not a whole one: {literal[:40]}")


_read = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse).decode
"""Made once: `json.loads` makes one at each call that says how numbers are read, a third of the cost of an entry."""


def _check(value: object, depth: int) -> None:
    """Refuse what the record never holds: floats, None, False, tuples, strange numbers, strings, names."""
    if isinstance(value, str):
        _check_text(value)
    elif type(value) is dict or type(value) is list:
        if depth == 0:
            raise ValueError("nested too deeply")
        for part in _parts(value):
            _check(part, depth - 1)
    elif type(value) is int:
        if not 0 <= value <= BIGGEST:
            raise ValueError("a number that is not from 0 to 2^53 - 1")
    elif value is not True:
        raise ValueError(f"the record holds no {type(value).__name__} like this")


def _parts(value: dict[object, object] | list[object]) -> Iterable[object]:
    if isinstance(value, list):
        return value
    for name in value:
        if not isinstance(name, str) or not _NAME(name):
            raise ValueError(f"a member's name is not of a-z, 0-9 and _: {ascii(name)[:40]}")
    return value.values()


def _check_text(text: str) -> None:
    if _CONTROL(text):
        raise ValueError("a control character in a string")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("a lone surrogate in a string") from None
