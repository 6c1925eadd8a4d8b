"""Only what is new is asked for: the record is read whole, and of the files every one that may have changed since."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from handbill.cli import main
from handbill.reader import verify as module
from handbill.reader.source import Folder
from handbill.reader.told import lines
from handbill.reader.verify import verify
from handbill.record.format import called, tree
from handbill.record.format.canonical import canonical
from handbill.record.format.checkpoint import sign_checkpoint
from handbill.record.format.commitment import destroyed
from handbill.record.format.entry import Entry, Kind
from handbill.record.format.later import OURS
from handbill.record.format.leaves import Leaves
from handbill.record.format.replay import ASKED
from tests.cast import files
from tests.reader.served import served
from tests.reader.town import Town, acts, small_town

LATE = len(small_town().entries) - 2
"""Entries before the last article was hidden."""


class Watched(Town):
    """Keeps its files as they were before each act."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def append(self, *given: Any, **members: Any) -> int:
        paths = self.paths
        self.paths = {number: path for number, path in paths.items() if number in self.items}
        self.write(self.folder / str(len(self.entries)))
        self.paths = paths
        return super().append(*given, **members)


@pytest.fixture(scope="session")
def days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of a small town after each of its acts; `now` is the last one."""
    folder = tmp_path_factory.mktemp("days")
    acts(Watched(folder)).write(folder / "now")
    return folder


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(called, "SAMPLE", 0)


@pytest.fixture
def now(days: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(days / "now", tmp_path / "now"))


def before(days: Path, size: int) -> bytes:
    return (days / str(size) / "record/checkpoint").read_bytes()


def damage(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])


def found(site: Path | str, since: bytes, *, sparing: bool = True) -> set[str]:
    return {file for file, _ in verify(str(site), since=since, sparing=sparing).wrong}


def test_every_file_that_changed_is_read(days: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, get = set[str](), Folder.get

    def watched(self: Folder, path: str) -> bytes | None:
        asked.add(path)
        return get(self, path)

    monkeypatch.setattr(Folder, "get", watched)
    new = files(days / "now")
    assert LATE > 30
    for size in range(1, LATE + 2):
        asked.clear()
        report = verify(str(days / "now"), since=before(days, size), sparing=True)
        assert (report.wrong, report.unsealed, report.since) == ([], [], size)
        old = files(days / str(size))
        changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
        assert {name for name in changed if OURS(name.removesuffix(".gz"))} - asked == set(), size


def test_what_is_older_is_read_with_all_and_a_sample_of_it_always(
    now: Path, days: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    since, last = before(days, LATE), "2026/11/3.json"
    damage(now / last)
    report = verify(str(now), since=since, sparing=True)
    assert report.right
    said = lines(report)
    assert (
        "not read: the files of 8 articles and 20 decisions, nor which other files there are; --all reads all"
        in said
    )
    assert said[-1] == "all is well, in what was read"
    assert json.loads(report.to_json())["since"] == LATE
    assert last in found(now, since, sparing=False)
    monkeypatch.setattr(called, "SAMPLE", 100)
    assert last in found(now, since)


def test_the_record_is_read_whole(now: Path, days: Path) -> None:
    tiles = [file for file in (now / "record/tile").rglob("*") if file.name == str(LATE + 2)]
    assert len(tiles) == 2  # hashes, entries
    for file in tiles:
        data = file.read_bytes()
        file.write_bytes(bytes([data[5] ^ 1]).join((data[:5], data[6:])))
        report = verify(str(now), since=before(days, LATE), sparing=True)
        assert file.relative_to(now).as_posix() in {name for name, _ in report.wrong}
        assert lines(report)[-1] == f"{len(report.wrong)} wrong"
        file.write_bytes(data)


def test_a_fork_is_found_and_then_all_is_read(now: Path, days: Path) -> None:
    town = Town()
    damage(now / "2026/11/3.json")
    other = sign_checkpoint(town.signer, LATE, tree.root([b"1" * 32]))
    assert {"--since", "2026/11/3.json"} <= found(now, other)


def test_new_acts_are_checked_as_ever(now: Path, days: Path) -> None:
    since = before(days, LATE)
    report = verify(str(now), since=since, sparing=True)
    assert report.read["articles_touched"] == 1
    for file in ("2026/11/12.json", "2026/11/12.html", "hidden/12.html", "2026/11/12.json.gz"):
        data = (now / file).read_bytes() if (now / file).exists() else b""
        if data:
            at = len(data) - (5 if file.endswith(".gz") else 9)  # 5: the checksum
            (now / file).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            assert file in found(now, since), file
            (now / file).write_bytes(data)
    (now / "hidden/12.html").unlink()
    assert "hidden/12.html" in found(now, since)


def test_at_an_address(now: Path, days: Path) -> None:
    with served(now) as address:
        report = verify(address, since=before(days, LATE), sparing=True)
        assert (report.wrong, report.unsealed, report.since) == ([], [], LATE)
        (now / "2026/11/12.json").unlink()
        assert found(address, before(days, LATE)) == {"2026/11/12.json"}


def hung_on() -> list[int]:
    """The older decisions that states hang on: redactions of a whole, of fields, of a decision."""
    kinds = [Entry.decode(data).kind for data in small_town().entries[:LATE]]
    return [index for index, kind in enumerate(kinds) if kind in ASKED]


@pytest.mark.parametrize("how", ["gone", "another", "left out"])
def test_what_states_hang_on_is_missed_of_whatever_time(now: Path, days: Path, how: str) -> None:
    since = before(days, LATE)
    assert len(hung_on()) == 4
    for index in hung_on():
        file = now / f"record/decision/{index}.json"
        data = file.read_bytes()
        if how == "gone":
            file.unlink()
        elif how == "another":
            file.write_bytes(data.replace(b'"value":"', b'"value":"!'))
        else:  # the commitment opens all the same
            said = json.loads(data)
            names = {"field", "decision"} & said["fields"].keys()
            if not names:
                continue  # it says a reason alone
            said["fields"] = destroyed(said["fields"], names.pop())
            file.write_bytes(canonical(said))
        assert f"record/decision/{index}.json" in found(now, since), index
        file.write_bytes(data)
    assert verify(str(now), since=since, sparing=True).right


def test_who_takes_a_word_away_does_not_take_the_article(
    now: Path, days: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without what it says a redaction of a field is one of the whole: whose article is away then looks right."""
    monkeypatch.setattr(module, "PAUSES", ())
    index = next(at for at in hung_on() if Entry.decode(small_town().entries[at]).number == 11)
    for file in (now / "2026/11").glob("11.*"):
        file.unlink()
    once = [(404, dict[str, str](), b"")]

    def later(path: str) -> tuple[int, dict[str, str], bytes] | None:
        return once.pop() if path.endswith(f"decision/{index}.json") and once else None

    with served(now, answer=later) as address:  # it is there when the decision is checked
        assert "2026/11/11.json" in found(address, before(days, LATE))
    assert once == []
    (now / f"record/decision/{index}.json").unlink()
    wrong = {f"record/decision/{index}.json", "2026/11/11.json"}
    assert wrong <= found(now, before(days, LATE))


