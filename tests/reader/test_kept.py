"""What was found right once is kept and not read again: it counts for this log, these rules and this program alone, or not at all."""

import json
import os
import pwd
import shutil
import time
from array import array
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbill.cli import main
from handbill.reader import kept, memory
from handbill.reader import verify as module
from handbill.reader.kept import Kept, Past
from handbill.reader.report import Report
from handbill.reader.source import Folder
from handbill.reader.told import lines
from handbill.reader.trust import Trust
from handbill.record.format import called, onward
from handbill.record.format.canonical import Json
from handbill.record.format.checkpoint import Checkpoint, sign_checkpoint
from handbill.record.format.commitment import values
from handbill.record.format.entry import Entry, Kind
from handbill.record.format.items import CONTENT, WIDTH, Items
from handbill.record.format.note import Signer
from handbill.record.format.onward import Asked, Onward
from handbill.record.format.replay import Replay, Said
from handbill.record.format.rows import Packed
from handbill.record.format.tiles import bundle_of, entries_path
from handbill.record.format.tree import root
from tests.reader.served import served
from tests.reader.town import Town, put, small_town
from tests.record.test_births import LOG, ODD, told

pytestmark = pytest.mark.once
NOW = datetime(2026, 11, 25, tzinfo=UTC)
MANY = 600


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A memory of its own; every log is large."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    for where, name in ((module, "SMALL"), (kept, "LEAST"), (called, "SAMPLE"), (kept, "SAMPLE")):
        monkeypatch.setattr(where, name, 0)
    return tmp_path


def grown() -> Town:
    """A town of some bundles."""
    town = Town()
    town.append(Kind.INVITE, {"name": "Nora"}, by="site", number=1)
    town.append(Kind.SET_GUIDELINES, {"title": "G1", "text": "Be kind."}, by="site", number=1)
    for article in [town.publish(f"Rain, part {n}") for n in range(6)]:
        for n in range(MANY // 6):
            town.comment(article, f"Drop {n}")
    return town


def go(town: Town, folder: Path) -> bytes:
    return (town.write(folder) / "record/checkpoint").read_bytes()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Path, bytes]:
    town, folder = grown(), tmp_path_factory.mktemp("town") / "public"
    return town, folder, go(town, folder)


@pytest.fixture
def town(before: tuple[Town, Path, bytes], tmp_path: Path) -> tuple[Town, Path, bytes]:
    """A town that was verified whole: it, its files, its checkpoint then."""
    folder = Path(shutil.copytree(before[1], tmp_path / "public"))
    made = deepcopy(before[0])
    assert right(folder).kept == {}
    assert there(made).exists()
    return made, folder, before[2]


def there(town: Town) -> Path:
    return memory.beside(town.signer.vkey)


def check(source: Path | str, since: bytes | None = None, *, sparing: bool = True) -> Report:
    return Trust(str(source), since=since, sparing=sparing).check()[0]


def right(source: Path | str, since: bytes | None = None) -> Report:
    report = check(source, since)
    assert (report.wrong, report.unsealed) == ([], [])
    return report


def sealed(data: bytes) -> bytes:
    return data[:-32] + sha256(data[:-32]).digest()


def replace_key(town: Town, folder: Path) -> bytes:
    """Hand over to another key; give the checkpoint that the one before signed last."""
    old, new = town.signer, Signer("town.example/log", b"9" * 32)
    town.append(Kind.ROTATE_KEY, {"vkey": new.vkey}, by="site", via="shell")
    last = go(town, folder)
    town.signer = new
    put(folder / "record/keys", f"{old.vkey}\n{new.vkey}\n".encode())
    put(folder / "record/rotation/1", last + go(town, folder).partition(b"\n\n")[2])
    return last


