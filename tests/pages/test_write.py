"""Files are whole or not there, their copies equal, their times to the minute and never the same for other bytes."""

import errno
import gzip
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest

from handbill.pages.write import Writer
from handbill.record import durable

NOW = datetime(2024, 3, 4, 9, 30, 17, 250, tzinfo=UTC)
MINUTE = datetime(2024, 3, 4, 9, 30, tzinfo=UTC).timestamp()
PAGE = "2024/03/1.html"


@pytest.fixture
def writer(tmp_path):
    return Writer(tmp_path, NOW)


def time_of(writer, path=PAGE) -> float:
    file, copy = (Path(writer.folder / name).stat().st_mtime for name in (path, f"{path}.gz"))
    assert file == copy
    return file


def test_a_new_file_has_its_minute(writer):
    writer.put(PAGE, "rain")
    assert time_of(writer) == MINUTE
    assert writer.written == 1


def test_other_bytes_have_another_time(writer):
    writer.put(PAGE, "rain")
    for seconds in (1, 2, 3):
        writer.put(PAGE, f"rain {seconds}")
        assert time_of(writer) == MINUTE + seconds
    later = Writer(writer.folder, NOW + timedelta(minutes=1))
    later.put(PAGE, "sun")
    assert time_of(later) == MINUTE + 60


def test_a_clock_that_was_set_back_gives_no_older_time(writer):
    writer.put(PAGE, "rain")
    Writer(writer.folder, NOW - timedelta(days=1)).put(PAGE, "sun")
    assert time_of(writer) == MINUTE + 1


def test_what_would_not_change_is_left_alone(writer):
    writer.put(PAGE, "rain")
    before = Path(writer.folder / PAGE).stat()
    Writer(writer.folder, NOW + timedelta(hours=1)).put(PAGE, "rain")
    after = Path(writer.folder / PAGE).stat()
    assert (before.st_ino, before.st_mtime) == (after.st_ino, after.st_mtime)


@pytest.mark.parametrize("left", [b"", b"\0" * 30, gzip.compress(b"sun", mtime=0)])
def test_a_copy_that_a_power_loss_left_is_written_again(writer, left):
    writer.put(PAGE, "rain")
    copy = Path(writer.folder / f"{PAGE}.gz")
    copy.write_bytes(left)
    os.utime(copy, (MINUTE, MINUTE))
    Writer(writer.folder, NOW).put(PAGE, "rain")
    assert gzip.decompress(copy.read_bytes()) == b"rain"
    assert time_of(writer) > MINUTE


def test_the_copy_equals_the_file_and_tells_no_time(writer):
    text = "Rain, ¿y qué? 雨 " * 300_000
    writer.put(PAGE, text)
    copy = (writer.folder / f"{PAGE}.gz").read_bytes()
    assert gzip.decompress(copy).decode() == (writer.folder / PAGE).read_text("utf-8") == text
    assert copy[3:10] == bytes([0, 0, 0, 0, 0, 0, 255])  # RFC 1952: no name, no time, nothing of the system


def test_modes(writer):
    old = os.umask(0o077)
    try:
        writer.put(PAGE, "rain")
    finally:
        os.umask(old)
    for name in (PAGE, f"{PAGE}.gz"):
        assert stat.S_IMODE(Path(writer.folder / name).stat().st_mode) == 0o644


def test_the_copy_is_written_first(writer, monkeypatch):
    placed = []
    monkeypatch.setattr(durable, "place", lambda _public, file, _data, _changed: placed.append(str(file)))
    writer.put(PAGE, "rain")
    assert [one.endswith(".gz") for one in placed] == [True, False]


@pytest.mark.parametrize("left", ["another writing", "nothing", "no copy"])
def test_a_copy_that_a_crash_left_is_made_anew(writer, left):
    writer.put(PAGE, "rain")
    copy = writer.folder / f"{PAGE}.gz"
    if left == "another writing":
        durable.place(writer.folder, copy, gzip.compress(b"sun"), int(MINUTE) + 1)
    elif left == "nothing":
        durable.place(writer.folder, copy, b"", int(MINUTE))
    else:
        copy.unlink()
    writer.put(PAGE, "rain")
    assert gzip.decompress(copy.read_bytes()) == b"rain"
    assert time_of(writer) == MINUTE + 1


def test_a_full_disc_leaves_what_was_there(writer, monkeypatch):
    writer.put(PAGE, "rain")

    def full(_handle, data):
        if len(data) > 3:
            return 3
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space"):
            writer.put(PAGE, "a flood")
    assert (writer.folder / PAGE).read_text() == "rain"
    assert gzip.decompress((writer.folder / f"{PAGE}.gz").read_bytes()) == b"rain"


def test_removing_takes_both_and_may_be_done_twice(writer):
    writer.put(PAGE, "rain")
    for _ in range(2):
        writer.put(PAGE, None)
        assert not (writer.folder / PAGE).exists()
        assert not (writer.folder / f"{PAGE}.gz").exists()


def test_a_file_is_created_once(tmp_path):
    file = tmp_path / "record/tile/0/000"
    durable.create(tmp_path, file, b"leaf")
    durable.create(tmp_path, file, b"leaf")
    with pytest.raises(FileExistsError, match="other bytes"):
        durable.create(tmp_path, file, b"fork")
    assert file.read_bytes() == b"leaf"
    assert Path(file).stat().st_mtime % 60 == 0


def test_a_tile_that_the_power_failure_emptied_is_written_again(tmp_path):
    file = tmp_path / "record/tile/0/000"
    file.parent.mkdir(parents=True)
    file.touch()
    durable.create(tmp_path, file, b"leaf")
    assert file.read_bytes() == b"leaf"


def test_without_copies_there_are_half_as_many_files(writer):
    writer.put(PAGE, "rain")
    bare = Writer(writer.folder, NOW + timedelta(hours=1), compressed=False)
    bare.put(PAGE, "rain")
    bare.put("2024/03/2.html", "sun")
    writer.put("2024/03/3.html", "a name")
    bare.put("2024/03/3.html", "redacted")
    assert not list(writer.folder.rglob("*.gz"))
    assert (writer.folder / PAGE).stat().st_mtime == MINUTE
    assert (bare.written, (writer.folder / "2024/03/2.html").read_text("utf-8")) == (2, "sun")
    Writer(writer.folder, NOW, compressed=True).put(PAGE, "rain")
    assert gzip.decompress((writer.folder / f"{PAGE}.gz").read_bytes()) == b"rain"


@pytest.mark.parametrize("compressed", [True, False])
def test_what_a_failed_sync_may_have_lost_is_written_again(tmp_path, monkeypatch, compressed):
    writer = Writer(tmp_path, NOW, compressed=compressed)
    writer.put(PAGE, "rain")
    with monkeypatch.context() as patched:
        patched.setattr(durable, "settle", Mock(side_effect=OSError(errno.EIO, "Input/output error")))
        with pytest.raises(OSError, match="Input/output error"):
            writer.settle()
    assert (tmp_path / PAGE).read_text("utf-8") == "rain"  # readers notice nothing
    before = (tmp_path / PAGE).stat().st_ino
    for written in (1, 0):
        again = Writer(tmp_path, NOW, compressed=compressed)
        again.put(PAGE, "rain")
        again.settle()
        assert again.written == written
    assert (tmp_path / PAGE).stat().st_ino != before
    assert (tmp_path / PAGE).stat().st_mtime >= MINUTE
