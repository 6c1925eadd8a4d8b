import dataclasses
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from handbill import settings, sockets
from handbill.intake import wait
from handbill.newswire.version import Version
from handbill.record import host
from handbill.settings import Settings
from tests.intake.door import Answer, Door


@pytest.fixture
def listening(site: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """There is a worker, as far as its socket tells."""
    socket = sockets.worker_socket(site.data)
    socket.parent.mkdir(parents=True, exist_ok=True)
    socket.touch()
    monkeypatch.setattr(wait.Worker, "missed", float("-inf"))
    monkeypatch.setattr(wait.Worker, "took", 0.0)
    return socket


def passed(number: int) -> None:
    """The pages have passed all of the record."""
    entry = Version.objects.get(number=number).entry_id
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO record_sealed VALUES (5, %s, %s)", [entry, b"leaf"])
        cursor.execute("INSERT INTO record_cursor VALUES ('pages', 5)")


def test_nobody_waits_without_a_worker(door: Door, article: Answer) -> None:
    begun = time.monotonic()
    assert not wait.wait_until_visible(1)
    assert time.monotonic() - begun < wait.LONGEST / 2
    assert "it will be there in a moment" in article.words


def test_the_page_of_an_article_is_there(
    door: Door, article: Answer, listening: Path, tmp_path: Path
) -> None:
    assert wait.wait_until_visible(1, listening)
    assert not wait.wait_until_visible(1, tmp_path / "none")


@pytest.mark.founded
def test_a_comment_is_there_when_the_pages_have_passed_its_entry(
    door: Door, article: Answer, listening: Path
) -> None:
    passed(1)
    assert not wait.has_passed(1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE record_cursor SET position = 6")
    assert wait.has_passed(1)
    assert wait.wait_until_visible(1)


def test_after_waiting_in_vain_nobody_waits_for_a_while(door: Door, article: Answer, listening: Path) -> None:
    begun = time.monotonic()
    assert not wait.wait_until_visible(1)
    first = time.monotonic() - begun
    assert wait.LONGEST <= first < 2 * wait.LONGEST
    begun = time.monotonic()
    assert not wait.wait_until_visible(1, listening)
    assert time.monotonic() - begun < wait.LONGEST / 2


@pytest.mark.once
@pytest.mark.parametrize("error", [OperationalError("away"), OSError(5, "fails"), host.NoName("torn")])
def test_what_becomes_of_the_wait_says_nothing_of_what_was_sent(
    door: Door, listening: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """It is stored, so its author gets the receipt: whoever read that it was not would send it twice."""

    def broken(_number: int, _file: Path) -> bool:
        raise error

    monkeypatch.setattr("handbill.intake.wait._wait", broken)
    answer = door.post("/publish/", {"title": "Flood at the weir", "body": "The water rose at noon."})
    assert (answer.status, "it will be there in a moment" in answer.words) == (201, True)
    assert Version.objects.count() == 1


def test_whoever_cannot_wait_is_paced_by_the_last_wait(
    door: Door, article: Answer, listening: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not wait.wait_until_visible(1)
    assert wait.Worker.took == wait.LONGEST
    paused: list[float] = []
    monkeypatch.setattr("handbill.intake.wait.time.sleep", paused.append)
    assert not wait.wait_until_visible(1, listening)
    assert paused == [wait.LONGEST * wait.PACE]


@pytest.mark.parametrize("threads", [2, 8, 16])
def test_at_most_half_of_the_threads_wait(
    door: Door, listening: Path, tmp_path: Path, site: Settings, threads: int
) -> None:
    site = dataclasses.replace(site, threads=threads)
    settings.use(site)
    lasted: list[float] = []
    start = threading.Barrier(site.threads)

    def visit() -> None:
        start.wait()
        begun = time.monotonic()
        wait.wait_until_visible(1, tmp_path / "never")
        lasted.append(time.monotonic() - begun)

    waiting = [threading.Thread(target=visit) for _ in range(site.threads)]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join()
    assert sum(seconds >= wait.LONGEST for seconds in lasted) == min(wait.SEATS, site.threads // 2)
