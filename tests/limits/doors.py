"""What limits look like from outside: something is sent that just fits, then one more, then a thousand times as much."""

from collections.abc import Callable, Sequence
from typing import Any

from handbill import limits
from tests.desk.desk import Browser
from tests.intake.door import Answer, Door, rows

THOUSAND = 1000
ROOM = 950_000  # bytes that a request without its files may have; what is larger is refused as a whole
Send = Callable[[int], Answer]


def value(name: str) -> int:
    found: int = getattr(limits, name.upper())
    return found


def three(name: str, send: Send, *, sign: int = 1, kept: str = "") -> list[str]:
    """Send so much as fits, one more, and a thousand times as much; say what went wrong.

    `sign`: bytes of what is counted. `kept`: what is sent so often, of which nothing may be lost where it is refused.
    """
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
        if kept and kept * size not in answer.text:
            wrong.append(f"{name}: of {size} not all is given back")
    return wrong


def last_of(name: str, send: Callable[[int], Answer], *, status: int, more: int = 3) -> list[str]:
    """Where all but one are there: the last is taken, and what comes after it is refused, each time with this status.

    `send` gets a number that no other call gets. A thousand more would be the same knock a thousand times.
    """
    wrong = [] if (first := send(0)).status < 400 else [f"{name}: the last gets {first.status}"]
    before = rows()
    answers = [send(one).status for one in range(1, more + 1)]
    wrong += [] if answers == [status] * more else [f"{name}: more get {answers}"]
    return wrong + ([] if rows() == before else [f"{name}: more are stored"])


def these(name: str, done: object, expected: object) -> list[str]:
    """Name a limit where something is otherwise."""
    return [] if done == expected else [f"{name}: {done} and not {expected}"]


def at_desk(browser: Browser, path: str, **fields: Any) -> Send:
    """Send a form of the desk; the field that is None holds the sign so many times."""
    name = next(one for one, what in fields.items() if what is None)

    def send(size: int) -> Answer:
        return desk(browser, path, **{**fields, name: "r" * size})

    return send


def desk(browser: Browser, path: str, **fields: Any) -> Answer:
    got = browser.post(path, **fields)
    return Answer(got.status_code, dict(got.headers), got.content.decode())


def article(door: Door, **fields: Any) -> Answer:
    return door.post("/publish/", {"title": "T", "body": "B", **fields})


def names(count: int) -> list[str]:
    return [f"n{one}" for one in range(count)]


def lines(count: int) -> str:
    return "\n".join(names(count))


def tag(length: int) -> str:
    """A language tag of so many characters, most of them for private use, of which nothing is kept."""
    return ("en-x" + "-abcdefgh" * (length // 9 + 1))[: length - 3] + "xyz"


def far(length: int) -> str:
    """A path of so many characters, in folders."""
    return ("abcdefghi/" * (length // 10 + 1))[: length - 9] + "yz12.html"


def sizes(name: str, *, most: int = 0) -> Sequence[int]:
    """So much as fits, one more, a thousand times as much, or `most`."""
    here = value(name)
    return (here, here + 1, most or here * THOUSAND)
