"""The one way in which this program asks another server for a file.

Bounded in time and size, and it follows no redirect away from where it was sent. It keeps connections
open, and threads may share it. Each connection is to an address of the public internet, looked at before it is made and
again on the socket; where a reader typed the address themselves (`near`), it may also be on this machine.
"""

import http.client
import socket
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from io import BufferedReader, RawIOBase
from ipaddress import ip_address
from time import monotonic
from typing import Any, BinaryIO, Final, TypeAlias, TypeVar
from urllib.parse import quote, urljoin, urlsplit

import urllib3
from urllib3 import connection
from urllib3 import exceptions as errors

from handbill.addresses import is_public

CONNECT, READ, WHOLE = 10.0, 30.0, 300.0
"""Seconds to wait for a connection, for each piece of an answer, and for all of it, from the question to its last byte."""

HOPS: Final = 4
OK: Final = 200
_PIECE: Final = 65_536
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({404, 410})
Answered: TypeAlias = urllib3.BaseHTTPResponse
Taken = TypeVar("Taken", bytes, tuple[str, int])


class FetchError(Exception):
    """Why there is no answer, as a word.

    not_an_address, private_address, unknown_host, refused, timed_out, bad_certificate, too_large, moved_away, broken_off,
    not_the_same_uncompressed, status_NNN.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@contextmanager
def worded() -> Iterator[None]:
    """Say by a ValueError why there is no answer, as those who read folders do."""
    try:
        yield
    except FetchError as error:
        raise ValueError(f"cannot be fetched: {error.word}") from None


_END: ContextVar[float] = ContextVar("end")
"""When, by the monotonic clock, the question that this thread is asking must have been answered."""


@contextmanager
def _asking(whole: float) -> Iterator[None]:
    """Ask for so many seconds at most, and say in a word why there is no answer."""
    _END.set(monotonic() + whole)
    try:
        yield
    except errors.NameResolutionError:
        raise FetchError("unknown_host") from None
    except errors.NewConnectionError:
        raise FetchError("refused") from None
    except errors.TimeoutError:
        raise FetchError("timed_out") from None
    except errors.SSLError:
        raise FetchError("bad_certificate") from None
    except errors.LocationParseError:
        raise FetchError("not_an_address") from None
    except (errors.HTTPError, ValueError):
        raise FetchError("broken_off") from None


def _left(most: float) -> float:
    """Give the seconds that may be waited now; TimeoutError where there are none left."""
    left = min(most, _END.get() - monotonic())
    if left <= 0:
        raise TimeoutError("timed out")
    return left


class _Timed(RawIOBase):
    """What a server sends: each piece, of the headers too, is waited for no longer than until the end of the question."""

    def __init__(self, link: socket.socket, raw: RawIOBase) -> None:
        super().__init__()
        self._link, self._raw = link, raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._link.settimeout(_left(READ))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer that a server which sends a byte now and then cannot stretch."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = BufferedReader(_Timed(sock, self.fp.detach()))


class _Link(connection.HTTPConnection):
    """Connects to wherever it is sent."""

    response_class = _Answer
    checked = False

    def _new_conn(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except UnicodeError:
            raise errors.LocationParseError(f"{self._dns_host!r}, the host") from None
        except socket.gaierror as error:
            raise errors.NameResolutionError(self.host, self, error) from error
        if self.checked and not all(is_public(str(where[0])) for *_kind, where in found):
            raise FetchError("private_address")
        failed: OSError | None = None
        for family, kind, protocol, _name, where in found:
            link = socket.socket(family, kind, protocol)
            try:
                link.settimeout(_left(CONNECT))
                link.connect(where)
            except OSError as error:  # a time-out too: the next address may answer
                link.close()
                failed = error
                continue
            if not self.checked or is_public(link.getpeername()[0]):
                return link
            link.close()
            raise FetchError("private_address")
        if isinstance(failed, TimeoutError):
            raise errors.ConnectTimeoutError(self, "timed out") from failed
        raise errors.NewConnectionError(self, "refused") from failed


class _LinkTLS(_Link, connection.HTTPSConnection):
    """The same, with a certificate."""


def _pools(*, checked: bool) -> dict[str, Any]:
    """Give the pools by scheme; if checked, for public addresses alone: a name is asked for once, and what it gave is connected to."""
    link, tls = (type(one.__name__, (one,), {"checked": checked}) for one in (_Link, _LinkTLS))
    return {
        "http": type("Pool", (urllib3.HTTPConnectionPool,), {"ConnectionCls": link}),
        "https": type("PoolTLS", (urllib3.HTTPSConnectionPool,), {"ConnectionCls": tls}),
    }


_POOLS: Final = {near: _pools(checked=not near) for near in (True, False)}
"""By whether an address may be near."""


def is_near(base: str) -> bool:
    """Say whether an address names its machine itself, by number or as localhost: no name can lead it anywhere else."""
    try:
        host = urlsplit(base).hostname or ""
        return host == "localhost" or bool(ip_address(host))
    except ValueError:
        return False


class Fetcher:
    """Files below one address; each is given `whole` seconds, with the redirects that lead to it."""

    def __init__(self, base: str, *, connections: int = 8, near: bool = False, whole: float = WHOLE) -> None:
        try:
            parts = urlsplit(base)
        except ValueError:
            raise FetchError("not_an_address") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise FetchError("not_an_address")
        path = parts.path if parts.path.endswith("/") else parts.path + "/"
        self.base = f"{parts.scheme}://{parts.netloc}{path}"
        self._whole = whole
        self._pool = urllib3.PoolManager(
            maxsize=connections,
            block=True,
            retries=False,
            timeout=urllib3.Timeout(connect=CONNECT, read=READ),
            headers={"User-Agent": "Mozilla/5.0", "Accept": "*/*"},  # nothing that tells this program apart
        )
        self._pool.pool_classes_by_scheme = _POOLS[near]

    def get(self, path: str, limit: int, *, packed: bool = True) -> bytes | None:
        """Fetch a file of at most `limit` bytes; None where the server says that there is none.

        `packed` asks as browsers do, for a compressed copy; the bytes are unpacked either way.
        """
        return self._follow(path, "gzip" if packed else "identity", lambda answer: self._body(answer, limit))

    def _follow(self, path: str, encoding: str, take: Callable[[Answered], Taken]) -> Taken | None:
        """Ask for a file, also where it has moved to; None where the server says that there is none."""
        with _asking(self._whole):
            address = self.base + quote(path)
            for _ in range(HOPS):
                found = self._get(address, encoding, take)
                if not isinstance(found, str):
                    return found
                address = self._near(address, found)
            raise FetchError("moved_away")

    def digest(self, path: str, limit: int, into: BinaryIO | None = None) -> tuple[str, int] | None:
        """Fetch a file for its SHA-256, in hexadecimal digits, and its length, perhaps into a file; for the rest as `get`."""
        return self._follow(path, "identity", lambda answer: _digest(answer, limit, into))

    def post(self, path: str, body: bytes, limit: int) -> tuple[int, bytes]:
        """Send bytes; give the status and an answer of at most `limit` bytes. No redirect is followed."""
        with _asking(self._whole):
            headers = {**self._pool.headers, "Accept-Encoding": "identity"}
            answer = self._pool.request(
                "POST",
                self.base + quote(path),
                body=body,
                headers=headers,
                preload_content=False,
                redirect=False,
            )
            try:
                return answer.status, self._body(answer, limit)
            finally:
                answer.close()
                answer.release_conn()

    def get_alike(self, path: str, limit: int) -> bytes | None:
        """Fetch a file both ways, compressed and as it is; they must be the same."""
        data = self.get(path, limit)
        if data != self.get(path, limit, packed=False):
            raise FetchError("not_the_same_uncompressed")
        return data

    def _get(self, address: str, encoding: str, take: Callable[[Answered], Taken]) -> Taken | str | None:
        """Ask once; give what is taken of the file, or None, or as a string where it has moved to."""
        headers = {**self._pool.headers, "Accept-Encoding": encoding}
        answer = self._pool.request("GET", address, headers=headers, preload_content=False, redirect=False)
        try:
            if answer.status == OK:
                return take(answer)
            answer.read(_PIECE)  # so that the connection can be used again, if that was all
            if answer.status in _GONE:
                return None
            if answer.status in _MOVED:
                return answer.headers.get("Location", "")
            raise FetchError(f"status_{answer.status}")
        finally:
            if not answer.closed:
                answer.close()
            answer.release_conn()

    def _body(self, answer: Answered, limit: int) -> bytes:
        body = bytearray()
        encoding = answer.headers.get("Content-Encoding", "identity").lower()
        if encoding not in ("identity", "gzip"):
            raise FetchError("broken_off")
        unpack = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
        for piece in answer.stream(_PIECE, decode_content=False):
            try:
                body += unpack.decompress(piece, limit + 1 - len(body)) if unpack else piece
            except zlib.error:
                raise FetchError("broken_off") from None
            if len(body) > limit:
                raise FetchError("too_large")
        if unpack and (not unpack.eof or unpack.unused_data):
            raise FetchError("broken_off")
        return bytes(body)

    def _near(self, address: str, location: str) -> str:
        """Give where a redirect leads, if that is on the same origin."""
        to = urljoin(address, location)
        if urlsplit(to)[:2] != urlsplit(self.base)[:2]:
            raise FetchError("moved_away")
        return to


def _digest(answer: Answered, limit: int, into: BinaryIO | None) -> tuple[str, int]:
    taken, length = sha256(), 0
    for piece in answer.stream(_PIECE, decode_content=False):
        taken.update(piece)
        length += len(piece)
        if length > limit:
            raise FetchError("too_large")
        if into:
            into.write(piece)
    return taken.hexdigest(), length
