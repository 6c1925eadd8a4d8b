"""The doors: limits of rate and size, a dead app, bent requests; and what is said about them."""

import contextlib
import dataclasses
import json
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from handbill import headers, limits, sockets
from handbill.front.quiet import cut
from tests.corpora import corpus
from tests.front.asking import ask, get, status, told
from tests.front.conftest import FILES, LARGEST, Door, echoing, make_site, opened

NOT_FROM = "X-Forwarded-For: 203.0.113."


@contextlib.contextmanager
def town(address: str = "http://127.0.0.1:8000/", **front: str) -> Iterator[Door]:
    path = Path(tempfile.mkdtemp(prefix="hb-front-"))
    site = dataclasses.replace(make_site(path, **front), address=address)
    with echoing(site), opened(site) as door:
        yield door
    shutil.rmtree(path)


def posts(door: Door, path: str, number: int, *more: str) -> list[int]:
    return [status(get(door.port, path, *more, method="POST", body="a=b")) for _ in range(number)]


def test_a_flood_of_texts_is_slowed_and_reading_is_not() -> None:
    with town() as door:
        answers = posts(door, "/publish/", limits.POSTS_BURST + 5)
        assert answers.count(200) in {limits.POSTS_BURST + 1, limits.POSTS_BURST + 2}
        assert answers[-1] == 429
        refused = get(door.port, "/comment/1/", method="POST", body="a=b")  # one bucket for all that is sent
        assert status(refused) == 429
        assert "Retry-After: 2\r\n" in refused
        assert "Nothing was stored, and nothing is lost" in refused
        assert "refresh" not in refused
        assert "Content-Security-Policy: default-src 'none'" in refused
        assert status(get(door.port, "/")) == 200
        assert status(get(door.port, "/publish/")) == 200
        problem = get(door.port, "/api/v1/articles", method="POST", body="{}")
        assert status(problem) == 429
        assert "Content-Type: application/problem+json" in problem
        assert json.loads(problem.partition("\r\n\r\n")[2])["status"] == 429
        spoofed = get(door.port, "/publish/", NOT_FROM + "9", method="POST", body="a=b")
        assert status(spoofed) == 429


def test_sign_in_is_stricter_and_apart() -> None:
    with town() as door:
        answers = posts(door, "/desk/sign-in/", limits.SIGN_IN_BURST + 4)
        assert answers.count(200) in {limits.SIGN_IN_BURST + 1, limits.SIGN_IN_BURST + 2}
        assert answers[-1] == 429
        assert posts(door, "/publish/", 2) == [200, 200]
        assert posts(door, "/desk/item/1/", 2) == [200, 200]


def test_behind_a_trusted_proxy_each_reader_has_a_bucket() -> None:
    with town(trusted_proxy="127.0.0.1") as door:
        many = limits.SIGN_IN_BURST + 4
        assert 429 in posts(door, "/desk/sign-in/", many, NOT_FROM + "1")
        assert posts(door, "/desk/sign-in/", 1, NOT_FROM + "2") == [200]
        # one IPv6 network of 64 bits is one reader, its neighbour another
        network = "X-Forwarded-For: 2001:db8:1:2"
        answers = [posts(door, "/desk/sign-in/", 1, f"{network}::{number:x}")[0] for number in range(many)]
        assert answers[-1] == 429
        assert posts(door, "/desk/sign-in/", 1, "X-Forwarded-For: 2001:db8:1:3::1") == [200]
        # what the proxy says of nobody shares one large bucket
        assert set(posts(door, "/desk/sign-in/", many)) == {200}
        echoed = get(door.port, "/publish/", NOT_FROM + "7")
        assert "203.0.113" not in echoed


def test_the_onion_has_a_large_bucket_of_its_own() -> None:
    with town(onion="wire.onion") as door:
        assert set(posts(door, "/publish/", limits.POSTS_BURST * 2)) == {200}
        assert "Onion-Location: http://wire.onion/2026/11/1.html?a" in get(door.port, "/2026/11/1.html?a")


