"""A flood from one address, at the real front and the real app: an honest writer from the same address gets through within a minute.

The flood sends without a form, with forms that it forges, with forms that it opens, and with many that it opened before, and asks for forms without end. The honest
writer is a script that opens the form, waits as people do, sends it, and does what `Retry-After` says.
"""

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.walks.site import Site, free_port, handbill

MINUTE = 60.0
KEPT: list[str] = []
KIND = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(port: int, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, int, str]:
    """One request; its status, after how many seconds to try again, and its page."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        link.request(method, path, urlencode(fields) if fields else None, KIND if fields else {})
        answer = link.getresponse()
        return answer.status, int(answer.headers.get("Retry-After", 0)), answer.read().decode()
    finally:
        link.close()


def opened(page: str) -> tuple[str, str]:
    """Where a form is sent, and its token."""
    action = re.search(r'<form id="form"[^>]* action="([^"]*)"', page)
    token = re.search(r'name="token" value="([^"]*)"', page)
    assert action
    assert token
    return "/" + unescape(action[1]).lstrip("./"), token[1]


def honest(port: int, words: str) -> tuple[float, int]:
    """Write and send one text; how long it took from the first request, and how often it was refused."""
    began, refused = time.monotonic(), 0

    def until(method: str, path: str, fields: dict[str, str] | None, good: int) -> str:
        nonlocal refused
        while True:
            status, pause, page = ask(port, method, path, fields)
            if status == good:
                return page
            assert status in {429, 503}, page
            assert 0 < pause <= 10
            assert time.monotonic() - began < 5 * MINUTE
            refused += 1
            time.sleep(pause)

    action, token = opened(until("GET", "/publish/", None, 200))
    time.sleep(5)
    until("POST", action, {"title": words, "body": f"{words}, since noon.", "token": token}, 201)
    return time.monotonic() - began, refused


def formless(port: int, count: int) -> int:
    return ask(port, "POST", "/publish/", {"title": f"Shoes {count}", "body": "Buy shoes."})[0]


def forged(port: int, count: int) -> int:
    query = f"form={count:016x}&until=4000000000&mark={'A' * 22}"
    return ask(port, "POST", f"/publish/?{query}", {"title": "Shoes", "body": "Buy."})[0]


def asking(port: int, _count: int) -> int:
    return ask(port, "GET", "/publish/")[0]


def opening(port: int, count: int) -> int:
    status, _pause, page = ask(port, "GET", "/publish/")
    if status != 200:
        return status
    action, token = opened(page)
    fields = {"title": f"Shoes {count}", "body": f"Buy shoes {count}.", "token": token}
    return [ask(port, "POST", action, fields)[0] for _ in range(5)][-1]


def kept(port: int, count: int) -> int:
    """One of up to sixty opened forms, each sent again and again."""
    if len(KEPT) < 60:
        status, _pause, page = ask(port, "GET", "/publish/")
        if status != 200:
            return status
        KEPT.append(opened(page)[0])
    return ask(port, "POST", KEPT[count % len(KEPT)], {"title": "Shoes", "body": "Buy.", "token": "x"})[0]


@contextmanager
def flood(port: int) -> Iterator[Counter[str]]:
    """Twenty who do not stop, as fast as they are answered."""
    over, seen = threading.Event(), Counter[str]()

    def on_and_on(do: Callable[[int, int], int]) -> None:
        count = 0
        while not over.is_set():
            try:
                seen[f"{do.__name__} {do(port, count)}"] += 1
            except OSError:
                seen[f"{do.__name__} cut"] += 1
            count += 1

    kinds = (formless, forged, asking, opening, kept)
    threads = [threading.Thread(target=on_and_on, args=(kind,)) for kind in kinds for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join()


def p99(port: int, seconds: float) -> float:
    """The slowest hundredth of a reader's page views, in milliseconds."""
    took, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        assert ask(port, "GET", "/index.html")[0] == 200
        took.append(time.monotonic() - began)
        time.sleep(0.02)
    return sorted(took)[int(len(took) * 0.99)] * 1000


@pytest.mark.alone
@pytest.mark.drill
@pytest.mark.timeout(900)
def test_an_honest_writer_gets_through(tmp_path: Path) -> None:
    folder, port = tmp_path / "site", free_port()
    handbill("new", folder, "--name", "Millbrook Wire", "--address", "https://wire.example/")
    site = Site.run(folder, port)
    try:
        quiet = p99(port, 5)
        with flood(port) as seen:
            began = time.monotonic()
            time.sleep(5)
            through = [honest(port, f"The weir has broken, part {part}") for part in range(3)]
            crowded = p99(port, 10)
            rate = sum(seen.values()) / (time.monotonic() - began)
        told = (
            f"flood {rate:.0f} a second {dict(seen)}; honest {[(round(took, 1), tries) for took, tries in through]} s, "
            f"refused; readers p99 {quiet:.1f} ms quiet, {crowded:.1f} ms in the flood"
        )
        assert max(took for took, _tries in through) < MINUTE, told
        assert crowded < 50, told
    finally:
        site.end()
