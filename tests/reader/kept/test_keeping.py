"""What is kept is written whole or not at all, by one at a time, and forgotten when that is asked."""

import json
import os
import pwd
import shutil
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbill.cli import main
from handbill.reader import kept
from handbill.reader.report import Report
from tests.reader.kept.town import check, go, replace_key, right, there
from tests.reader.town import Town

pytestmark = pytest.mark.once


def test_what_was_kept_for_one_who_gave_an_older_key_is_forgotten_too(
    town: tuple[Town, Path, bytes], tmp_path: Path
) -> None:
    made, folder, _since = town
    old = made.signer
    replace_key(made, folder)
    other = shutil.copytree(folder, tmp_path / "other")
    asked = ["verify", "--key", old.vkey]
    for place in (folder, other):
        assert CliRunner().invoke(main, [*asked, str(place)]).exit_code == 0
    assert there(made).exists()
    asked += ["--forget", "--no-memory"]
    assert CliRunner().invoke(main, [*asked, str(other)]).exit_code == 0
    assert there(made).exists()
    assert CliRunner().invoke(main, [*asked, str(folder)]).exit_code == 0
    assert [*there(made).parent.glob("*")] == []


def test_a_killed_one_leaves_no_half(town: tuple[Town, Path, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    made, folder, since = town
    data = there(made).read_bytes()
    made.comment(1)
    go(made, folder)

    class Killed(BaseException):
        pass

    def killed(_handle: int) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", killed)
        with pytest.raises(Killed):
            check(folder)
    left = [file for file in there(made).parent.glob("*.*") if file != there(made)]
    assert (there(made).read_bytes() == data, len(left)) == (True, 1)
    assert right(folder, since).kept
    assert right(folder).kept == {}
    assert {*there(made).parent.glob("*.*")} == {there(made), *left}  # another one may be writing it now
    assert there(made).read_bytes() != data
    assert {file.stat().st_mode & 0o777 for file in (there(made), *left)} == {0o600}
    hour_ago = time.time() - 3601
    os.utime(left[0], (hour_ago, hour_ago))
    assert right(folder).kept == {}
    assert [*there(made).parent.glob("*.*")] == [there(made)]


def test_two_that_write_it_at_once_do_not_hinder_each_other(
    town: tuple[Town, Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, folder, since = town
    sync, second = os.fsync, list[Report]()

    def meanwhile(handle: int) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", sync)
            second.append(right(folder))
        sync(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", meanwhile)
        first = right(folder)
    assert [one.remarks for one in (first, *second)] == [[], []]
    assert [*there(made).parent.glob("*.*")] == [there(made)]
    assert right(folder, since).kept


def test_two_that_remember_at_once_do_not_hinder_each_other(
    before: tuple[Town, Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, second = Path.replace, list[Report]()

    def meanwhile(self: Path, target: Path) -> Path:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", replace)
            second.append(right(before[1]))
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", meanwhile)
        first = right(before[1])
    assert {len(one.remarks) for one in (first, *second)} == {0}
    assert {file.suffix for file in there(before[0]).parent.glob("*")} == {"", ".kept"}


def test_an_older_copy_does_not_take_the_place_of_what_was_read_since(
    town: tuple[Town, Path, bytes], tmp_path: Path
) -> None:
    made, folder, since = town
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    made.comment(1)
    go(made, folder)
    assert right(folder).kept == {}
    data = there(made).read_bytes()
    for before in (None, since):
        assert right(copy, before).kept == {}
        assert there(made).read_bytes() == data
    there(made).write_bytes(data[:-1])  # nor is it in the way where it is damaged
    assert right(copy).kept == {}
    assert right(copy, since).kept


def test_a_full_disc_is_said_and_what_was_kept_stays(
    town: tuple[Town, Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, folder, _since = town
    data = there(made).read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    report = right(folder)
    assert report.remarks == [
        ("record/checkpoint", "what was read cannot be kept for the next time: No space left on device")
    ]
    assert there(made).read_bytes() == data
    assert [*there(made).parent.glob("*.*")] == [there(made)]


def test_where_nothing_can_be_remembered_that_is_said(
    before: tuple[Town, Path, bytes], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "file"))
    said = CliRunner().invoke(main, ["verify", str(before[1])])
    assert (said.exit_code, said.output.strip().rpartition("\n")[2]) == (0, "all is well")
    words = "what was seen cannot be remembered for the next time: Not a directory"
    assert f"remark: record/checkpoint: {words}" in said.output


def test_what_cannot_be_forgotten_is_said(
    town: tuple[Town, Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, folder, _since = town
    data, asked = there(made).read_bytes(), ["verify", "--forget", str(folder)]
    words = "Error: what was seen cannot be forgotten: {}; nothing was checked\n"
    unlink = Path.unlink

    def refused(self: Path, *, missing_ok: bool = False) -> None:
        if self.suffix:
            raise PermissionError(13, "Permission denied")
        unlink(self, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refused)
        said = CliRunner().invoke(main, asked)
    assert (said.exit_code, said.output) == (1, words.format("Permission denied"))
    assert there(made).read_bytes() == data
    assert CliRunner().invoke(main, asked).exit_code == 0  # it is found again: nothing was half forgotten
    with monkeypatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", "/dev/null/x")
        said = CliRunner().invoke(main, asked)
    assert (said.exit_code, said.output) == (1, words.format("Not a directory"))


def test_who_has_no_home_verifies_all_the_same(
    before: tuple[Town, Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_uid: int) -> None:
        raise KeyError

    for name in ("XDG_STATE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    words = "neither XDG_STATE_HOME nor HOME names a folder for it"
    said = CliRunner().invoke(main, ["verify", str(before[1])])
    assert (said.exit_code, said.output.strip().rpartition("\n")[2]) == (0, "all is well")
    assert (
        f"remark: record/checkpoint: what was seen cannot be remembered for the next time: {words}"
        in said.output
    )
    said = CliRunner().invoke(main, ["verify", "--forget", str(before[1])])
    assert (said.exit_code, words in said.output) == (1, True)


def test_it_is_written_anew_when_the_log_has_grown(
    town: tuple[Town, Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, folder, since = town
    data = there(made).read_bytes()
    first = json.loads(data.partition(b"\n")[0])["at"]
    monkeypatch.setattr(kept, "ANEW", 100)
    for n in range(8):
        made.comment(1)
        go(made, folder)
        right(folder, since)
        assert (there(made).read_bytes() != data) == (n >= 6)
    assert json.loads(there(made).read_bytes().partition(b"\n")[0])["at"] == first
    assert right(folder, since).kept
    monkeypatch.setattr(kept, "NEW", 10**6)
    made.comment(1)
    go(made, folder)
    assert right(folder, since).kept == {}  # too much is new


def test_nothing_is_kept_of_what_is_wrong_small_or_not_to_be_remembered(
    town: tuple[Town, Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, folder, since = town
    file = there(made)
    (folder / "since").write_bytes(since)
    asked = ["verify", str(folder), "--since", str(folder / "since")]
    said = CliRunner().invoke(main, asked)
    assert (said.exit_code, "which were read here from" in said.output) == (0, True)
    damaged = b"damaged"
    file.write_bytes(damaged)
    said = CliRunner().invoke(main, [*asked, "--no-memory"])
    assert (said.exit_code, file.read_bytes()) == (0, damaged)
    assert f"read: all {len(made.entries)} entries" in said.output
    page = folder / "2026/11/1.html"
    good = page.read_bytes()
    page.write_bytes(good.replace(b"rains", b"snows"))
    assert CliRunner().invoke(main, asked[:2]).exit_code == 1
    assert file.read_bytes() == damaged
    page.write_bytes(good)
    monkeypatch.setattr(kept, "LEAST", len(made.entries) + 1)
    assert CliRunner().invoke(main, asked).exit_code == 0
    assert file.read_bytes() == damaged
    assert CliRunner().invoke(main, ["verify", "--forget", str(folder), "--no-memory"]).exit_code == 0
    assert [*file.parent.glob("*.*")] == []
