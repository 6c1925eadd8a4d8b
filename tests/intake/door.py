"""The real doors, as tests knock at them: the whole WSGI application, and what stands in the tables afterwards."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client

TABLES = ("record_", "newswire_", "guard_")


def rows() -> dict[str, int]:
    """How many rows each table holds."""
    counts: dict[str, int] = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if name.startswith(TABLES):
                cursor.execute(f'SELECT count(*) FROM "{name}"')
                counts[name] = cursor.fetchone()[0]
    assert len(counts) > 10
    return counts


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    def field(self, name: str) -> str:
        """The value that a form on the page holds."""
        found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', self.text)
        if found:
            return unescape(found[1])
        area = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', self.text, re.DOTALL)
        assert area, f"no field {name}"
        return unescape(area[1])

    @property
    def receipt(self) -> str:
        found = re.search(r'<code id="receipt">([^<]+)</code>', self.text)
        assert found, self.words
        return found[1]

    @property
    def number(self) -> int:
        found = re.search(r'<a id="item"[^>]*data-number="(\d+)"', self.text)
        assert found, self.words
        return int(found[1])

    @property
    def item(self) -> str:
        found = re.search(r'<a id="item" href="([^"]*)"', self.text)
        assert found, self.words
        return found[1]

    @property
    def words(self) -> str:
        """What the page says, without its tags."""
        return " ".join(unescape(re.sub("<[^>]*>", " ", self.text)).split())


class Door:
    """Somebody with a browser that has no scripts and keeps no cookies."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=True)

    def get(self, path: str) -> Answer:
        return _answer(self.client.get(path))

    def post(self, path: str, data: Mapping[str, Any]) -> Answer:
        """Post a multipart form. Lists are repeated fields."""
        return _answer(self.client.post(path, dict(data)))

    def send(self, method: str, path: str, body: bytes = b"", kind: str = "", **environ: Any) -> Answer:
        """Send bytes as they are."""
        head = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.partition("?")[0],
            "QUERY_STRING": path.partition("?")[2],
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
        }
        got: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
            got.update(status=int(status.split(maxsplit=1)[0]), headers=dict(headers))

        text = b"".join(WSGIHandler()({**head, **environ}, start))  # type: ignore[arg-type]
        return Answer(got["status"], got["headers"], text.decode())


def _answer(response: Any) -> Answer:
    return Answer(response.status_code, dict(response.headers), response.content.decode())


def refused(answer: Answer, before: dict[str, int], *statuses: int) -> None:
    """An answer in words, and nothing stored."""
    assert answer.status in statuses, (answer.status, answer.words[:500])
    problem = answer.headers["Content-Type"] == "application/problem+json"  # to a program
    assert problem or answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert ('"detail": "' if problem else "<h1>") in answer.text
    assert rows() == before
