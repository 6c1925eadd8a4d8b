"""A site at its address: bounded, patient with a site that moves on, and never without words."""

import gzip
import shutil
import threading
from pathlib import Path

import pytest

from handbill.fetch import Fetcher, FetchError
from handbill.reader import source
from handbill.reader import verify as module
from handbill.reader.told import lines
from handbill.reader.verify import verify
from handbill.record.format.checkpoint import sign_checkpoint
from handbill.record.format.copies import same_as_its_copy
from tests.reader.served import served
from tests.reader.town import Town, small_town


@pytest.fixture
def town() -> Town:
    return small_town()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSES", (0.0, 0.0))


def test_a_right_site(town: Town, tmp_path: Path):
    with served(town.write(tmp_path)) as address:
        report = verify(address, town.signer.vkey)
    assert report.wrong == report.unsealed == []
    assert report.size == len(town.entries)


@pytest.mark.parametrize(
    "file", ["2026/11/1.json", "2026/11/1.html", "record/decision/10.html", "record/checkpoint"]
)
def test_a_file_that_is_missing(town: Town, tmp_path: Path, file: str):
    site = town.write(tmp_path)
    (site / file).unlink()
    with served(site) as address:
        assert file in {name for name, _ in verify(address).wrong}


def test_what_should_not_be_there_is_asked_for(town: Town, tmp_path: Path):
    site = town.write(tmp_path)
    shutil.copy(site / "hidden/12.html", site / "hidden/10.html")
    with served(site) as address:
        assert {name for name, _ in verify(address).wrong} == {"hidden/10.html"}


def test_files_that_follow_the_checkpoint(town: Town, tmp_path: Path):
    """The checkpoint is newer than the pages at first; a moment later they are there."""
    old, new = tmp_path / "old", tmp_path / "new"
    town.write(old)
    town.decide("hide", 11, "hidden", by="site")
    town.write(new)
    seen: set[str] = set()

    def answer(path: str):
        late = path.startswith(("2026/", "hidden/", "record/decision/"))
        if not late or path in seen:
            return None
        seen.add(path)
        file = old / path
        return (200, {}, file.read_bytes()) if file.is_file() else (404, {}, b"")

    with served(new, answer) as address:
        assert verify(address).wrong == []


def test_a_site_that_moves_on(town: Town, tmp_path: Path):
    """A decision's words are destroyed by an entry that the first checkpoint does not cover."""
    old, new = tmp_path / "old", tmp_path / "new"
    town.write(old)
    appeal = town.decide("appeal", 12, by="author")
    town.write(old)
    town.withdraw(12)
    town.write(new)
    asked: list[str] = []

    def answer(path: str):
        asked.append(path)
        early = path.startswith("record/") and asked.count("record/checkpoint") <= 1
        file = old / path
        return (200, {}, file.read_bytes()) if early and "decision" not in path and file.is_file() else None

    with served(new, answer) as address:
        report = verify(address)
    assert report.wrong == []
    assert report.size == len(town.entries)
    assert asked.count(f"record/decision/{appeal}.json") > 1


def test_a_lasting_wrong_at_an_address(town: Town, tmp_path: Path):
    site = town.write(tmp_path)
    (site / "2026/11/2.html").write_bytes(b"<p>")
    with served(site) as address:
        assert {name for name, _ in verify(address).wrong} == {"2026/11/2.html"}


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:9/", "http://", "http://[/", "/nowhere", "", "http://a b/"]
)
def test_places_that_are_none(place: str):
    report = verify(place)
    assert len(report.wrong) == 1
    assert lines(report)


def test_a_size_that_is_a_lie(tmp_path: Path):
    town = Town()
    site = town.write(tmp_path)
    (site / "record/checkpoint").write_bytes(sign_checkpoint(town.signer, 2**60, bytes(32)))
    assert not verify(str(site)).right


