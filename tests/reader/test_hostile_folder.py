"""A folder that somebody else filled: links and special files are findings, and nothing behind them is read."""

import os
import socket
from pathlib import Path

import pytest

from handbill import below
from handbill.below import ODD
from handbill.reader.verify import verify
from tests.reader.town import small_town


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return small_town().write(tmp_path / "public")


@pytest.fixture
def private(tmp_path: Path) -> Path:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "key").write_text("nobody reads this")
    return tmp_path / "private"


@pytest.mark.parametrize(
    "name", ["record/tile/x999", "2026/12", "look", "2026/11/x.txt", "record/checkpoint.witnessed", "a.gz"]
)
@pytest.mark.parametrize("what", ["key", "."])
def test_a_link_is_named(site: Path, private: Path, name: str, what: str) -> None:
    (site / name).symlink_to(private / what)
    assert verify(str(site)).wrong == [(name, ODD)]


def test_a_link_to_nothing_and_one_to_the_folder_itself(site: Path) -> None:
    (site / "nothing").symlink_to("nowhere")
    (site / "round").symlink_to(".")
    assert verify(str(site)).wrong == [("nothing", ODD), ("round", ODD)]


def test_what_the_log_calls_for_is_not_read_through_a_link(site: Path, tmp_path: Path) -> None:
    """Not even where all that is behind it is right."""
    (site / "2026").rename(tmp_path / "moved")
    (site / "2026").symlink_to(tmp_path / "moved")
    wrong = verify(str(site)).wrong
    assert ("2026", ODD) in wrong
    assert ("2026/11/1.json", ODD) in wrong
    assert {words for _file, words in wrong} == {ODD}


@pytest.mark.parametrize("name", ["record", "record/tile", "record/vkey", "record/checkpoint"])
def test_the_record_itself_behind_a_link(site: Path, tmp_path: Path, name: str) -> None:
    (site / name).rename(tmp_path / "moved")
    (site / name).symlink_to(tmp_path / "moved")
    wrong = verify(str(site)).wrong
    assert any(file.startswith(name) and words == ODD for file, words in wrong)


@pytest.mark.parametrize("name", ["2026/11/1.json", "record/checkpoint", "record/tile/x999", "index.html"])
@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_a_special_file_is_named_and_not_waited_for(
    site: Path, name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / name).unlink(missing_ok=True)
    monkeypatch.chdir((site / name).parent)  # the address of a socket is short
    if kind == "pipe":
        os.mkfifo(site / name)
    else:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind((site / name).name)
    assert (name, ODD) in verify(str(site)).wrong


def test_the_folder_itself_may_be_named_through_a_link(site: Path, tmp_path: Path) -> None:
    (tmp_path / "here").symlink_to(site)
    assert verify(str(tmp_path / "here")).wrong == []


@pytest.fixture
def folder(tmp_path: Path, private: Path) -> Path:
    made = tmp_path / "made"
    (made / "deep/er").mkdir(parents=True)
    (made / "deep/er/file").write_bytes(b"words")
    (made / "out").symlink_to(private)
    return made


def test_reading_below_a_folder(folder: Path) -> None:
    assert below.read(folder, "deep/er/file") == b"words"
    assert [below.read(folder, name) for name in ("deep", "none", "deep/none/file", "deep/er/file/x")] == [
        None
    ] * 4
    for name, words in (
        ("out/key", ODD),
        ("out", ODD),
        ("../private/key", "no path below"),
        ("deep/../../private/key", "no path below"),
        ("/etc/hostname", "no path below"),
        ("deep//er/file", "no path below"),
    ):
        with pytest.raises(ValueError, match=words):
            below.read(folder, name)
    with pytest.raises(ValueError, match="cannot be read"):
        below.read(folder / "none", "file")
    assert sorted(below.names(folder)) == [("deep/er/file", True), ("out", False)]


def test_a_file_that_is_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(below, "LIMIT", 4)
    with pytest.raises(ValueError, match="too large"):
        below.read(folder, "deep/er/file")
