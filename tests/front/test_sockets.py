"""Where processes meet, and who may come."""

import os
from pathlib import Path

import pytest

from handbill import sockets


def test_a_short_folder_keeps_its_sockets(folder: Path) -> None:
    assert sockets.run_folder(folder) == folder / "run"
    assert sockets.worker_socket(folder) == folder / "run" / "worker.sock"
    assert sockets.app_socket(folder).parent == sockets.make_run_folder(folder)


def test_a_long_folder_meets_in_a_private_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "SHORT", folder)
    long = folder / ("a" * 90) / "data"
    long.mkdir(parents=True)
    made = sockets.make_run_folder(long)
    assert made.parent == folder
    assert made.stat().st_mode & 0o777 == 0o700
    assert len(os.fsencode(sockets.worker_socket(long))) < sockets.LONGEST
    assert sockets.make_run_folder(long) == made
    assert sockets.run_folder(folder / ("b" * 90)) != made


def test_a_folder_that_others_may_enter_is_refused(folder: Path) -> None:
    (folder / "run").mkdir()
    (folder / "run").chmod(0o755)
    with pytest.raises(sockets.Squatted):
        sockets.make_run_folder(folder)


def test_a_link_is_refused(folder: Path) -> None:
    (folder / "elsewhere").mkdir(mode=0o700)
    (folder / "run").symlink_to(folder / "elsewhere")
    with pytest.raises(sockets.Squatted):
        sockets.make_run_folder(folder)


def test_somebody_else_s_folder_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = folder / "data"
    data.mkdir()
    (data / "run").mkdir(mode=0o700)
    real = Path.lstat

    def lstat(path: Path) -> os.stat_result:
        found = real(path)
        return os.stat_result((*found[:4], found.st_uid + 1, *found[5:]))

    monkeypatch.setattr(Path, "lstat", lstat)
    with pytest.raises(sockets.Squatted):
        sockets.make_run_folder(data)