def test_only_what_is_new_is_read(town: tuple[Town, Path, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    made, folder, since = town
    size, asked = len(made.entries), set[str]()
    again = right(folder, since)
    assert (again.since, again.kept["entries"], again.size) == (size, size // 256 * 256, size)
    article = made.publish("Later")
    made.comment(article)
    made.decide("hide", article, "hidden")
    made.decide("appeal", 9, by="author")
    go(made, folder)
    get = Folder.get

    def watched(self: Folder, path: str) -> bytes | None:
        asked.add(path)
        return get(self, path)

    monkeypatch.setattr(Folder, "get", watched)
    report = right(folder, since)
    first = size // 256 * 256
    assert (report.since, report.kept["entries"]) == (size, first)
    assert report.counts == {"articles": 7, "comments": MANY + 1, "decisions": 4}
    assert {f"record/{entries_path(n)}" for n in range(size // 256)} & asked == set()
    said = "\n".join(lines(report))
    assert f"read: the last {report.size - first} of {report.size} entries" in said
    assert f"not read: the first {first} entries, which were read here from {report.kept['at']} on" in said
    whole = Trust(str(folder), since=since, sparing=True, remembers=False).check()[0]
    for name in ("counts", "size", "root", "wrong", "remarks", "since"):
        assert getattr(report, name) == getattr(whole, name), name
    assert (whole.kept, whole.read) == ({}, report.read)


def test_a_checkpoint_older_than_what_is_kept_is_one_too(town: tuple[Town, Path, bytes]) -> None:
    made, folder, since = town
    article = made.publish("Later")
    go(made, folder)
    assert right(folder).kept == {}  # which keeps it
    made.comment(1)
    go(made, folder)
    assert right(folder, since).read["articles_touched"] == 2
    file = folder / f"2026/11/{article}.json"
    file.write_bytes(file.read_bytes().replace(b"Later", b"Never"))
    assert f"2026/11/{article}.json" in {name for name, _ in check(folder, since).wrong}


def test_at_an_address(town: tuple[Town, Path, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SAMPLE", 3)
    made, folder, since = town
    made.comment(1)
    go(made, folder)
    with served(folder) as address:
        report = right(address, since)
    assert (report.kept["entries"], report.kept["bundles_drawn"]) == (len(made.entries) // 256 * 256, 2)


def test_what_does_not_come_for_once_is_asked_for_again(
    town: tuple[Town, Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAUSES", (0.0, 0.0))
    made, folder, since = town
    made.comment(1)
    go(made, folder)
    once = [(500, dict[str, str](), b"")] * 2

    def busy(path: str) -> tuple[int, dict[str, str], bytes] | None:
        return once.pop() if "tile/entries" in path and once else None

    with served(folder, answer=busy) as address:
        assert right(address, since).kept
    assert once == []
    made.comment(1)
    go(made, folder)
    (folder / "record" / bundle_of(len(made.entries) - 1, len(made.entries)).path).unlink()
    with served(folder) as address:
        found = check(address, since)
    assert (found.kept, found.right) == ({}, False)


def test_what_was_read_for_it_need_not_come_again(
    town: tuple[Town, Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, folder, _since = town
    replace_key(made, folder)
    since = (folder / "record/checkpoint").read_bytes()
    made.comment(1)
    go(made, folder)
    monkeypatch.setattr(onward, "_TILES", 1)
    get, go_on, read = Folder.get, Past.go_on, list[Onward]()

    def then_gone(self: Past, asked: Asked) -> tuple[Onward, Replay] | None:
        found = go_on(self, asked)
        read.extend([found[0]] if found else [])
        return found

    def fails(self: Folder, path: str) -> bytes | None:
        if read and path.startswith(("record/tile/", "record/rotation/")):
            raise ValueError("busy")
        return get(self, path)

    monkeypatch.setattr(Past, "go_on", then_gone)
    monkeypatch.setattr(Folder, "get", fails)
    report = right(folder, since)
    assert (len(read), bool(report.kept), report.replaced) == (1, True, 1)


def test_new_entries_are_checked_as_ever(town: tuple[Town, Path, bytes]) -> None:
    made, folder, since = town
    made.comment(1)
    one = made.entries.pop()
    for bad in (
        one.replace(b'"number":607', b'"number":606'),  # is taken
        one.replace(b'"number":607', b'"number":608'),
        one.replace(b'"article":1', b'"article":9'),  # is a comment
        one.replace(b"2026-", b"2036-"),
        Entry(Kind.UNHIDE, "2026-11-23T04:29Z", "editor:1", number=4, content="0" * 64).encode(),
        Entry(Kind.HIDE, "2026-11-23T04:29Z", "editor:2", number=4, guideline=1, content="0" * 64).encode(),
    ):
        assert bad != one
        made.entries.append(bad)
        go(made, folder)
        report = check(folder, since)
        whole = Trust(str(folder), since=since, sparing=True, remembers=False).check()[0]
        assert report.kept
        found = [words for name, words in report.wrong if "tile/entries" in name]
        assert found == [words for name, words in whole.wrong if "tile/entries" in name] != []
        made.entries.pop()


def test_a_fork_against_it_is_found(town: tuple[Town, Path, bytes], tmp_path: Path) -> None:
    made, folder, since = town
    made.entries[5] = made.entries[5].replace(b"04:29", b"04:28")
    made.comment(1)
    go(made, folder)
    for file in memory.beside(made.signer.vkey).parent.glob("*"):
        if not file.suffix:
            file.unlink()  # what it saw is forgotten, what it read is not
    other = go(made, tmp_path / "other")
    report = check(folder, other)
    assert (kept.SEEN, "is not a beginning of this log: the log was forked") in report.wrong
    assert report.kept == {}
    report = check(folder, since)
    assert {"--since", kept.SEEN} <= {name for name, _ in report.wrong}


def test_an_older_bundle_that_was_changed_since(
    town: tuple[Town, Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, folder, since = town
    file = folder / "record" / entries_path(1)
    data = file.read_bytes()
    file.write_bytes(data[:9] + bytes([data[9] ^ 1]) + data[10:])
    report = right(folder, since)
    said = "\n".join(lines(report))
    assert f"not read: the first {report.kept['entries']} entries" in said
    assert lines(report)[-1] == "all is well, in what was read"
    name = f"record/{entries_path(1)}"
    assert name in {one for one, _ in check(folder, since, sparing=False).wrong}
    assert name in {one for one, _ in Trust(str(folder), since=since, remembers=False).check()[0].wrong}
    monkeypatch.setattr(kept, "SAMPLE", 2)  # both
    found = check(folder, since)
    assert (found.kept, name in {one for one, _ in found.wrong}) == ({}, True)
    assert there(made).exists()


def test_what_is_damaged_or_another_s_counts_as_nothing(
    town: tuple[Town, Path, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, folder, since = town
    file = there(made)
    data = file.read_bytes()
    head = data.index(b"\n")
    cuts = (0, 1, head, head + 1, head + 200, len(data) - 33, len(data) - 1)
    bad = [data[:at] for at in cuts] + [data + b"\0", b"\0" * len(data), b"[]\n", b"null\n" + data]
    spots = (3, 80, head + 40, head + 400, len(data) - WIDTH * 300, len(data) - 400, len(data) - 5)
    bad += [data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :] for at in spots]
    for one in bad:
        file.write_bytes(one)
        assert right(folder, since).kept == {}
        now = there(made).read_bytes()
        assert (now[head:-32], sealed(now)) == (data[head:-32], now)  # it is kept anew, maybe a minute later
    monkeypatch.setattr(kept, "rules_here", lambda: "those of another day")
    assert right(folder, since).kept == {}
    assert right(folder, since).kept


@pytest.mark.parametrize("seen", [b"[" * 60_000, b'{"note": "", "sizes": {"a": Infinity}}'])
def test_what_was_damaged_on_purpose_counts_as_nothing(
    town: tuple[Town, Path, bytes], seen: bytes, home: Path
) -> None:
    made, folder, _since = town
    file = there(made)
    file.with_suffix("").write_bytes(seen)
    assert CliRunner().invoke(main, ["verify", "--forget", str(folder), "--no-memory"]).exit_code == 0
    file.write_bytes(seen)
    (home / "since").write_bytes(go(made, folder))
    said = CliRunner().invoke(main, ["verify", str(folder), "--since", str(home / "since")])
    assert (said.exit_code, "which were read here" in said.output) == (0, False)
    assert file.read_bytes() != seen
    assert json.loads(file.with_suffix("").read_bytes())["sizes"] == {str(folder): len(made.entries)}


def test_what_another_program_laid_out_counts_as_nothing(
    town: tuple[Town, Path, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, folder, since = town
    data, other = there(made).read_bytes(), tmp_path / "kept.py"
    monkeypatch.setattr(kept, "rules_here", kept.rules_here.__wrapped__)  # each time anew
    assert right(folder, since).kept
    other.write_bytes(Path(kept.__file__).read_bytes() + b"\n")
    monkeypatch.setattr(kept, "__file__", str(other))
    assert right(folder, since).kept == {}
    assert right(folder, since).kept
    assert there(made).read_bytes() != data
    data = there(made).read_bytes()
    for gone in (other, tmp_path / "kept.pyc"):
        monkeypatch.setattr(kept, "__file__", str(gone))
        other.unlink(missing_ok=True)
        assert right(folder, since).kept == {}
        assert there(made).read_bytes() == data
    head = json.loads(data.partition(b"\n")[0])["rules"].encode()
    there(made).write_bytes(sealed(data.replace(head, b"", 1)))
    assert right(folder, since).kept == {}  # nor one that says that it has none


def test_what_another_key_signed_counts_as_nothing(town: tuple[Town, Path, bytes], tmp_path: Path) -> None:
    made = town[0]
    other = Town("village.example/log")
    other.signer = Signer("village.example/log", b"8" * 32)
    other.entries = list(made.entries)
    other.items, other.paths, other.comments = made.items, made.paths, made.comments
    other.decisions = made.decisions
    note = go(other, tmp_path / "village")
    shutil.copy(there(made), there(other))
    assert right(tmp_path / "village", note).kept == {}


def test_the_next_key_goes_on_from_what_was_kept_under_the_one_before(
    town: tuple[Town, Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, folder, since = town
    old = made.signer
    last = replace_key(made, folder)
    new = made.signer
    made.comment(1)
    go(made, folder)
    monkeypatch.setattr(kept, "ANEW", 10**6)
    report = right(folder, since)
    assert (bool(report.kept), report.replaced) == (True, 1)
    assert (memory.beside(old.vkey).exists(), memory.beside(new.vkey).exists()) == (False, True)
    assert right(folder, since).kept
    put(folder / "record/rotation/1", last)
    assert {name for name, _ in check(folder, since).wrong} == {"record/rotation/1"}


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


def test_one_that_is_newer_than_a_copy_counts_as_nothing(
    town: tuple[Town, Path, bytes], tmp_path: Path
) -> None:
    made, folder, _since = town
    made.comment(1)
    go(made, folder)
    assert right(folder).kept == {}
    made.sealed = len(made.entries) - 3
    copy = go(made, tmp_path / "copy")
    report = check(tmp_path / "copy", copy)
    assert (report.wrong, report.kept) == ([], {})
    assert any("is older than what you saw" in words for _, words in report.remarks)


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


def saying(town: Town) -> Said:
    def said(index: int, _entry: Entry) -> Mapping[str, Json]:
        return values(town.decisions[index]["fields"])

    return said


def again(replay: Replay, said: Said, since: int) -> Replay:
    """Give it as it is read back from what is kept of it."""
    history = replay.history
    data = b"".join(bytes(column) for column in history.items.columns())
    assert len(data) == WIDTH * len(history.items)
    contents = memoryview(data)[len(data) - CONTENT * len(history.items) :]
    done = back(history.items.done())
    items = Items.of(len(history.items), history.size, BytesIO(data).read, contents, done)
    state, checkpoint = (
        json.loads(json.dumps(replay.state())),
        Checkpoint("town.example/log", history.size, root([])),
    )
    return Kept(checkpoint, "", state, items, back(history.decisions.packed())).replay(said, NOW, since)


def back(packed: Packed) -> Packed:
    data = bytes(packed.numbers) + bytes(packed.ends)
    return Packed.of(len(packed.numbers), BytesIO(data).read, packed.text)


def both(entries: Sequence[bytes], said: Said, cut: int, since: int) -> tuple[Replay, Replay]:
    """Read it whole, and cut: what is before is kept and read back."""
    whole, first = Replay(said, NOW, since), Replay(said, NOW)
    whole.take_all(entries)
    first.take_all(entries[:cut])
    if first.wrong:
        return whole, whole
    second = again(first, said, since)
    start = min(cut, since)
    for at in range(start, len(entries), 7):
        second.go_on(at, entries[at : at + 7])
    for one in (whole, second):
        one.end([bytes(32)] * len(entries))
    return whole, second


def test_whatever_the_cut_what_follows_is_the_same() -> None:
    town = small_town()
    for cut in range(1, len(town.entries) + 1):
        for since in (1, cut - 1, cut, len(town.entries)):
            whole, second = both(town.entries, saying(town), cut, since)
            assert told(second) == told(whole)
            assert second.history.__dict__.keys() == whole.history.__dict__.keys()
            for name, value in whole.history.__dict__.items():
                same = name in {"items", "decisions"} or getattr(second.history, name) == value
                assert same, name


@pytest.mark.parametrize("what", ODD)
def test_what_breaks_a_rule_after_the_cut_is_found(what: str) -> None:
    entries = [*LOG, *ODD[what]]
    for cut in (1, 3, len(LOG)):
        whole, second = both(entries, lambda _index, _entry: {}, cut, cut)
        assert told(second) == told(whole)


def test_a_number_that_is_none_of_the_log_is_refused() -> None:
    for at, most in ((0, 5), (1, 3), (2, 10**6), (3, 3), (4, 3), (5, 3)):
        columns = [bytearray(8) for _ in range(6)]
        columns[at][4:] = most.to_bytes(4, "little")
        read = BytesIO(b"".join(columns) + bytes(2)).read
        with pytest.raises(ValueError, match="none of this log"):
            Items.of(2, 5, read, memoryview(bytes(64)), Packed(array("I"), array("Q"), memoryview(b"")))


def test_a_larger_size_than_the_log_is_said_as_ever(town: tuple[Town, Path, bytes]) -> None:
    made, folder, _since = town
    late = sign_checkpoint(made.signer, len(made.entries) + 1, bytes(32))
    assert ("--since", "is larger than the log now: the log was rolled back") in check(folder, late).wrong
