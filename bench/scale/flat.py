"""What one act and one question cost on a large site, beside a small one: the same requests to both, by turns."""

import http.client
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from bench.load import post
from bench.scale.town import COMMON, RARE
from bench.site import Running

TIMES: Final = 40
GROWTH: Final = 1.3
PATIENCE: Final = 30.0
_QUIET: Final = 0.4  # seconds between two acts: the lists of the last one are made


@dataclass
class Side:
    """A running site, a connection to it, and someone at its desk."""

    run: Running
    long: tuple[int, str] = (0, "")  # the article with most comments: its number and path
    link: http.client.HTTPConnection = field(init=False)
    inside: "subprocess.Popen[str]" = field(init=False)
    cookie: str = field(init=False)

    def __post_init__(self) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", self.run.port)
        self.inside = subprocess.Popen(
            [sys.executable, "-m", "bench.scale.inside", str(self.run.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.inside.stdout is not None
        self.cookie = self.inside.stdout.readline().strip()

    def end(self) -> None:
        """Send home whoever is at the desk."""
        assert self.inside.stdin is not None
        self.inside.stdin.close()
        self.inside.wait(10)

    def get(self, path: str, cookie: str = "") -> tuple[int, bytes]:
        """Ask for an address."""
        self.link.request("GET", path, headers={"Cookie": f"desk={cookie}"} if cookie else {})
        answer = self.link.getresponse()
        return answer.status, answer.read()

    def until(self, path: str, sign: bytes) -> None:
        """Ask for an address until its page holds a sign."""
        end = time.monotonic() + PATIENCE
        while True:
            status, page = self.get(path)
            if status == http.client.OK and sign in page:
                return
            if time.monotonic() > end:
                raise TimeoutError(f"{path} does not say {sign!r}")
            time.sleep(0.002)

    def publish(self, turn: int) -> tuple[int, str]:
        """Publish an article and wait for its page; give its number and path."""
        number = post(
            self.link, "/publish/", {"title": f"Measured {turn}", "body": "The rain came early. " * 60}
        )
        path = f"/{time.strftime('%Y/%m', time.gmtime())}/{number}.html"
        self.until(path, b"Measured")
        return number, path

    def comment(self, article: int, path: str) -> None:
        """Comment on an article and wait for the comment on its last page."""
        number = post(self.link, f"/comment/{article}/", {"body": "It rained here as well. " * 10})
        self.until(path, f'id="comment-{number}"'.encode())

    def hide(self, number: int, path: str) -> None:
        """Hide an article and wait for the notice."""
        assert self.inside.stdin is not None
        self.inside.stdin.write(f"{number}\n")
        self.inside.stdin.flush()
        self.until(path, f"hidden/{number}.html".encode())

    def last_page(self) -> str:
        """Give the page of the newest comments on the article with most: pages link to their neighbours alone."""
        _number, path = self.long
        page, below = 1, path.removesuffix(".html")
        while self.get(f"{below}/comments/{page + 1}.html")[0] == http.client.OK:
            page += 1
        return f"{below}/comments/{page}.html" if page > 1 else path


def search(side: Side, **asked: str) -> None:
    """Ask the search; there must be an answer."""
    status, page = side.get(f"/search/?{urlencode(asked)}")
    assert (status, b"data-number" in page) == (http.client.OK, True), asked


def desk(side: Side) -> None:
    """Look at the desk's queue."""
    status, _page = side.get("/desk/", side.cookie)
    assert status == http.client.OK


def measures() -> dict[str, Callable[[Side, int], Callable[[], object]]]:
    """Give what is measured, each as a preparation that gives the act whose time counts."""
    told: dict[tuple[int, int], tuple[int, str]] = {}

    def publish(side: Side, turn: int) -> Callable[[], object]:
        def act() -> None:
            told[id(side), turn] = side.publish(turn)

        return act

    def told_of(side: Side, turn: int) -> tuple[int, str]:
        return told[id(side), turn]

    return {
        "publish to visible": publish,
        "comment to visible": lambda side, turn: lambda: side.comment(*told_of(side, turn)),
        "hide to hidden": lambda side, turn: lambda: side.hide(*told_of(side, turn)),
        "search, newest first": lambda side, _turn: lambda: search(side, q="measured"),
        "search, a common word": lambda side, _turn: lambda: search(side, q=COMMON),
        "search, a rare word": lambda side, _turn: lambda: search(side, q=RARE),
        "search, a common and a rare word": lambda side, _turn: lambda: search(side, q=f"{COMMON} {RARE}"),
        "search, a topic": lambda side, _turn: lambda: search(side, topic="topic-7"),
        "desk queue": lambda side, _turn: lambda: desk(side),
    }


def compare(small: Side, large: Side) -> dict[str, tuple[float, float]]:
    """Give the median seconds of each on both."""
    found = {}
    for side in (small, large):
        side.publish(0)  # one that stays: what is hidden is not found
    for name, prepare in measures().items():
        took: list[list[float]] = [[], []]
        for turn in range(-3, TIMES):
            for at, side in enumerate((small, large)):
                act = prepare(side, turn)
                began = time.monotonic()
                act()
                if turn >= 0:
                    took[at].append(time.monotonic() - began)
                if "visible" in name or "hidden" in name:
                    time.sleep(_QUIET)
        found[name] = (statistics.median(took[0]), statistics.median(took[1]))
    return found


def beside_few(side: Side) -> tuple[float, float]:
    """Give the median seconds from a comment to its page: on an article with few, and on the one with most."""
    few = side.publish(TIMES)
    took: list[list[float]] = [[], []]
    for turn in range(-3, TIMES):
        for at, (number, page) in enumerate((few, (side.long[0], side.last_page()))):
            time.sleep(_QUIET)
            began = time.monotonic()
            side.comment(number, page)
            if turn >= 0:
                took[at].append(time.monotonic() - began)
    return statistics.median(took[0]), statistics.median(took[1])