def test_with_a_comment_the_decisions_about_its_article_are_read(tmp_path: Path) -> None:
    town = Town()
    town.append(Kind.INVITE, {"name": "Nora"}, by="site", number=1)
    article = town.publish()
    index = town.decide("feature", article)
    since = (town.write(tmp_path) / "record/checkpoint").read_bytes()
    town.comment(article)
    town.write(tmp_path)
    assert verify(str(tmp_path), since=since, sparing=True).right
    damage(tmp_path / f"record/decision/{index}.json")
    assert f"record/decision/{index}.json" in found(tmp_path, since)


def test_by_the_command(now: Path, days: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "checkpoint"
    file.write_bytes(before(days, LATE))
    damage(now / "2026/11/3.json")
    asked = ["verify", str(now), "--no-memory", "--since", str(file)]
    said = CliRunner().invoke(main, asked)
    assert (said.exit_code, "not read: the files of" in said.output) == (0, True)
    assert CliRunner().invoke(main, [*asked, "--all"]).exit_code == 1
    assert CliRunner().invoke(main, asked[:3]).exit_code == 1
    monkeypatch.setattr(module, "SMALL", 2000)
    assert CliRunner().invoke(main, asked).exit_code == 1  # a small record is read whole in any case


@pytest.mark.parametrize("count", [0, 1, 2, 255, 256, 257, 1023, 1024, 1025, 2049, 5000])
def test_leaves_are_a_sequence_of_hashes(count: int) -> None:
    many = [bytes([n % 251]) * 32 for n in range(count)]
    leaves = Leaves(b"".join(many))
    assert (len(leaves), list(leaves), list(leaves[3:700])) == (count, many, many[3:700])
    assert [leaves[n] for n in range(-min(count, 3), min(count, 3))] == [
        many[n] for n in range(-min(count, 3), min(count, 3))
    ]
    with pytest.raises(IndexError):
        leaves[count]
    level = many
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [tree.node_hash(*level[n : n + 2]) for n in range(0, len(level) - 1, 2)] + odd
    assert tree.root(leaves) == tree.root(many) == (level[0] if level else tree.root([]))
