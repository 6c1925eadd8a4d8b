"""Mirrors are asked what they have, and listed with it; whatever one answers, publishing goes on."""

import dataclasses
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import wait
from datetime import datetime
from pathlib import Path

import pytest

from handbill import settings
from handbill.rebuild import rebuild
from handbill.record.format.checkpoint import sign_checkpoint
from handbill.record.format.note import Signer
from handbill.record.format.tree import root
from handbill.record.log import Log
from handbill.record.models import Head, Mirror
from handbill.settings import Record, Settings, SettingsError
from handbill.worker import Worker
from tests.cast import RENT, Town, files, published
from tests.reader.served import Answer, served

PAGE = "record/mirrors.html"


def with_mirrors(town: Town, *addresses: str) -> None:
    """Start the worker anew with other settings."""
    town.site = dataclasses.replace(town.site, record=Record(mirrors=addresses))
    settings.use(town.site)
    town.worker = Worker(town.site)


def asked(town: Town) -> str:
    """Ask, and give the page with what was answered."""
    town.worker.mirrors.due.clear()
    town.go()
    wait(town.worker.mirrors.asked.values())
    town.go()
    town.go_and_verify()
    return town.page(PAGE)


pytestmark = [pytest.mark.once, pytest.mark.grown(how=published)]  # what others answer


@pytest.fixture
def town(site: Settings, told: datetime) -> Town:
    return Town(site, told)


def copy(town: Town, to: Path) -> Path:
    return Path(shutil.copytree(town.site.public, to / "copy"))


def test_a_mirror_is_listed_with_what_it_has(town: Town, tmp_path: Path) -> None:
    assert "No mirror is listed here yet." in town.page(PAGE)
    assert 'href="../record/mirrors.html"' in town.page("record/index.html")
    with served(copy(town, tmp_path)) as address:
        with_mirrors(town, address)
        town.go()
        assert "Not asked yet." in town.page(PAGE)
        size = Head.objects.get().size
        page = asked(town)
        assert f'href="{address}"' in page
        assert f"{size} entries, verified" in page
        assert "as many as here then" in page
        row = Mirror.objects.get()
        assert (row.size, row.of, row.trouble) == (size, size, "")
        assert row.at is not None
        assert row.at.second == row.at.microsecond == 0
        for _ in range(300):  # more than a tile
            town.publish(RENT)
        town.go()
        page = asked(town)
    assert f"{size} entries, verified" in page
    assert "300 fewer than here then" in page
    before = files(town.site.public)
    rebuild(town.site, lambda _done: None)
    assert files(town.site.public) == before
    with_mirrors(town)
    town.go()
    assert "No mirror is listed here yet." in town.page(PAGE)


def signed(log: Log, size: int, digest: bytes) -> tuple[int, dict[str, str], bytes]:
    return 200, {}, sign_checkpoint(log.signer, size, digest)


def stranger(log: Log) -> Signer:
    return Signer(log.signer.verifier.name, bytes(32))


WRONG: dict[str, tuple[Callable[[Log], tuple[int, dict[str, str], bytes]], str]] = {
    "nothing there": (lambda _: (404, {}, b""), "It has no record/checkpoint."),
    "an error": (lambda _: (500, {}, b""), "It answered with an error."),
    "no checkpoint": (lambda _: (200, {}, b"hello"), "is not signed by the key"),
    "another key": (lambda log: (200, {}, sign_checkpoint(stranger(log), 1, bytes(32))), "is not signed by"),
    "too much": (lambda _: (200, {}, b"x" * 20_000), "What it sent is too long for a checkpoint."),
    "elsewhere": (lambda _: (302, {"Location": "https://b.example/"}, b""), "It sends to another address."),
    "more": (lambda log: signed(log, 10**6, bytes(32)), "has more entries than this record"),
    "another history": (lambda log: signed(log, 3, bytes(32)), "shows another history"),
    "of nothing": (lambda log: signed(log, 0, bytes(32)), "is not signed by the key"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_with_a_mirror_is_said_and_stops_nothing(town: Town, tmp_path: Path, what: str) -> None:
    make, words = WRONG[what]
    place, wrong = copy(town, tmp_path), list[bool]()

    def answer(path: str) -> tuple[int, dict[str, str], bytes] | None:
        return make(town.worker.log) if wrong and path == "record/checkpoint" else None

    answering: Answer = answer
    with served(place, answering) as address:
        with_mirrors(town, address)
        size = Head.objects.get().size
        assert f"{size} entries, verified" in asked(town)
        wrong.append(True)
        number = town.publish(RENT)
        page = asked(town)
    assert words in page
    assert f"{size} entries, verified" in page  # what was seen before still stands
    assert Mirror.objects.get().size == size
    assert town.there(f"2024/03/{number}.html")


def test_a_mirror_that_is_gone(town: Town, tmp_path: Path) -> None:
    with served(copy(town, tmp_path)) as address:
        pass
    with_mirrors(town, address)
    page = asked(town)
    assert "Nobody answered there." in page
    assert "entries, verified" not in page
    assert Mirror.objects.get().at is None


def test_one_that_hangs_keeps_no_other_from_being_asked(town: Town, tmp_path: Path) -> None:
    end, place = threading.Event(), copy(town, tmp_path)

    def hanging(_path: str) -> None:
        end.wait(100)

    with served(place, hanging) as slow, served(place) as quick:
        with_mirrors(town, slow, quick)
        mirrors = town.worker.mirrors
        try:
            for _round in range(2):  # the second time while the first question is still open
                town.go()
                wait([mirrors.asked[quick]], timeout=60)
                town.go()
                assert Mirror.objects.get().address == quick
                assert list(mirrors.asked) == [slow]
                Mirror.objects.all().delete()
                mirrors.due.clear()
        finally:
            end.set()
        asked(town)
    assert Mirror.objects.filter(trouble="").count() == 2


def test_an_empty_log_is_a_beginning_of_every_other(town: Town, tmp_path: Path) -> None:
    with served(tmp_path, lambda _path: signed(town.worker.log, 0, root([]))) as address:
        with_mirrors(town, address)
        assert "0 entries, verified" in asked(town)


@pytest.mark.parametrize(
    "mirrors",
    [
        '["mirror.example"]',
        '["ftp://mirror.example/"]',
        '["https://me@mirror.example/"]',
        "[1]",
        "7",
        str([f"https://{n}.example/" for n in range(51)]),
        '["https://a.example/", "https://a.example/"]',
    ],
)
def test_what_is_no_address_is_no_setting(site: Settings, mirrors: str) -> None:
    toml = site.folder / "site.toml"
    toml.write_text(f"{toml.read_text()}\n[record]\nmirrors = {mirrors}\n")
    with pytest.raises(SettingsError, match=r"record\.mirrors"):
        settings.load(site.folder, {})
