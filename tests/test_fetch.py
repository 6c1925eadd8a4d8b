"""The one fetcher goes where it may: vectors that nobody here wrote, with a listener that counts who came."""

import ast
import contextlib
import functools
import json
import socket
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from handbill.addresses import is_public
from handbill.fetch import Fetcher, FetchError, is_near
from handbill.record import cosigned, mirrored
from handbill.record.format.cosign import Cosigner
from handbill.record.format.submission import Submission
from tests.corpora import corpus

HOUSE = Path(__file__).parents[1] / "handbill"
CLIENTS = {
    *(
        "socket",
        "_socket",
        "socketserver",
        "ssl",
        "asyncio",
        "http.client",
        "http.server",
        "urllib.request",
        "urllib3",
        "obstore",
    ),
    *(
        "requests",
        "httpx",
        "aiohttp",
        "ftplib",
        "smtplib",
        "poplib",
        "imaplib",
        "nntplib",
        "telnetlib",
        "xmlrpc",
    ),
    *("multiprocessing.connection", "multiprocessing.managers", "webbrowser", "wsgiref", "django.core.mail"),
    *("websockets", "paramiko", "pycurl", "dns", "subprocess", "importlib", "ctypes"),
}
"""What can ask the network, or be made to."""
EXCUSED = {
    "fetch.py": {"socket", "http.client", "urllib3"},  # the one fetcher
    "front/supervisor.py": {"socket"},  # binds the site's own door, and knocks at it until it answers
    "front/house.py": {"socket"},  # closes that door
    "front/nginx.py": {
        "socket",
        "subprocess",
        "importlib",
    },  # hands it to nginx; asks nginx what it was built with; finds the wheel's
    "front/children.py": {"subprocess"},  # starts the three commands of a site
    "store.py": {"obstore"},  # the bucket that the operator names
    "record/wake.py": {"socket"},  # a datagram to the worker, on a unix socket
    "record/bell.py": {"socket"},  # waits for it there
    "doctor/canary.py": {"socket"},  # knocks at the site's own door
    "rebuild.py": {"multiprocessing.connection"},  # pipes to its own children
    "cores.py": {"ctypes"},  # a fork ends with its parent
    "archive/ahead.py": {"multiprocessing.connection"},  # a pipe to its own child
    "archive/backup/take.py": {"importlib"},  # which version this is
    "archive/wacz/pack.py": {"importlib"},  # the same
    "archive/readers/saved/layout.py": {"importlib"},  # files that come with Handbill
    "archive/readers/texts/layout.py": {"importlib"},  # the same
    "record/durable.py": {"ctypes"},  # a call of the system that Python lacks
    "reader/switch.py": {"ctypes"},  # the same
    "cleaning/media/process.py": {"subprocess"},  # starts what decodes media, behind fences without a network
    "cleaning/media/child.py": {"importlib"},  # loads our own modules behind them
    "cleaning/media/ffmpeg.py": {"subprocess", "importlib"},  # starts ffmpeg there; finds the wheel's
    "cleaning/media/fences/bubblewrap.py": {"subprocess"},  # tries whether a fence can be had
    "cleaning/media/fences/kernel.py": {"ctypes"},  # calls of the system that Python lacks
    "cleaning/media/fences/seccomp.py": {"ctypes"},  # the same
    "cleaning/media/fences/probe.py": {"socket"},  # tries whether there is no network behind them
    "commands/shared.py": {"importlib"},  # loads our own modules late
}


