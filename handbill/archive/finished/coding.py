"""How the index of a finished site is written down: as scripts that hold data, because those alone load from a file too.

A script calls `handbill(NAME, DATA)`. Numbers of a list, which rise, are their differences, each in digits of five bits, the
lowest first; a sixth bit says that another digit follows. What a stranger wrote is a JSON string in ASCII: nothing of it runs.
"""

import json
from collections.abc import Iterable
from typing import Any, Final

DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_LAST: Final = tuple(DIGITS[:32])
_MORE: Final = tuple(DIGITS[32:])


def packed(numbers: Iterable[int], before: int = -1) -> str:
    """Give rising numbers, all above `before`, as text."""
    out: list[str] = []
    for number in numbers:
        left, before = number - before - 1, number
        while left > 31:  # noqa: PLR2004 - five bits
            out.append(_MORE[left & 31])
            left >>= 5
        out.append(_LAST[left])
    return "".join(out)


def script(name: str, data: Any) -> str:
    """Give the text of a part."""
    told = json.dumps(
        data, separators=(",", ":")
    )  # ASCII alone: in a script, no character of a stranger's is its own
    return f'handbill("{name}",{told});\n'.replace("<", "\\u003c")


def in_order(term: str) -> bytes:
    """Give what terms are sorted by: as browsers compare texts, by units of UTF-16."""
    return term.encode("utf-16-be")
