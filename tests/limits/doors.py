"""What limits look like from outside: something is sent that just fits, then one more, then a thousand times as much."""

from collections.abc import Callable
from typing import Any

from handbill import limits
from tests.intake.door import Answer, Door, rows

THOUSAND = 1000
ROOM = 950_000  # bytes that a request without its files may have; what is larger is refused as a whole
Send = Callable[[int], Answer]


def value(name: str) -> int:
    found: int = getattr(limits, name.upper())
    return found


def three(name: str, send: Send, *, sign: int = 1) -> list[str]:
    """Send so much as fits, one more, and a thousand times as much; say what went wrong. `sign`: bytes of what is counted."""
    most, wrong = value(name), []
    if send(most).status >= 400:
        wrong.append(f"{name}: what just fits is refused")
    for size in (most + 1, min(most * THOUSAND, ROOM // sign)):
        before = rows()
        answer = send(size)
        if not 400 <= answer.status < 500:
            wrong.append(f"{name}: {size} gets {answer.status}")
        if rows() != before:
            wrong.append(f"{name}: something of {size} is stored")
    return wrong


def article(door: Door, **fields: Any) -> Answer:
    return door.post("/publish/", {"title": "T", "body": "B", **fields})


def names(count: int) -> list[str]:
    return [f"n{one}" for one in range(count)]


def tag(length: int) -> str:
    """A language tag of so many characters, most of them for private use, of which nothing is kept."""
    return ("en-x" + "-abcdefgh" * (length // 9 + 1))[: length - 3] + "xyz"