class Listener:
    """Takes every connection that this process makes to the network, wherever it was to go, and counts them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.came: list[str] = []
        self.heard: list[bytes] = []
        self.location = ""
        self.door = socket.create_server(("127.0.0.1", 0))
        connect = socket.socket.connect
        here = self.door.getsockname()

        def led_here(link: socket.socket, where: Any) -> None:
            if link.family not in (socket.AF_INET, socket.AF_INET6):
                connect(link, where)
                return
            self.came.append(str(where[0]))
            if link.family == socket.AF_INET:
                connect(link, here)
            else:
                raise ConnectionRefusedError

        def peer(link: socket.socket) -> tuple[str, int]:
            return self.came[-1], 80

        monkeypatch.setattr(socket.socket, "connect", led_here)
        monkeypatch.setattr(socket.socket, "getpeername", peer)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                link, _where = self.door.accept()
            except OSError:
                return
            with link:
                said = link.recv(65536)
                if not said:
                    continue
                self.heard.append(said)
                status = f"302 Found\r\nLocation: {self.location}" if self.location else "200 OK"
                link.sendall(
                    f"HTTP/1.1 {status}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi".encode()
                )


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    made = Listener(monkeypatch)
    yield made
    made.door.close()


def resolve_as(monkeypatch: pytest.MonkeyPatch, turns: list[list[str]]) -> None:
    """Make names resolve to these addresses, turn by turn; addresses stay what they are."""
    real = socket.getaddrinfo

    def found(host: str, port: int, *args: Any, **options: Any) -> Any:
        try:
            socket.inet_aton(host)
        except OSError:
            if ":" not in host:
                turn = turns.pop(0) if len(turns) > 1 else turns[0]
                return [entry for one in turn for entry in real(one, port, *args, **options)]
        return real(host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", found)


def vectors() -> list[dict[str, Any]]:
    text = (corpus("hostile") / "ssrf.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_every_vector_is_as_stated_with_no_connection(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = vectors()
    assert len(rows) == 231
    wrong: list[Any] = []
    for row in rows:
        listener.came.clear()
        listener.location = row.get("location", "")
        turns = [[one] for one in row.get("resolve_in_turn", ())] or [row.get("resolve_as", ["127.0.0.1"])]
        with monkeypatch.context() as patch:
            resolve_as(patch, turns)
            said: list[bytes | str | None] = []
            for _turn in range(len(row.get("resolve_in_turn", (1,)))):
                try:
                    said.append(Fetcher(row["input"]).get("", 100))
                except FetchError as error:
                    said.append(error.word)
        private = [one for one in listener.came if not is_public(one)]
        allowed = row["kind"] in {"redirect", "rebind"}  # the first answer is from outside
        if private or (
            row["expect"] == "refuse" and (isinstance(said[-1], bytes) or (listener.came and not allowed))
        ):
            wrong.append((row["input"], said, list(listener.came)))
        if row["expect"] == "allow" and not listener.came:
            wrong.append((row["input"], said, "never tried"))
    assert wrong == []


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"],
)
def test_the_public_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "0.0.0.0",
            "127.0.0.1",
            "10.1.2.3",
            "169.254.169.254",
            "192.168.1.1",
            "224.0.0.1",
            "255.255.255.255",
        ),
        *(
            "::",
            "::1",
            "fe80::1",
            "fe80::1%eth0",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "64:ff9b::808:808",
        ),
        *("2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "::127.0.0.1", "64:ff9b:1::1", "", "localhost"),
    ],
)
def test_what_is_not(address: str) -> None:
    assert not is_public(address)


def test_where_an_operator_typed_the_address_it_may_be_near() -> None:
    with pytest.raises(FetchError, match="refused"):
        Fetcher("http://127.0.0.1:9", near=True).get("x", 1)
    with pytest.raises(FetchError, match="private_address"):
        Fetcher("http://127.0.0.1:9").get("x", 1)


@functools.cache
def imported(file: Path) -> frozenset[str]:
    """Every name that a module imports, wherever in it; of `from a import b` both `a` and `a.b`."""
    return frozenset(_imported(file))


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module or "", *(f"{node.module}.{one.name}" for one in node.names))
        elif isinstance(node, ast.Name) and node.id == "__import__":
            yield "importlib"


def outside(names: Iterable[str], of: set[str]) -> set[str]:
    """Of these modules, those that stand among the names, or something of theirs does."""
    return {one for one in of for name in names if name == one or name.startswith(f"{one}.")}


def test_nothing_else_in_the_house_asks_the_network() -> None:
    """Each exception is used, and is no more than it says."""
    found = {str(file.relative_to(HOUSE)): outside(imported(file), CLIENTS) for file in HOUSE.rglob("*.py")}
    assert {name: clients for name, clients in found.items() if clients} == EXCUSED


@pytest.mark.parametrize(
    "line",
    ["import urllib3", "from http import client", "import http.client as h", "from socket import create_connection",
     "def f():\n    import smtplib", "x = __import__('socket')", "from urllib.request import urlopen"],
)  # fmt: skip
def test_a_client_is_found_however_it_is_imported(line: str, tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(line)
    assert outside(imported(tmp_path / "one.py"), CLIENTS)


def test_where_a_connection_ends_is_looked_at_and_not_only_where_it_was_to_go(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stands between: the address that the socket has reached decides, before a byte is sent."""
    monkeypatch.setattr(socket.socket, "getpeername", lambda _link: ("10.0.0.7", 80))
    with pytest.raises(FetchError, match="private_address"):
        Fetcher("http://93.184.216.34/").get("", 100)
    assert listener.came == ["93.184.216.34"]
    assert listener.heard == []


DRIPS = {
    "its first line": b"HTTP/1.1 200 ",
    "its headers": b"HTTP/1.1 200 OK\r\nX-Long: ",
    "its body": b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n",
    "the size of a piece": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
    "where it has moved to": b"HTTP/1.1 302 Found\r\nContent-Length: 5000\r\nLocation: /y\r\n\r\n",
    "why there is none": b"HTTP/1.1 404 Not Found\r\nContent-Length: 5000\r\n\r\n",
}


@pytest.mark.parametrize("ask", ["get", "post"])
@pytest.mark.parametrize("part", DRIPS)
def test_a_server_that_sends_a_byte_now_and_then_is_given_up(part: str, ask: str) -> None:
    """It would go on for ever, and so would this test, if the time were counted anew for each byte."""
    left = threading.Event()

    def drip() -> None:
        link, _where = door.accept()
        with link, contextlib.suppress(OSError):
            link.recv(65536)
            link.sendall(DRIPS[part])
            while not left.wait(0.02):
                link.sendall(b"1")

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=drip)
        thread.start()
        try:
            fetcher = Fetcher(f"http://127.0.0.1:{door.getsockname()[1]}", near=True, whole=0.3)
            with pytest.raises(FetchError, match="timed_out"):
                fetcher.get("x", 10_000) if ask == "get" else fetcher.post("x", b"", 10_000)
        finally:
            left.set()
            thread.join()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000/", "https://[::1]/", "http://localhost/", "http://10.1.2.3/a/"]
)
def test_an_address_in_digits_leads_nowhere_else(address: str) -> None:
    assert is_near(address)


@pytest.mark.parametrize(
    "address", ["https://mirror.example/", "http://127.0.0.1.nip.example/", "http:///", "http://[/"]
)
def test_a_name_may_lead_anywhere(address: str) -> None:
    assert not is_near(address)


def test_a_name_of_a_mirror_or_witness_that_leads_inside_is_not_followed(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_as(monkeypatch, [["10.0.0.7"]])
    with pytest.raises(FetchError, match="private_address"):
        mirrored.ask("http://mirror.example/")
    witness = Cosigner("w.example/w", bytes(32)).verifier
    with pytest.raises(FetchError, match="private_address"):
        cosigned.ask(witness, "http://witness.example/", Submission(0, (), b""))
    assert listener.came == []
