"""Raw bytes at the real front: whatever arrives, the answer is a word of HTTP, never a fault, and nothing is stored."""

import contextlib
import json
import socket
import sqlite3

import pytest

from tests.corpora import corpus
from tests.walks.site import Site

END = "\r\n\r\n"


def ask(site: Site, *requests: bytes) -> bytes:
    """Send bytes, piece by piece, and give all that comes back until the other side closes or is silent."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as door:
        answer = b""
        with contextlib.suppress(ConnectionError):  # refused while we still spoke
            for part in requests:
                door.sendall(part)
        with contextlib.suppress(ConnectionError):
            while part := door.recv(65536):
                answer += part
        return answer


def request(line: str, *headers: str, body: bytes = b"", host: str = "wire.example") -> bytes:
    lines = [line, *([f"Host: {host}"] if host else []), "Connection: close", *headers]
    return ("\r\n".join(lines) + END).encode("utf-8", "surrogateescape") + body


def post(*headers: str, body: bytes = b"", path: str = "/publish/", kind: str = "") -> bytes:
    kind = kind or "application/x-www-form-urlencoded"
    return request(f"POST {path} HTTP/1.1", f"Content-Type: {kind}", *headers, body=body)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def rows(site: Site) -> dict[str, int]:
    """Count what is stored, of everything."""
    with contextlib.closing(sqlite3.connect(site.folder / "data/handbill.sqlite3")) as tables:
        names = [name for (name,) in tables.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: tables.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


@pytest.fixture
def untouched(town: Site):
    before = rows(town)
    assert before["record_entry"] > 300
    log = town.log()
    yield town
    assert rows(town) == before
    assert town.log() == log, "what strangers send is no news for the operator"


def is_refused(answer: bytes, name: object) -> None:
    assert 400 <= status(answer) < 500, (name, answer[:300])
    assert b"Traceback" not in answer, name
    assert b"<center>" not in answer, name  # the words are ours, not those of nginx


def test_no_path_leads_out_of_the_public_folder(untouched: Site):
    """Where a path is taken apart by the rules and names a file of ours, that file may answer."""
    for line in (corpus("hostile") / "paths.jsonl").read_text().splitlines():
        path = json.loads(line)["input"]
        for head in ("/", "/2026/11/", "/desk/", "/record/tile/", "/hidden/", "/publish/"):
            answer = ask(untouched, request(f"GET {head}{path} HTTP/1.1"))
            assert status(answer) in {200, 301, 303, 400, 404, 405, 414}, (head, path, answer[:200])
            said = answer.lower()
            assert b"root:x:0" not in said, path
            assert b"[fonts]" not in said, path
            assert b"begin private key" not in said, path
            assert b"traceback" not in said, path
            if status(answer) == 200:
                assert b"content-security-policy" in said, path


LONG = 70_000 * "x"
REFUSED = {
    "wrong method on a page": request("DELETE /index.html HTTP/1.1"),
    "PUT of a page": request("PUT /index.html HTTP/1.1", "Content-Length: 3", body=b"abc"),
    "POST to a page": request("POST /index.html HTTP/1.1", "Content-Length: 3", body=b"abc"),
    "wrong method on a form": request("DELETE /publish/ HTTP/1.1"),
    "PATCH of a form": request("PATCH /publish/ HTTP/1.1", "Content-Length: 0"),
    "a method of nobody": request("BREW /publish/ HTTP/1.1"),
    "a method that is no word": request("G(T /publish/ HTTP/1.1"),
    "TRACE": request("TRACE / HTTP/1.1"),
    "CONNECT": request("CONNECT wire.example:443 HTTP/1.1"),
    "a long address": request(f"GET /publish/?{LONG} HTTP/1.1"),
    "a long header": request("GET /publish/ HTTP/1.1", f"X-Long: {LONG}"),
    "many long headers": request("GET /publish/ HTTP/1.1", *(f"X-{n}: {LONG[:8000]}" for n in range(9))),
    "no host": request("GET /publish/ HTTP/1.1", host=""),
    "two hosts": request("GET /publish/ HTTP/1.1", "Host: other.example"),
    "a host that is none": request("GET /publish/ HTTP/1.1", host="a b"),
    "an announced flood": post("Content-Length: 99999999999"),
    "a length that is none": post("Content-Length: -5"),
    "two lengths": post("Content-Length: 5", "Content-Length: 7", body=b"title=x"),
    "a length and chunks": post("Content-Length: 5", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "chunks that are none": post("Transfer-Encoding: chunked", body=b"zz\r\ntitle=x\r\n0\r\n\r\n"),
    "an encoding of nobody": post("Transfer-Encoding: braille", body=b"x"),
    "no protocol": b"GET /publish/\x00 HTTP/1.1\r\n\r\n",
    "not HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + END.encode(),
    "HTTP/2.0 in words": request("GET /publish/ HTTP/2.0"),
    "HTTP/9.9": request("GET /publish/ HTTP/9.9"),
    "no form": post("Content-Length: 2", body=b"{}", kind="application/json"),
    "a form without a boundary": post("Content-Length: 3", body=b"abc", kind="multipart/form-data"),
    "a form cut off": post(
        "Content-Length: 44",
        body=b'--b\r\nContent-Disposition: form-data; name="a"',
        kind="multipart/form-data; boundary=b",
    ),
    "bytes that are no text": post("Content-Length: 15", body=b"title=\xff\xfe&body=\xc3"),
    "an unknown item": request("GET /comment/999999/ HTTP/1.1"),
    "a number beyond numbers": request(f"GET /comment/{'9' * 400}/ HTTP/1.1"),
    "an unknown door": request("GET /api/v1/nothing HTTP/1.1"),
    "the desk's unknown door": request("GET /desk/nothing/ HTTP/1.1"),
    "bytes in an address": request("GET /publish/%ff%fe%00 HTTP/1.1"),
    "a zero in an address": request("GET /2026/11/%00.html HTTP/1.1"),
    "a hidden file": request("GET /.tmp-1 HTTP/1.1"),
    "the front's own pages": request("GET /.front/503.html HTTP/1.1"),
    "a smuggled second": post(
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: identity",
        body=b"0\r\n\r\nGET /desk/ HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_words(name: str, untouched: Site):
    is_refused(ask(untouched, REFUSED[name]), name)


def test_a_megabyte_and_more(untouched: Site):
    body = b"title=x&body=" + 13_000_000 * b"x"
    is_refused(ask(untouched, post(f"Content-Length: {len(body)}", body=body)), "13 MB")


def test_a_form_in_chunks_is_read_as_a_form(untouched: Site):
    """Without a token it comes back with its text."""
    answer = ask(
        untouched, post("Transfer-Encoding: chunked", body=b"18\r\ntitle=Tide&body=Two+feet\r\n0\r\n\r\n")
    )
    assert status(answer) == 422
    assert b"Two feet" in answer


def test_an_old_browser_is_answered(untouched: Site):
    answer = ask(untouched, b"GET /index.html HTTP/1.0\r\n\r\n")
    assert status(answer) == 200
    assert b"Millbrook Wire" in answer
    assert status(ask(untouched, b"GET /publish/ HTTP/1.0\r\n\r\n")) == 200


def test_what_is_asked_in_one_breath_is_answered_in_order(untouched: Site):
    first = b"GET /about.html HTTP/1.1\r\nHost: wire.example\r\n\r\n"
    second = b"GET /publish/ HTTP/1.1\r\nHost: wire.example\r\n\r\n"
    answer = ask(untouched, first + second + request("GET /nothing HTTP/1.1"))
    found = [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert found == [200, 200, 404]


def test_who_hangs_up_in_the_middle_leaves_nothing(untouched: Site):
    for part in (b"POST /publish/ HTTP/1.1\r\nHo", post("Content-Length: 500", body=b"title=Half+a+")):
        with socket.create_connection(("127.0.0.1", untouched.port), timeout=20) as door:
            door.sendall(part)
    assert untouched.get("publish/")[0] == 200
