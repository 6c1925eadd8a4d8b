"""Connections that hold what they can: idle, a byte a second, bodies of 10 GB. Reading goes on beside them. `python -m bench.hold`.

Each reader opens a connection of its own for each page, as one who comes now does.
"""

import argparse
import asyncio
import contextlib
import http.client
import os
import random
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from bench.load import post
from bench.site import folder, running

READERS, EACH = 20, 0.2
"""Readers, and seconds between two pages of each."""
RIGHT, P99, MEMORY = 0.9999, 0.050, 600
IDLE, SLOW, UPLOADS, HUGE = 10_000, 2_000, 500, 20
BODY = 10 * 10**9

Hold = Callable[[int], Awaitable[None]]


@dataclass
class Read:
    """What came of reading, in seconds."""

    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


async def idle(port: int) -> None:
    """Read one thing, and keep the connection for as long as the other side does."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"GET /robots.txt HTTP/1.1\r\nHost: wire\r\n\r\n")
        while await reader.read(4096):
            pass
    finally:
        writer.close()


async def slow(port: int) -> None:
    """Slowloris: a header that never ends."""
    await drip(port, b"GET / HTTP/1.1\r\nHost: wire\r\nX-Slow: ")


async def upload(port: int) -> None:
    """A form, a byte a second."""
    await drip(
        port,
        b"POST /publish/ HTTP/1.1\r\nHost: wire\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n",
    )


async def drip(port: int, head: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(head)
        while not reader.at_eof() and not writer.is_closing():
            await asyncio.sleep(1)
            writer.write(b"a")
            await writer.drain()
    finally:
        writer.close()


async def huge(port: int) -> None:
    """As much as the other side takes: chunks without end, or a length that says it all."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    measured = random.random() < 0.5
    how = f"Content-Length: {BODY}" if measured else "Transfer-Encoding: chunked"
    piece = b"x" * 65536 if measured else b"10000\r\n" + b"x" * 65536 + b"\r\n"
    try:
        writer.write(f"POST /publish/ HTTP/1.1\r\nHost: wire\r\n{how}\r\n\r\n".encode())
        for _ in range(BODY // 65536):
            writer.write(piece)
            await writer.drain()
            if reader.at_eof():
                return
    finally:
        writer.close()
        await asyncio.sleep(0.1)


HOLDS: dict[str, tuple[int, Hold]] = {
    f"{IDLE:,} idle connections": (IDLE, idle),
    f"{SLOW:,} headers, a byte a second": (SLOW, slow),
    f"{UPLOADS} forms, a byte a second": (UPLOADS, upload),
    f"{HUGE} bodies of 10 GB": (HUGE, huge),
}


async def forever(hold: Hold, port: int, end: float) -> None:
    """Come back whenever it is over."""
    while time.monotonic() < end:
        with contextlib.suppress(OSError, TimeoutError):
            await asyncio.wait_for(hold(port), max(0.01, end - time.monotonic()))
        await asyncio.sleep(0.01)


async def read(port: int, end: float, told: Read) -> None:
    """Ask for the front page, on a new connection each time."""
    await asyncio.sleep(random.random() * EACH)
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            async with asyncio.timeout(10):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"GET / HTTP/1.1\r\nHost: wire\r\nConnection: close\r\n\r\n")
                answer = await reader.read(-1)
                writer.close()
        except (OSError, TimeoutError) as error:
            told.wrong.append(type(error).__name__)
        else:
            told.took.append(time.monotonic() - began)
            if not (answer.startswith(b"HTTP/1.1 200") and answer.rstrip().endswith(b"</html>")):
                told.wrong.append(repr(answer[:20]))
        await asyncio.sleep(EACH)


async def hold_all(name: str, port: int, seconds: float) -> None:
    """All of them, in a process of their own."""
    count, hold = HOLDS[name]
    end = time.monotonic() + seconds
    await asyncio.gather(*(forever(hold, port, end) for _ in range(count)), return_exceptions=True)


def holders(name: str, port: int, seconds: float) -> float:
    """Hold; give the processor time that it took."""
    asyncio.run(hold_all(name, port, seconds))
    return time.process_time()


async def read_all(port: int, seconds: float) -> Read:
    told = Read()
    end = time.monotonic() + seconds
    await asyncio.gather(*(read(port, end, told) for _ in range(READERS)))
    return told


def main(seconds: float) -> bool:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    good = True
    with folder() as site, running(site) as run:
        link = http.client.HTTPConnection("127.0.0.1", run.port)
        post(link, "/publish/", {"title": "The weir leaks", "genre": "reporting", "body": "Rain. " * 300})
        for name, (count, _hold) in HOLDS.items():
            settle = 2 + count / 2_000  # seconds until all are there
            with ProcessPoolExecutor(1) as apart:
                holding = apart.submit(holders, name, run.port, settle + seconds)
                time.sleep(settle)
                told = asyncio.run(read_all(run.port, seconds))
                used = holding.result() / (settle + seconds)
            memory = run.memory() / 2**20
            took = sorted(told.took)
            p99 = took[len(took) * 99 // 100] if took else float("inf")
            right = 1 - len(told.wrong) / max(1, len(took) + len(told.wrong))
            held = right >= RIGHT and p99 <= P99 and memory < MEMORY
            good &= held
            print(
                f"{name}: {len(took)} pages read, {right:.2%} right (at least {RIGHT:.2%}) {told.wrong[:3] or ''}, p99 {p99 * 1000:.0f} ms"
                f" (at most {P99 * 1000:.0f}); {memory:.0f} MB (under {MEMORY}); they took {used:.2f} cores; load average {os.getloadavg()[0]:.1f}{'' if held else '  MISSED'}",
                flush=True,
            )
    return good


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20.0)
    sys.exit(0 if main(parser.parse_args().seconds) else 1)
