"""Readers and writers who do not wait for each other, in one process of its own: asyncio and bare HTTP/1.1, 0.1 ms a request.

Writers come at a rate, whatever became of those before; each reader keeps a connection and looks again every few seconds.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from urllib.parse import urlencode

from bench.load import text

COMMENT, ARTICLE = 60, 300
"""Words."""
EVERY = 5.0
"""Seconds between two pages that a reader asks for."""
GIVEN_UP = 10.0
"""Seconds after which an answer counts as none."""
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_NUMBER = re.compile(rb'data-number="(\d+)"')
_LAST = re.compile(rb"\r\nconnection: close\r\n", re.IGNORECASE)
_AGAIN = re.compile(rb"\r\nretry-after: (\d+)\r\n", re.IGNORECASE)


@dataclass
class Told:
    """What came of it. Times in seconds."""

    reads: list[float] = field(default_factory=list)
    misread: list[str] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)  # of writers, by status
    numbers: list[int] = field(default_factory=list)  # that were acknowledged
    accepted: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    without_again: int = 0  # refused without Retry-After
    without_text: int = 0  # refused without the text
    used: float = 0.0  # processor time of this process
    lag: float = 0.0  # by which this process was late itself, at the most


class Link(asyncio.Protocol):
    """A connection that stays open: one request at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.waiting: asyncio.Future[bytes] | None = None
        self.got = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.got += data
        end = self.got.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self.got, 0, end + 2)
        if length and len(self.got) >= end + 4 + int(length[1]):
            answer, self.got = bytes(self.got), bytearray()
            if self.waiting and not self.waiting.done():
                self.waiting.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(exc or ConnectionResetError("closed"))

    async def ask(self, port: int, request: bytes) -> bytes:
        loop = asyncio.get_running_loop()
        if self.transport is None or self.transport.is_closing():
            self.got.clear()
            await loop.create_connection(lambda: self, "127.0.0.1", port)
        assert self.transport is not None
        self.waiting = loop.create_future()
        self.transport.write(request)
        return await asyncio.wait_for(self.waiting, GIVEN_UP)

    def drop(self) -> None:
        if self.transport:
            self.transport.abort()
            self.transport = None


class Crowd:
    """All of them, for some seconds."""

    def __init__(self, port: int, paths: list[str], articles: list[int], order: dict[str, float]) -> None:
        self.port, self.paths, self.articles, self.order = port, paths, articles, order
        self.told, self.free = Told(), deque[Link]()
        self.chance = random.Random(1)
        self.bodies = {words: [text(words, self.chance) for _ in range(50)] for words in (COMMENT, ARTICLE)}
        self.end = 0.0

    async def run(self) -> Told:
        self.end = time.monotonic() + self.order["seconds"]
        readers = [self.read() for _ in range(int(self.order["readers"]))]
        await asyncio.gather(*readers, self.write())
        self.told.used = time.process_time()
        return self.told

    async def read(self) -> None:
        link = Link()
        await asyncio.sleep(self.chance.random() * EVERY)
        while time.monotonic() < self.end:
            path = self.chance.choice(self.paths)
            request = f"GET /{path} HTTP/1.1\r\nHost: wire\r\nAccept-Encoding: gzip\r\n\r\n".encode()
            began = time.monotonic()
            try:
                answer = await link.ask(self.port, request)
            except (OSError, TimeoutError) as error:
                self.told.misread.append(f"{path}: {type(error).__name__}")
                link.drop()
            else:
                if not answer.startswith(b"HTTP/1.1 200"):
                    self.told.misread.append(f"{path}: {answer[:20]!r}")
                self.told.reads.append(time.monotonic() - began)
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) * EVERY)

    async def write(self) -> None:
        """Send whatever is due by now, each whole hundredth of a second."""
        began, sent, tasks = time.monotonic(), 0, set[asyncio.Task[None]]()
        kinds = self._kinds()
        rate = self.order["publishes"] + self.order["comments"]
        while (now := time.monotonic()) < self.end:
            due = int((now - began) * rate)
            self.told.lag = max(self.told.lag, (due - sent) / rate)
            for _ in range(due - sent):
                task = asyncio.ensure_future(self.send(*next(kinds)))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
            sent = due
            await asyncio.sleep(0.01)
        await asyncio.gather(*tasks)

    def _kinds(self) -> Iterator[tuple[str, dict[str, str], int]]:
        share = self.order["publishes"] / (self.order["publishes"] + self.order["comments"])
        while True:
            if self.chance.random() < share:
                yield "/publish/", {"title": "The weir leaks again", "genre": "reporting"}, ARTICLE
            else:
                yield f"/comment/{self.chance.choice(self.articles)}/", {"title": "Rain"}, COMMENT

    async def send(self, path: str, fields: dict[str, str], words: int) -> None:
        mark = f"mark{self.chance.randrange(10**12)}"
        body = urlencode({**fields, "body": f"{mark} {self.chance.choice(self.bodies[words])}"})
        head = f"POST {path} HTTP/1.1\r\nHost: wire\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        link = self.free.pop() if self.free else Link()
        began = time.monotonic()
        try:
            answer = await link.ask(self.port, (head + body).encode())
        except (OSError, TimeoutError) as error:
            self._count(type(error).__name__)
            link.drop()
            return
        took = time.monotonic() - began
        if _LAST.search(
            answer, 0, answer.find(b"\r\n\r\n") + 2
        ):  # the next one would come to a door that is closing (RFC 9112 section 9.6)
            link.drop()
        self.free.append(link)
        status = answer[9:12].decode("latin-1")
        self._count(status)
        if status == "201" and (found := _NUMBER.search(answer)):
            self.told.numbers.append(int(found[1]))
            self.told.accepted.append(took)
        elif status == "503":
            self.told.refused.append(took)
            self.told.without_again += not _AGAIN.search(answer)
            self.told.without_text += mark.encode() not in answer

    def _count(self, status: str) -> None:
        self.told.answers[status] = self.told.answers.get(status, 0) + 1


if __name__ == "__main__":
    given = json.loads(sys.stdin.read())
    crowd = Crowd(given["port"], given["paths"], given["articles"], given["order"])
    print(json.dumps(asdict(asyncio.run(crowd.run()))))
