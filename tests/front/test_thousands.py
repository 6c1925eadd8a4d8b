"""A thousand times what a bucket holds, from one address: its rate gets through, all else is told so, reading goes on, nginx does not grow."""

import asyncio
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from handbill import limits
from tests.front.asking import get, status
from tests.front.conftest import Door
from tests.front.test_doors import town
from tests.front.test_lane import before as _before  # noqa: F401 - a fixture
from tests.front.test_lane import form

pytestmark = [pytest.mark.drill, pytest.mark.once]

TIMES: Final = 1000
KEPT: Final = 900
"""Requests of one connection: nginx ends it after a thousand."""
SLACK: Final = 3
AGAIN: Final = {429: b"\r\nRetry-After: 2\r\n", 503: b"\r\nRetry-After: 10\r\n"}
"""What is said to whom a bucket refuses, and to whom it lets through while the app has no place."""
_LENGTH: Final = re.compile(rb"Content-Length: ([0-9]+)\r\n")


@dataclass(frozen=True)
class Bucket:
    """What it holds, and a request that takes from it."""

    path: Callable[[Door, int], str]
    holds: int  # at once, those that wait among them
    rate: float  # a second
    method: str = "POST"
    connections: int = 4
    front: dict[str, str] = field(default_factory=dict)

    def request(self, door: Door, number: int) -> bytes:
        body = "a=b" if self.method == "POST" else ""
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        return f"{self.method} {self.path(door, number)} HTTP/1.1\r\nHost: a\r\n{length}\r\n{body}".encode()


BUCKETS: Final = {
    "posts": Bucket(lambda _door, _number: "/publish/", limits.POSTS_BURST, limits.POSTS_RATE / 60),
    "sign_in": Bucket(
        lambda _door, _number: "/desk/sign-in/", limits.SIGN_IN_BURST, limits.SIGN_IN_RATE / 60
    ),
    "form": Bucket(
        lambda door, _number: f"/publish/?{form(door, 'one')}",
        limits.FORM_BURST,
        limits.FORM_RATE / 60,
        connections=1,
    ),
    "crowd": Bucket(
        lambda _door, _number: "/desk/sign-in/",
        limits.SIGN_IN_BURST * limits.CROWD,
        limits.SIGN_IN_RATE * limits.CROWD / 60,
        front={"onion": "wire.onion"},
    ),
    "asks": Bucket(
        lambda _door, _number: "/publish/",
        limits.ASKS_BURST + limits.ASKS_QUEUE,
        limits.ASKS_RATE,
        method="GET",
        connections=400,
    ),
    "formed": Bucket(
        lambda door, number: f"/publish/?{form(door, str(number))}",
        limits.FORMED_BURST + limits.FORMED_QUEUE,
        limits.FORMED_RATE / 60,
        connections=400,
    ),
}


async def knock(port: int, requests: Iterator[bytes], answers: Counter[int]) -> None:
    """Ask one after the other until there are no more; whatever is refused says when to come again."""
    done = False
    while not done:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(KEPT):
            request = next(requests, None)
            if done := request is None:
                break
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            assert length, head
            await reader.readexactly(int(length[1]))
            said = int(head.split(b" ", 2)[1])
            assert said == 200 or AGAIN[said] in head, head
            answers[said] += 1
        writer.close()


async def read(port: int, ended: asyncio.Event, pages: Counter[int]) -> None:
    """Read a page now and then."""
    while not ended.is_set():
        said = await asyncio.to_thread(get, port, "/index.html")
        pages[status(said)] += 1
        await asyncio.sleep(0.05)


async def flood(door: Door, bucket: Bucket, count: int) -> tuple[Counter[int], Counter[int]]:
    """Send so many requests; give the answers, and those of whoever read meanwhile."""
    requests = (bucket.request(door, number) for number in range(count))
    answers, pages, ended = Counter[int](), Counter[int](), asyncio.Event()
    reading = asyncio.create_task(read(door.port, ended, pages))
    async with asyncio.TaskGroup() as all_of_them:
        for _ in range(bucket.connections):
            all_of_them.create_task(knock(door.port, requests, answers))
    ended.set()
    await reading
    return answers, pages


def memory(door: Door) -> int:
    """Give the bytes that nginx and its processes hold of their own."""
    children = Path(f"/proc/{door.process.pid}/task/{door.process.pid}/children").read_text().split()
    held = 0
    for pid in (door.process.pid, *map(int, children)):
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        found = re.search(r"^Private_Dirty: +([0-9]+) kB", told, re.MULTILINE)
        assert found
        held += int(found[1]) * 1024
    return held


@pytest.mark.parametrize("name", BUCKETS)
def test_a_thousand_times_as_many(name: str) -> None:
    _soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, most), most))
    bucket = BUCKETS[name]
    with town(**bucket.front) as door:
        began, count = time.monotonic(), TIMES * bucket.holds
        first, pages = asyncio.run(flood(door, bucket, count // 10))
        held = memory(door)
        rest, more = asyncio.run(flood(door, bucket, count - count // 10))
        seconds = time.monotonic() - began
        answers = first + rest
        assert (set(answers) - {503}, answers.total()) == ({200, 429}, count)
        passed = answers[200] + answers[503]
        assert bucket.holds <= passed <= bucket.holds + bucket.rate * seconds + SLACK
        assert (set(pages + more), more.total() > 3) == ({200}, True)
        assert memory(door) <= held * 1.1 + 2**20
        assert len(door.said().splitlines()) == 1  # of the start: nothing that was asked is logged