def test_who_floods_the_sign_in_of_the_onion_does_not_keep_out_a_browser_that_is_known() -> None:
    """Whether it is known indeed is for the app to say, before it counts or hashes anything."""
    with town(onion="wire.onion") as door:
        many = limits.SIGN_IN_BURST * limits.CROWD + 20
        assert posts(door, "/desk/sign-in/", many)[-1] == 429
        assert posts(door, "/desk/sign-in/", 1, "Cookie: known=") == [429]
        assert posts(door, "/desk/sign-in/", 1, "Cookie: desk=a") == [429]
        assert posts(door, "/desk/sign-in/", 1, "Cookie: desk=a; known=b") == [200]
    with town(onion="wire.onion", address="https://wire.example/") as door:
        assert posts(door, "/desk/sign-in/", many)[-1] == 429
        assert posts(door, "/desk/sign-in/", 1, "Cookie: known=b") == [429]
        assert posts(door, "/desk/sign-in/", 1, "Cookie: __Secure-desk=a; __Secure-known=b") == [200]
    with town() as door:  # one address is one address
        known = "Cookie: known=b"
        assert posts(door, "/desk/sign-in/", limits.SIGN_IN_BURST + 4, known)[-1] == 429


def test_what_is_too_large_is_refused_in_words(door: Door) -> None:
    large = "x" * (LARGEST + 1)
    page = get(door.port, "/publish/", method="POST", body=large)
    assert status(page) == 413
    assert "Nothing was stored" in page
    assert "Cache-Control: no-store" in page
    problem = get(door.port, "/api/v1/articles", method="POST", body=large)
    assert status(problem) == 413
    assert "application/problem+json" in problem
    line, most = len("GET / HTTP/1.1\r\n"), limits.ADDRESS_LINE
    asked = {
        size: status(get(door.port, "/" + "a" * (size - line))) for size in (most, most + 1, most * 1000)
    }
    assert list(asked.values()) == [404, 414, 414]
    head = len("X-Long: \r\n")
    sent = [status(get(door.port, "/", "X-Long: " + "a" * (size - head))) for size in (most, most + 1, 9000)]
    assert sent == [200, 431, 431]


def test_a_body_arrives_whole_and_measured(door: Door) -> None:
    assert told(get(door.port, "/publish/", method="POST", body="x" * 900_000))["body"] == 900_000
    chunked = "POST /publish/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    found = told(ask(door.port, chunked).decode())
    assert found["body"] == 5
    assert ["Content-Length", "5"] in found["headers"]


def test_nothing_that_is_sent_touches_the_disc(door: Door) -> None:
    get(door.port, "/publish/", method="POST", body="x" * 900_000)
    temporary = door.site.data / "run" / "tmp"
    assert not [file for file in temporary.rglob("*") if file.is_file()]
    assert "temporary file" not in door.said()


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
        b"POST /publish/ HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        b"POST /publish/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /a\x00b HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
def test_bent_requests_get_a_400(door: Door, request_bytes: bytes) -> None:
    assert status(ask(door.port, request_bytes)) == 400


def test_hostile_paths_are_never_5xx_and_lead_nowhere(door: Door) -> None:
    for line in (corpus("hostile") / "paths.jsonl").read_text("utf-8").splitlines():
        given = json.loads(line)["input"].encode("utf-8", "surrogatepass")
        for path in (given.lstrip(b"/"), b"look/" + given, b"record/tile/" + given):
            request = b"GET /" + path + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            answer = ask(door.port, request)
            if answer.startswith(b"HTTP/"):  # else an answer of HTTP/0.9: a page of ours, without a head
                assert status(answer) in {200, 301, 400, 404}, path
            assert b"root:" not in answer
            assert b'wire.example/log"' not in answer


def test_without_the_app_reading_goes_on_and_the_doors_say_so(folder: Path) -> None:
    site = make_site(folder)
    with opened(site) as door:
        assert status(get(door.port, "/2026/11/1.html")) == 200
        closed = get(door.port, "/publish/?who=rosa", "Referer: http://elsewhere.example/")
        assert status(closed) == 503
        assert "Retry-After: 10" in closed
        assert "Nothing was stored" in closed
        assert "application/problem+json" in get(door.port, "/api/v1/challenge")
        raw = door.said()
    assert "client: 127.0.0.1" in raw, "nginx logs otherwise than this test believes"
    assert "who=rosa" in raw
    quiet = "\n".join(cut(line, site.public) for line in raw.splitlines())
    for word in ("127.0.0", "rosa", "/publish", "elsewhere", "wire.example", "GET"):
        assert word not in quiet, quiet
    assert "connect() to" in quiet
    assert "No such file or directory" in quiet


