"""A last look at each request before Django is asked, whatever stands before the app.

The front passes an allow-list of headers and no address. This holds the same line once more, and gives every body a length.
"""

import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from handbill import headers, limits

Environ = dict[str, Any]
App = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_PASSED: Final = frozenset("HTTP_" + name.upper().replace("-", "_") for name in (*headers.PASSED, "Cookie"))
_WHO: Final = ("REMOTE_ADDR", "REMOTE_PORT", "REMOTE_HOST", "REMOTE_USER")
_CHUNK: Final = 65536  # bytes
_ARRIVED: Final = "HTTP_" + headers.ARRIVED.upper().replace("-", "_")
LATEST: Final = 0.5
"""Seconds that a request may have waited for a thread: 96 that wait are refused within half a second more."""
LONGEST: Final = 120.0
"""Seconds that nothing waits: then one of the two clocks was set meanwhile."""


def guarded(app: App, limit: int) -> App:
    """Wrap an app: it sees no address and no header that is not passed, and every body has a length of at most `limit`."""

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if _late(environ):
            environ[headers.LATE] = True
        for name in [name for name in environ if name.startswith("HTTP_") and name not in _PASSED]:
            del environ[name]
        for name in _WHO:
            environ.pop(name, None)
        if not environ["PATH_INFO"].startswith("/desk/"):
            environ.pop("HTTP_COOKIE", None)
        if _length(environ) > limit or not _measured(environ, limit):
            return _too_large(start_response, limit)
        answered = app(environ, start_response)
        _drain(environ)
        return answered

    return answer


def _drain(environ: Environ) -> None:
    """Read what a refusal left unread: else the server breaks the connection off, and the front has no answer to pass on."""
    with suppress(ValueError):  # it was closed, so it was read
        while (left := environ.get("wsgi.input")) and left.read(_CHUNK):
            pass


def _late(environ: Environ) -> bool:
    """Has it waited for too long, or is it one too many? The desk is never refused: editors are few, and a flood is what they are there for."""
    arrived = environ.pop(_ARRIVED, "nan")
    desk = environ["PATH_INFO"].startswith("/desk/")
    if arrived == headers.TOO_MANY:
        return not desk
    try:
        waited = time.time() - float(arrived)
    except ValueError:
        return False
    return LATEST < waited < LONGEST and not desk


def _length(environ: Environ) -> int:
    given = environ.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isascii() and given.isdigit() else 0


def _measured(environ: Environ, limit: int) -> bool:
    """Give a chunked body its length; False if it is longer than `limit`.

    WSGI has no word for chunked requests (PEP 3333): granian says `wsgi.input_terminated` and gives no CONTENT_LENGTH,
    and Django would see an empty body.
    """
    if (
        environ.get("CONTENT_LENGTH")
        or not environ.get("wsgi.input_terminated")
        or environ["REQUEST_METHOD"] in {"GET", "HEAD"}
    ):
        return True
    body = tempfile.SpooledTemporaryFile(max_size=limits.REQUEST)  # noqa: SIM115 - Django closes it with the request
    size = 0
    while part := environ["wsgi.input"].read(_CHUNK):
        size += len(part)
        if size > limit:
            return False
        body.write(part)
    body.seek(0)
    environ["wsgi.input"] = body
    environ["CONTENT_LENGTH"] = str(size)
    return True


def _too_large(start_response: Callable[..., Any], limit: int) -> Iterable[bytes]:
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    table = {**headers.headers("dynamic"), "Content-Type": "text/plain; charset=utf-8"}
    start_response(f"{status.value} {status.phrase}", list(table.items()))
    return [f"At most {limit} bytes. Nothing was stored.\n".encode()]
