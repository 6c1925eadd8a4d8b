"""The one way in which this program asks another server for a file.

Bounded in time and size, and it follows no redirect away from where it was sent. It keeps connections
open, and threads may share it. Addresses that an operator typed may be anywhere, also on this machine.
"""

from typing import Final
from urllib.parse import quote, urljoin, urlsplit

import urllib3
from urllib3 import exceptions as errors

CONNECT, READ = 10.0, 30.0
"""Seconds to wait for a connection, and for each piece of an answer."""

_PIECE: Final = 65_536
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({404, 410})


class FetchError(Exception):
    """Why there is no answer, as a word: refused, timed_out, too_large, moved_away, bad_certificate, status_NNN."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Fetcher:
    """Files below one address."""

    def __init__(self, base: str, *, connections: int = 8) -> None:
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise FetchError("not_an_address")
        self.base = base if base.endswith("/") else base + "/"
        self._pool = urllib3.PoolManager(
            maxsize=connections,
            block=True,
            retries=False,
            timeout=urllib3.Timeout(connect=CONNECT, read=READ),
            headers={"Accept-Encoding": "identity", "User-Agent": "handbill"},
        )

    def get(self, path: str, limit: int) -> bytes | None:
        """Fetch a file of at most `limit` bytes; None where the server says that there is none."""
        try:
            return self._get(urljoin(self.base, quote(path)), limit, hops=3)
        except errors.TimeoutError:
            raise FetchError("timed_out") from None
        except errors.SSLError:
            raise FetchError("bad_certificate") from None
        except errors.NewConnectionError:
            raise FetchError("refused") from None
        except errors.LocationParseError:
            raise FetchError("not_an_address") from None
        except (errors.HTTPError, ValueError):
            raise FetchError("broken_off") from None

    def _get(self, address: str, limit: int, hops: int) -> bytes | None:
        answer = self._pool.request("GET", address, preload_content=False, redirect=False)
        try:
            if answer.status in _GONE:
                answer.drain_conn()
                return None
            if answer.status in _REDIRECTS:
                answer.drain_conn()
                return self._get(
                    self._near(address, answer.headers.get("Location", ""), hops), limit, hops - 1
                )
            if answer.status != 200:  # noqa: PLR2004 - OK
                raise FetchError(f"status_{answer.status}")
            body = bytearray()
            for piece in answer.stream(_PIECE):
                body += piece
                if len(body) > limit:
                    answer.close()
                    raise FetchError("too_large")
            return bytes(body)
        finally:
            answer.release_conn()

    def _near(self, address: str, location: str, hops: int) -> str:
        """Give where a redirect leads, if that is on the same origin."""
        to = urljoin(address, location)
        if not hops or urlsplit(to)[:2] != urlsplit(self.base)[:2]:
            raise FetchError("moved_away")
        return to
