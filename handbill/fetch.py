"""The one way in which this program asks another server for a file.

Bounded in time and size, and it follows no redirect away from where it was sent. It keeps connections
open, and threads may share it. Each connection is to an address of the public internet, looked at before it is made and
again on the socket; where an operator or reader typed the address themselves (`near`), it may also be on this machine.
"""

import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final
from urllib.parse import quote, urljoin, urlsplit

import urllib3
from urllib3 import connection
from urllib3 import exceptions as errors

from handbill.addresses import is_public

CONNECT, READ, WHOLE = 10.0, 30.0, 300.0
"""Seconds to wait for a connection, for each piece of an answer, and for all of it."""

HOPS: Final = 4
OK: Final = 200
_PIECE: Final = 65_536
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({404, 410})


class FetchError(Exception):
    """Why there is no answer, as a word.

    not_an_address, private_address, unknown_host, refused, timed_out, bad_certificate, too_large, moved_away, broken_off,
    not_the_same_uncompressed, status_NNN.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@contextmanager
def _words() -> Iterator[None]:
    """Say in a word why there is no answer."""
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


class _Checked(connection.HTTPConnection):
    """Connects to public addresses alone: a name is asked for once, and what it gave is what is connected to."""

    def _new_conn(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except UnicodeError:
            raise errors.LocationParseError(f"{self._dns_host!r}, the host") from None
        except socket.gaierror as error:
            raise errors.NameResolutionError(self.host, self, error) from error
        if not all(is_public(str(where[0])) for *_kind, where in found):
            raise FetchError("private_address")
        failed: OSError | None = None
        for family, kind, protocol, _name, where in found:
            link = socket.socket(family, kind, protocol)
            try:
                link.settimeout(CONNECT)
                link.connect(where)
            except OSError as error:  # a time-out too: the next address may answer
                link.close()
                failed = error
                continue
            if is_public(link.getpeername()[0]):
                return link
            link.close()
            raise FetchError("private_address")
        if isinstance(failed, TimeoutError):
            raise errors.ConnectTimeoutError(self, "timed out") from failed
        raise errors.NewConnectionError(self, "refused") from failed


class _CheckedTLS(_Checked, connection.HTTPSConnection):
    """The same, with a certificate."""


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Checked


class _PoolTLS(urllib3.HTTPSConnectionPool):
    ConnectionCls = _CheckedTLS


class _Abroad(urllib3.PoolManager):
    """Connections to the public internet, and nowhere else."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.pool_classes_by_scheme = {"http": _Pool, "https": _PoolTLS}


class Fetcher:
    """Files below one address."""

    def __init__(self, base: str, *, connections: int = 8, near: bool = False) -> None:
        try:
            parts = urlsplit(base)
        except ValueError:
            raise FetchError("not_an_address") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise FetchError("not_an_address")
        path = parts.path if parts.path.endswith("/") else parts.path + "/"
        self.base = f"{parts.scheme}://{parts.netloc}{path}"
        self._pool = (urllib3.PoolManager if near else _Abroad)(
            maxsize=connections,
            block=True,
            retries=False,
            timeout=urllib3.Timeout(connect=CONNECT, read=READ),
            headers={"User-Agent": "Mozilla/5.0", "Accept": "*/*"},  # nothing that tells this program apart
        )

    def get(self, path: str, limit: int, *, packed: bool = True) -> bytes | None:
        """Fetch a file of at most `limit` bytes; None where the server says that there is none.

        `packed` asks as browsers do, for a compressed copy; the bytes are unpacked either way.
        """
        with _words():
            address = self.base + quote(path)
            for _ in range(HOPS):
                found = self._get(address, limit, "gzip" if packed else "identity")
                if not isinstance(found, str):
                    return found
                address = self._near(address, found)
            raise FetchError("moved_away")

    def post(self, path: str, body: bytes, limit: int) -> tuple[int, bytes]:
        """Send bytes; give the status and an answer of at most `limit` bytes. No redirect is followed."""
        with _words():
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

    def _get(self, address: str, limit: int, encoding: str) -> bytes | str | None:
        """Ask once; give the file, or None, or as a string where it has moved to."""
        headers = {**self._pool.headers, "Accept-Encoding": encoding}
        answer = self._pool.request("GET", address, headers=headers, preload_content=False, redirect=False)
        try:
            if answer.status == OK:
                return self._body(answer, limit)
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

    def _body(self, answer: urllib3.BaseHTTPResponse, limit: int) -> bytes:
        body, end = bytearray(), monotonic() + WHOLE
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
            if monotonic() > end:
                raise FetchError("timed_out")
        if unpack and (not unpack.eof or unpack.unused_data):
            raise FetchError("broken_off")
        return bytes(body)

    def _near(self, address: str, location: str) -> str:
        """Give where a redirect leads, if that is on the same origin."""
        to = urljoin(address, location)
        if urlsplit(to)[:2] != urlsplit(self.base)[:2]:
            raise FetchError("moved_away")
        return to