def test_answers_with_words(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"12345")
    far = {"Location": "http://localhost:1/file"}
    answers = {
        "gone": (410, {}, b""),
        "broken": (500, {}, b"x"),
        "near": (302, {"Location": "/file"}, b""),
        "far": (302, far, b"x"),
        "circle": (301, {"Location": "/circle"}, b""),
        "short": (200, {"Content-Length": "99", "Connection": "close"}, b"x"),
        "a%20b": (200, {}, b"space"),
    }
    with served(tmp_path, answers.get) as address:
        fetcher = Fetcher(address.rstrip("/"), near=True)
        assert fetcher.get("file", 5) == b"12345"
        assert fetcher.get("none", 5) is None
        assert fetcher.get("//localhost:9/x", 5) is None
        assert fetcher.get("gone", 5) is None
        assert fetcher.get("near", 5) == b"12345"
        assert fetcher.get("a b", 5) == b"space"
        for path, limit, word in [
            ("file", 4, "too_large"),
            ("broken", 9, "status_500"),
            ("far", 9, "moved_away"),
            ("circle", 9, "moved_away"),
            ("short", 9, "broken_off"),
        ]:
            with pytest.raises(FetchError) as found:
                fetcher.get(path, limit)
            assert found.value.word == word
    with pytest.raises(FetchError, match="refused"):
        Fetcher("http://127.0.0.1:9", near=True).get("x", 1)
    with pytest.raises(FetchError, match="not_an_address"):
        Fetcher("ftp://a.example")


def test_an_answer_that_never_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    wait = threading.Event()
    monkeypatch.setattr("handbill.fetch.READ", 0.05)
    with served(tmp_path, lambda _: (wait.wait(5), None)[1]) as address:
        with pytest.raises(FetchError, match="timed_out"):
            Fetcher(address, near=True).get("x", 1)
        wait.set()


def test_a_copy_is_a_copy():
    assert same_as_its_copy(b"", gzip.compress(b""))
    assert same_as_its_copy(b"abc", gzip.compress(b"abc"))
    for copy in (b"", b"junk", gzip.compress(b"abcd"), gzip.compress(b"ab"), gzip.compress(b"abc") + b"x"):
        assert not same_as_its_copy(b"abc", copy)


def test_what_is_not_sealed_must_be_sealed_soon(town: Town, tmp_path: Path):
    """Unless the site says that signing has stopped."""
    town.sealed = len(town.entries)
    town.amend(1, "Later.")
    site = town.write(tmp_path)
    with served(site) as address:
        assert {name for name, _ in verify(address).wrong} == {"2026/11/1.json"}
        (site / "record/index.html").write_bytes(b'<div class="notice" data-trouble="signing">')
        report = verify(address)
    assert report.wrong == []
    assert "1 files say more" in lines(report)[-1]


def test_what_is_sealed_while_it_is_read(town: Town, tmp_path: Path):
    old, new = tmp_path / "old", tmp_path / "new"
    town.write(old)
    town.amend(1, "Later.")
    town.write(new)
    asked: list[str] = []

    def answer(path: str):
        asked.append(path)
        early = path == "record/checkpoint" and asked.count(path) == 1
        tile = old / path if path.startswith("record/tile/") else new / path
        file = old / path if early else tile
        return (200, {}, file.read_bytes()) if file.is_file() else None

    with served(new, answer) as address:
        report = verify(address)
    assert report.wrong == report.unsealed == []
    assert report.size == len(town.entries)


@pytest.mark.parametrize("packed", [True, False])
def test_what_browsers_get_is_what_is_checked(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, packed: bool
):
    """A server that gives a liar's copy to those who ask for it compressed, or the other way round."""
    monkeypatch.setattr(source, "SAMPLE", 1)
    site = town.write(tmp_path)
    file = site / "2026/11/2.html"
    right, lie = file.read_bytes(), file.read_bytes().replace(b"Rent", b"Bent")
    file.write_bytes(right if packed else lie)
    copy = gzip.compress(lie if packed else right)

    def answer(path: str, encoding: str = "") -> tuple[int, dict[str, str], bytes] | None:
        if path == "2026/11/2.html" and encoding == "gzip":
            return 200, {"Content-Encoding": "gzip"}, copy
        return None

    with served(site, encoded=answer) as address:
        assert {name for name, _ in verify(address).wrong} == {"2026/11/2.html"}


def test_a_compressed_answer_is_bounded(tmp_path: Path):
    packed = {"Content-Encoding": "gzip"}
    answers = {
        "bomb": (200, packed, gzip.compress(bytes(10**7))),
        "cut": (200, packed, gzip.compress(b"12345")[:-1]),
        "junk": (200, packed, b"junk"),
        "other": (200, {"Content-Encoding": "gzip, gzip"}, gzip.compress(gzip.compress(b"12345"))),
        "well": (200, packed, gzip.compress(b"12345")),
    }
    with served(tmp_path, answers.get) as address:
        fetcher = Fetcher(address, near=True)
        assert fetcher.get("well", 5) == b"12345"
        for path, word in [
            ("bomb", "too_large"),
            ("cut", "broken_off"),
            ("junk", "broken_off"),
            ("other", "broken_off"),
        ]:
            with pytest.raises(FetchError, match=word):
                fetcher.get(path, 99)
