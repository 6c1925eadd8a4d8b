"""Where a site is being served: knock at its door as somebody unmistakable, so that it can be searched for what they said of themselves.

Each request carries one mark, drawn anew each time: in its address, its question, a file's name, the name of the browser, its
languages, where it comes from. All of it is refused or only read, so nothing of it may be stored. Where the front listens on this
machine's own addresses, the requests come from one of 127.0.0.0/8 that nobody else has.
"""

import hashlib
import re
import secrets
import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from handbill import sockets
from handbill.settings import Settings

PATIENCE: Final = 10.0
"""Seconds for an answer."""
_LISTEN: Final = re.compile(rb"^\s*listen (\S+):(\d+);", re.MULTILINE)
_EDGE: Final = "a-line-between-two-parts"


@dataclass(frozen=True, slots=True)
class Canary:
    """Somebody unmistakable. `address` is empty where it could not be chosen."""

    mark: str
    address: str = ""

    def needles(self) -> Iterator[tuple[bytes, str]]:
        """Give what may be nowhere, each with its name: what was said as it is, as hexadecimal and base64, and bare hashes of it."""
        mark = self.mark.encode()
        yield mark, "what a marked request said"
        yield mark.hex().encode(), "what a marked request said, as hexadecimal"
        for shift in range(3):
            yield (
                b64encode(bytes(shift) + mark)[(shift + 2) // 3 * 4 : -4],
                "what a marked request said, as base64",
            )
        for said in filter(None, (self.address, self.agent)):
            for algorithm in ("md5", "sha1", "sha256"):
                digest = hashlib.new(algorithm, said.encode()).digest()
                yield digest, f"a bare {algorithm} of a marked request's address or browser"
                yield digest.hex().encode(), f"a bare {algorithm} of a marked request's address or browser"
        if self.address:
            yield self.address.encode(), "the address that a marked request came from"

    def find(self, data: bytes) -> list[tuple[int, str]]:
        """Give what is there of it, with the offset of each."""
        return sorted((data.index(needle), name) for needle, name in self.needles() if needle in data)

    @property
    def agent(self) -> str:
        """The name of its browser."""
        return f"Mozilla/5.0 ({self.mark}) Canary/1.0"


def send(site: Settings) -> tuple[Canary | None, int]:
    """Knock; give who did, and how many of the requests were answered. None where the site is not being served."""
    try:
        written = (sockets.run_folder(site.data) / "nginx.conf").read_bytes()
    except OSError:
        return None, 0
    listens = _LISTEN.search(written)
    if listens is None:
        return None, 0
    host, port = listens[1].decode().strip("[]"), int(listens[2])
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - it is asked, not bound
    own = f"127.{secrets.randbelow(200) + 20}.{secrets.randbelow(250) + 2}.{secrets.randbelow(250) + 2}"
    canary = Canary("Q" + secrets.token_hex(12), own if host.startswith("127.") else "")
    answered = sum(_ask(canary, host, port, request) for request in requests(canary))
    return (canary, answered) if answered else (None, 0)


def _ask(canary: Canary, host: str, port: int, request: bytes) -> bool:
    with suppress(OSError):
        come = (canary.address, 0) if canary.address else None
        with socket.create_connection((host, port), PATIENCE, source_address=come) as door:
            door.sendall(request)
            return door.recv(16).startswith(b"HTTP/1.1 ")
    return False


def requests(canary: Canary) -> Iterator[bytes]:
    """Give what is read, what is not there, and forms that are refused; the file in them is none that could wait in a form."""
    mark = canary.mark
    said = {
        "Host": "localhost",
        "Connection": "close",
        "User-Agent": canary.agent,
        "Accept-Language": f"{mark},en",
        "Referer": f"https://{mark}.example/",
        "Cookie": f"id={mark}",
        "X-Forwarded-For": f"{mark}",
        "If-None-Match": f'"{mark}"',
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    form = f'--{_EDGE}\r\nContent-Disposition: form-data; name="media"; filename="{mark}.jpg"\r\n\r\n\0{mark}\r\n--{_EDGE}--\r\n'
    for path in ("", f"nothing/{mark}", f"search/?q={mark}", "publish/", f"receipt/?{mark}", "desk/"):
        yield f"GET /{path} HTTP/1.1\r\n{head}\r\n".encode()
    for path in ("publish/", "receipt/", "desk/sign-in/", "api/v1/articles"):
        kind = f"multipart/form-data; boundary={_EDGE}"
        sized = f"Content-Type: {kind}\r\nContent-Length: {len(form)}\r\n"
        yield f"POST /{path} HTTP/1.1\r\n{head}{sized}\r\n{form}".encode()
    yield f"DELETE /{mark} HTTP/1.1\r\n{head}\r\n".encode()
    yield f"GET /%zz{mark} HTTP/1.1\r\n{head}\r\n".encode()
