"""What goes wrong on our side: people keep their text, and learn nothing that they should not."""

import dataclasses
import errno
import sqlite3
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import Http404

from handbill import settings
from handbill.headers import CLOSED, LATE, headers
from handbill.intake import publish
from handbill.record import disc
from tests.intake.door import Answer, Door, refused, rows

Break = Callable[[Exception], None]
TEXT = {"title": "T", "body": "Kept words"}


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Break:
    def raising(error: Exception) -> None:
        def fail(*_given: object, **_named: object) -> None:
            raise error

        monkeypatch.setattr(publish, "publish_article", fail)

    return raising


def retry_after(error: Exception, status: int) -> str | None:
    """A busy site may be asked again at once, a disc that fails later."""
    if status != 503:
        return None
    return CLOSED if disc.state(error) else "5"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("database is locked"), 503),
        (OperationalError("connection to server failed: refused"), 503),
        (OperationalError("database or disk is full"), 507),
        (OperationalError('could not extend file "base/1": No space left on device'), 507),
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), 507),
        (OperationalError("attempt to write a readonly database"), 503),
        (OperationalError("disk I/O error"), 503),
        (OSError(errno.EROFS, "secret/path"), 503),
        (OSError(errno.EIO, "secret/path"), 503),
        (OSError(errno.EPIPE, "secret/path"), 500),
        (RuntimeError("secret words"), 500),
        (Http404(), 404),
        (PermissionDenied("secret"), 403),
    ],
)
def test_trouble_has_a_status_words_and_the_text(
    door: Door, broken: Break, capsys: pytest.CaptureFixture[str], error: Exception, status: int
) -> None:
    broken(error)
    before = rows()
    answer = door.post("/publish/", TEXT)
    assert answer.status == status
    assert "Kept words" in answer.text
    assert "secret" not in answer.text
    assert answer.headers.get("Retry-After") == retry_after(error, status)
    assert rows() == before
    told = capsys.readouterr().err
    assert "secret" not in told
    assert (type(error).__name__ in told) == (status == 500)


def test_a_real_lock_is_a_503(door: Door, article: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL has no lock on the whole database
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=10")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    before = rows()
    answer = door.post("/publish/", TEXT)
    other.execute("ROLLBACK")
    other.close()
    assert answer.status == 503
    assert "Kept words" in answer.text
    assert rows() == before
    assert door.post("/publish/", TEXT).number == 2


def test_a_database_that_is_full_is_a_507_until_it_has_room(door: Door, article: Answer) -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL's own words stand in the table above
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    before = rows()
    answer = door.post("/publish/", {"title": "T", "body": "Kept words. " * 4000})
    assert (answer.status, rows()) == (507, before)
    assert "Kept words. Kept words." in answer.text
    assert door.get("/publish/").status == 200
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")
    assert door.post("/publish/", {"title": "T", "body": "Kept words. " * 4000}).number == 2


@pytest.mark.parametrize("path", ["/publish/", "/api/v1/articles"])
def test_what_has_waited_for_too_long_is_refused_with_its_text(door: Door, path: str) -> None:
    before = rows()
    body = b"title=T&body=Kept+words"
    answer = door.send("POST", path, body, "application/x-www-form-urlencoded", **{LATE: True})
    refused(answer, before, 503)
    assert answer.headers["Retry-After"] == "5"
    assert ("Kept words" in answer.text) == (path == "/publish/")  # a program has kept it


@pytest.mark.once
@pytest.mark.parametrize("path", ["/publish/", "/receipt/", "/nowhere", "/comment/1/", "/complain/7/"])
def test_every_answer_has_the_headers_of_dynamic_pages(door: Door, article: Answer, path: str) -> None:
    for method in ("GET", "POST", "PUT"):
        answer = door.send(method, path)
        for name, value in headers("dynamic").items():
            assert answer.headers[name] == value
        assert "Set-Cookie" not in answer.headers
        assert "Server" not in answer.headers


def test_the_onion_is_announced_with_the_path_asked_for(site: object, door: Door) -> None:
    here = settings.site()
    settings.use(dataclasses.replace(here, front=dataclasses.replace(here.front, onion="abc.onion")))
    answer = door.send("GET", "/publish/?a=b%0d%0aSet-Cookie:x")
    assert answer.headers["Onion-Location"] == "http://abc.onion/publish/?a=b%0d%0aSet-Cookie:x"
