"""The app sees no address, no header that is not passed, and every body has a length: through granian, as it is run."""

import io
import json
import os
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handbill import headers, sockets
from handbill.front import supervisor
from handbill.front.last_look import guarded
from tests.front.conftest import make_site, wait_for

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def granian(folder: Path) -> Iterator[Path]:
    """The real command of the app, with another app; its socket."""
    site = make_site(folder)
    sockets.make_run_folder(site.data)
    with socket.socket() as door:
        command = supervisor.real(site, door, Path("nginx"), Path("conf"))[1]
    assert command.argv[-1] == "handbill.wsgi:application"
    assert command.socket is not None
    process = subprocess.Popen(
        [*command.argv[:-1], "tests.front.echo_app:application"],
        env={**supervisor.environment(os.environ), **command.environ, "PYTHONPATH": str(REPOSITORY)},
        process_group=0,
    )
    path = str(command.socket)
    with socket.socket(socket.AF_UNIX) as probe:
        wait_for(lambda: probe.connect_ex(path) == 0)
    yield command.socket
    process.send_signal(signal.SIGTERM)
    assert process.wait(8) == 0


def ask(path: Path, request: str) -> tuple[str, dict[str, Any]]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(str(path))
        connection.sendall(request.encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
    head, _, body = answer.decode().partition("\r\n\r\n")
    return head, json.loads(body) if body.startswith("{") else {"words": body}


def test_through_granian(granian: Path) -> None:
    assert stat.S_IMODE(granian.stat().st_mode) == 0o600
    close = "Host: wire.example\r\nConnection: close\r\nUser-Agent: Netscape\r\nX-Forwarded-For: 203.0.113.9\r\nCookie: a=b\r\n"

    head, told = ask(granian, f"GET /publish/?a=b HTTP/1.1\r\n{close}Accept: text/html\r\n\r\n")
    assert head.startswith("HTTP/1.1 200")
    assert {name for name in told["environ"] if name.startswith(("HTTP_", "REMOTE_"))} == {
        "HTTP_ACCEPT",
        "HTTP_HOST",
    }
    assert "203.0.113" not in str(told)

    _, told = ask(granian, f"GET /desk/ HTTP/1.1\r\n{close}\r\n")
    assert told["environ"]["HTTP_COOKIE"] == "a=b"

    chunked = f"POST /ap/inbox HTTP/1.1\r\n{close}Transfer-Encoding: chunked\r\n\r\n"
    _, told = ask(granian, chunked + "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n")
    assert told["body"] == 7
    assert told["environ"]["CONTENT_LENGTH"] == "7"

    head, told = ask(granian, chunked + "19000\r\n" + "x" * 0x19000 + "\r\n0\r\n\r\n")
    assert head.startswith("HTTP/1.1 413")
    assert "nothing was stored" in told["words"].lower()

    head, _ = ask(granian, f"POST /publish/ HTTP/1.1\r\n{close}Content-Length: 100001\r\n\r\n")
    assert head.startswith("HTTP/1.1 413")
    assert "no-store" in head


@pytest.mark.parametrize("length", ["", "-5", "²", "1e3", "x"])
def test_a_length_that_is_none_is_not_believed(length: str) -> None:
    seen: list[str] = []
    app = guarded(lambda environ, _: [seen.append(environ["CONTENT_LENGTH"]) or b""], limit=10)  # type: ignore[func-returns-value]
    environ = {
        "PATH_INFO": "/",
        "REQUEST_METHOD": "POST",
        "CONTENT_LENGTH": length,
        "wsgi.input": io.BytesIO(b"x" * 50),
    }
    assert list(app(environ, lambda *_: None)) == [b""]
    assert seen == [length]


@pytest.mark.parametrize(
    ("path", "waited", "late"),
    [
        ("/publish/", 0.6, True),
        ("/publish/", 60, True),
        ("/publish/", 0.1, False),
        ("/publish/", -5, False),  # a clock was set
        ("/publish/", 3600, False),
        ("/desk/item/1/", 60, False),  # editors are what a flood needs
    ],
)
def test_what_has_waited_for_too_long_is_marked(path: str, waited: float, late: bool) -> None:
    seen: list[dict[str, Any]] = []

    def inner(environ: dict[str, Any], _start: object) -> list[bytes]:
        seen.append(environ)
        return []

    app = guarded(inner, 1_000_000)
    beyond = headers.TOO_MANY, not path.startswith("/desk/")
    for arrived, marked in (
        (f"{time.time() - waited:.3f}", late),
        beyond,
        ("x", False),
        ("nan", False),
        ("", False),
    ):
        app(
            {"PATH_INFO": path, "REQUEST_METHOD": "POST", "CONTENT_LENGTH": "0", "HTTP_ARRIVED": arrived},
            lambda *_: None,
        )
        assert (headers.LATE in seen[-1]) == marked, arrived
        assert "HTTP_ARRIVED" not in seen[-1]
