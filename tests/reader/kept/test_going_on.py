"""`verify --since` goes on from what was kept: only what is new is read, and nothing that was found before is missed."""

from pathlib import Path

import pytest

from handbill.reader import kept, memory
from handbill.reader import verify as module
from handbill.reader.kept import Past
from handbill.reader.source import Folder
from handbill.reader.told import lines
from handbill.reader.trust import Trust
from handbill.record.format import onward
from handbill.record.format.checkpoint import sign_checkpoint
from handbill.record.format.entry import Entry, Kind
from handbill.record.format.onward import Asked, Onward
from handbill.record.format.replay import Replay
from handbill.record.format.tiles import bundle_of, entries_path
from tests.reader.kept.town import MANY, check, go, replace_key, right, there
from tests.reader.served import served
from tests.reader.town import Town, put

pytestmark = pytest.mark.once


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


def test_a_larger_size_than_the_log_is_said_as_ever(town: tuple[Town, Path, bytes]) -> None:
    made, folder, _since = town
    late = sign_checkpoint(made.signer, len(made.entries) + 1, bytes(32))
    assert ("--since", "is larger than the log now: the log was rolled back") in check(folder, late).wrong
