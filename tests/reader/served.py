"""A folder at an address on this machine, as the tests need it: slow, moving, or answering badly."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Answer = Callable[[str], tuple[int, dict[str, str], bytes] | None]


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve at a port of this machine; give the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def served(
    folder: Path,
    answer: Answer = lambda _: None,
    encoded: Callable[[str, str], tuple[int, dict[str, str], bytes] | None] = lambda _path, _encoding: None,
) -> Iterator[str]:
    """Serve a folder; `answer` may give status, headers and body of a path instead."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self):
            status, headers, body = (
                encoded(self.path[1:], self.headers["Accept-Encoding"])
                or answer(self.path[1:])
                or (0, {}, b"")
            )
            file = folder / self.path[1:]
            if not status:
                status, body = (200, file.read_bytes()) if file.is_file() else (404, b"none")
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Keep the tests quiet."""

    with serving(Handler) as address:
        yield address
