"""Run as a program: a supervisor with the real nginx, and stand-ins for the app and the worker.

stand_in.py run FOLDER HOST PORT [WORKER]     stand_in.py app SOCKET     stand_in.py worker | silent | stubborn
"""

import http.server
import signal
import socket
import socketserver
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from handbill import settings, sockets
from handbill.front import house, supervisor
from handbill.front.children import Command
from handbill.settings import Settings


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        sys.stderr.write("an answer to 203.0.113.77\n")


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


def app(path: str) -> None:
    with Server(path, Answer) as server:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        server.serve_forever(0.05)


def worker(kind: str) -> None:
    if kind == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if kind != "silent":
        sys.stdout.write("caught-up\n")
        sys.stdout.flush()
    while True:
        time.sleep(60)


def run(folder: str, host: str, port: str, kind: str = "worker") -> int:
    site = settings.load(Path(folder), {})
    house.ALL_STAGES = 1.5  # a stubborn child need not cost a test nine seconds

    def commands(site: Settings, door: socket.socket, binary: Path, written: Path) -> Sequence[Command]:
        nginx = supervisor.real(site, door, binary, written)[0]
        path = sockets.app_socket(site.data)
        return (
            nginx,
            Command("app", (sys.executable, __file__, "app", str(path)), socket=path),
            Command("worker", (sys.executable, __file__, kind), says="caught-up"),
        )

    return supervisor.run(site, host, int(port), commands)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["run", *rest]:
            sys.exit(run(*rest))
        case ["app", path]:
            app(path)
        case [kind]:
            worker(kind)