def test_an_app_that_is_stuck_keeps_nobody_from_reading_and_its_queue_ends(folder: Path, monkeypatch) -> None:
    """Who would wait behind more than it has before it is told at once; every file is served."""
    monkeypatch.setattr(limits, "WAITING", 3)
    site = make_site(folder, limits="off")
    sockets.make_run_folder(site.data)
    with contextlib.ExitStack() as open_ones:
        app = open_ones.enter_context(socket.socket(socket.AF_UNIX))
        app.bind(str(sockets.app_socket(site.data)))
        app.listen(16)
        door = open_ones.enter_context(opened(site))
        for _ in range(3):
            waiting = open_ones.enter_context(socket.create_connection(("127.0.0.1", door.port), 5))
            waiting.sendall(b"POST /publish/ HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na=b")
            open_ones.enter_context(app.accept()[0])  # and never answered
        refused = get(door.port, "/publish/", method="POST", body="a=b")
        assert status(refused) == 503
        assert "Retry-After: 10" in refused
        assert "Go back to your text" in refused
        assert status(get(door.port, "/api/v1/challenge")) == 503
        names = [name for name in FILES if "/." not in f"/{name}"]
        served = {name: status(get(door.port, f"/{name.replace('%', '%25')}")) for name in names}
        assert served == dict.fromkeys(served, 200)
        quiet = [cut(line) for line in door.said().splitlines()]
        assert not [
            line for line in quiet if "upstream" in line
        ]  # anyone can bring that about, as often as they like


def test_who_is_one_too_many_gets_the_text_back_while_the_app_answers_at_all(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few more forms reach the app, marked; who only asks, and one more still, is told at once by the front itself."""
    monkeypatch.setattr(limits, "WAITING", 1)
    monkeypatch.setattr(limits, "WAITING_TEXT", 1)
    site = make_site(folder, limits="off")
    sockets.make_run_folder(site.data)
    with contextlib.ExitStack() as open_ones:
        app = open_ones.enter_context(socket.socket(socket.AF_UNIX))
        app.bind(str(sockets.app_socket(site.data)))
        app.listen(16)
        app.settimeout(5)
        door = open_ones.enter_context(opened(site))
        asked = "POST {} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\na=b"
        sent = [
            open_ones.enter_context(socket.create_connection(("127.0.0.1", door.port), 5)) for _ in range(2)
        ]
        sent[0].sendall(asked.format("/publish/").encode())
        open_ones.enter_context(app.accept()[0])  # is never answered
        sent[1].sendall(asked.format("/comment/7/").encode())
        marked = open_ones.enter_context(app.accept()[0])
        seen = marked.recv(4000).decode()
        assert seen.startswith("POST /comment/7/ ")
        assert f"{headers.ARRIVED}: {headers.TOO_MANY}\r\n" in seen
        assert seen.endswith("\r\n\r\na=b")
        for method in ("POST", "GET"):
            refused = get(door.port, "/publish/", method=method, body="a=b" if method == "POST" else "")
            assert (status(refused), "Retry-After: 10" in refused) == (503, True)
        marked.sendall(b"HTTP/1.1 503 Busy\r\nRetry-After: 5\r\nContent-Length: 4\r\n\r\na: b")
        given = b"".join(iter(lambda: sent[1].recv(4000), b""))
        assert given.startswith(b"HTTP/1.1 503 ")
        assert given.endswith(b"\r\n\r\na: b")
        assert b"Retry-After: 5\r\n" in given


def test_an_app_that_is_stuck_at_the_other_doors_still_takes_the_desk(folder: Path, monkeypatch) -> None:
    """It has places of its own, and they have an end too."""
    monkeypatch.setattr(limits, "WAITING", 1)
    monkeypatch.setattr(limits, "WAITING_DESK", 2)
    site = make_site(folder, limits="off")
    sockets.make_run_folder(site.data)
    with contextlib.ExitStack() as open_ones:
        app = open_ones.enter_context(socket.socket(socket.AF_UNIX))
        app.bind(str(sockets.app_socket(site.data)))
        app.listen(16)
        app.settimeout(5)
        door = open_ones.enter_context(opened(site))
        for path in ("/publish/", "/desk/", "/desk/sign-in/"):
            waiting = open_ones.enter_context(socket.create_connection(("127.0.0.1", door.port), 5))
            waiting.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            reached = open_ones.enter_context(app.accept()[0])  # and is never answered
            assert reached.recv(100).startswith(f"GET {path} ".encode())
        assert [status(get(door.port, path)) for path in ("/publish/", "/desk/")] == [503, 503]


def test_the_app_s_own_503_passes(door: Door) -> None:
    answer = get(door.port, "/publish/closed")
    assert status(answer) == 503
    assert '"path"' in answer
