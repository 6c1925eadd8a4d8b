"""Verify for skeptics: what was seen before, two histories under one key, and what witnesses saw."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbill.cli import main
from handbill.reader import memory
from handbill.reader.kept import SEEN
from handbill.reader.trust import Trust
from handbill.record.format import tree
from handbill.record.format.checkpoint import sign_checkpoint
from handbill.record.format.cosign import Cosigner
from handbill.record.format.fork import Fork
from handbill.record.format.policy import Policy
from tests.reader.served import served
from tests.reader.town import Town

FRIEND = Cosigner("friend.example/witness", bytes([9]) * 32)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def town() -> Town:
    made = Town()
    for number in range(60):
        made.publish(f"Rain, part {number}")
    return made


def other_history(town: Town) -> Town:
    """The same key, another past: one article was never published."""
    other = Town()
    for number in range(60):
        other.publish(f"Rain, part {number}" if number != 7 else "It did not rain")
    other.publish("Later")
    return other


@pytest.fixture
def live(town: Town, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    folder = town.write(tmp_path / "public")
    with served(folder) as address:
        yield address, folder


def words(report: object) -> list[str]:
    return [f"{file}: {said}" for file, said in report.wrong]  # type: ignore[attr-defined]


def test_a_log_that_goes_on_is_remembered(live: tuple[str, Path], town: Town) -> None:
    address, folder = live
    report, _words, fork = Trust(address).check()
    assert (report.right, fork) == (True, None)
    assert memory.recall(town.signer.vkey).size == 60
    town.publish("More rain")
    town.write(folder)
    assert Trust(address).check()[0].right
    assert memory.recall(town.signer.vkey).size == 61


def test_another_history_is_found_explained_and_proven(
    live: tuple[str, Path], town: Town, home: Path
) -> None:
    address, folder = live
    assert Trust(address).check()[0].right
    other_history(town).write(folder)
    report, explained, fork = Trust(address).check()
    assert words(report) == [f"{SEEN}: is not a beginning of this log: the log was forked"]
    assert "signed another history" in explained[0]
    assert fork is not None
    assert "signed 60 entries, and then 61 of which the first 60 are others" in fork.check()
    assert memory.recall(town.signer.vkey).size == 60
    said = CliRunner().invoke(main, ["verify", address])
    assert said.exit_code == 1
    (file,) = home.glob("fork-61.json")
    checked = CliRunner().invoke(main, ["verify", str(file)])
    assert (checked.exit_code, "of which the first 60 are others" in checked.output) == (0, True)
    assert CliRunner().invoke(main, ["verify", address, "--no-memory"]).exit_code == 0


def test_two_trees_of_one_size(live: tuple[str, Path], town: Town) -> None:
    address, _folder = live
    leaves = [tree.leaf_hash(entry) for entry in town.entries]
    split = sign_checkpoint(town.signer, 60, tree.root(leaves[::-1]))
    report, explained, fork = Trust(address, since=split).check()
    assert not report.right
    assert explained
    assert fork is not None
    assert fork.check().endswith("signed two trees of 60 entries")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "another"},
        {"begins": ""},
        {"proof": []},
        {"vkey": Town("other.example").signer.vkey},
        {"smaller": "junk"},
        {"proof": "x"},
        {"larger": 7},
    ],
)
def test_what_proves_nothing(
    live: tuple[str, Path], town: Town, home: Path, change: dict[str, object]
) -> None:
    address, folder = live
    old = (folder / "record/checkpoint").read_bytes()
    other_history(town).write(folder)
    fork = Trust(address, since=old, remembers=False).check()[2]
    assert fork is not None
    file = home / "claim.json"
    file.write_text(json.dumps({**json.loads(fork.encode()), **change}))
    said = CliRunner().invoke(main, ["verify", str(file)])
    assert (said.exit_code, "nothing is proven" in said.output) == (1, True)


def test_a_log_that_merely_goes_on_is_no_fork(live: tuple[str, Path], town: Town) -> None:
    address, folder = live
    old = (folder / "record/checkpoint").read_bytes()
    town.publish("More rain")
    town.write(folder)
    report, _words, fork = Trust(address, since=old).check()
    assert (report.right, fork) == (True, None)
    claim = Fork(town.signer.vkey, old, (folder / "record/checkpoint").read_bytes())
    with pytest.raises(ValueError, match="does not lead"):
        claim.check()


def test_a_log_that_was_rolled_back_and_a_copy_that_is_older(
    live: tuple[str, Path], town: Town, home: Path
) -> None:
    address, folder = live
    old = Town()
    for number in range(40):
        old.publish(f"Rain, part {number}")
    assert Trust(address).check()[0].right
    copy = old.write(home / "copy")
    report = Trust(str(copy)).check()[0]
    assert report.right
    assert any("older than what you saw elsewhere: 60" in said for _file, said in report.remarks)
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            file.unlink()
    old.write(folder)
    report, explained, _fork = Trust(address).check()
    assert words(report) == [f"{SEEN}: is larger than the log now: the log was rolled back"]
    assert "fewer entries than it signed before" in explained[0]


def test_a_memory_that_is_broken_is_none(live: tuple[str, Path], town: Town, home: Path) -> None:
    address, _folder = live
    assert Trust(address).check()[0].right
    for file in (home / "state/handbill/seen").iterdir():
        file.write_bytes(b"[]")
    assert memory.recall(town.signer.vkey) == memory.Seen()
    assert Trust(address).check()[0].right


def test_witnesses_of_a_policy(live: tuple[str, Path], town: Town, home: Path) -> None:
    address, folder = live
    policy = home / "policy"
    policy.write_text(
        f"log {town.signer.vkey}\nwitness friend {FRIEND.verifier.vkey}\nquorum friend\n", "utf-8"
    )
    asked = ["verify", address, "--policy", str(policy)]
    said = CliRunner().invoke(main, asked)
    assert (said.exit_code, "not enough witnesses for the policy: nobody" in said.output) == (1, True)
    note = (folder / "record/checkpoint").read_bytes()
    (folder / "record/checkpoint.witnessed").write_bytes(note + FRIEND.cosign(note, 1_700_000_000).encode())
    town.publish("More rain")
    town.write(folder)
    said = CliRunner().invoke(main, asked)
    assert said.exit_code == 0, said.output
    assert "60 entries were witnessed by friend" in said.output
    assert said.output.splitlines()[-1] == (
        "nothing is wrong, but the newest 1 of 61 entries were witnessed by nobody"
    )
    for _ in range(20):
        town.publish("Rain that nobody saw")
    town.write(folder)
    said = CliRunner().invoke(main, asked)
    assert said.output.splitlines()[-1].endswith("the newest 21 of 81 entries were witnessed by nobody")
    assert json.loads(CliRunner().invoke(main, [*asked, "--json"]).output)["unwitnessed"] == 21
    (folder / "record/checkpoint.witnessed").write_bytes(
        note + FRIEND.cosign(note, 1).encode()[:-9] + b"AAAAAA==\n"
    )
    assert CliRunner().invoke(main, asked).exit_code == 1
    assert Policy.parse(policy.read_bytes()).quorum == "friend"
    policy.write_text("quorum", "utf-8")
    assert CliRunner().invoke(main, asked).exit_code == 2


def test_a_proof_is_about_the_key_in_it(live: tuple[str, Path], town: Town, home: Path) -> None:
    address, folder = live
    old = (folder / "record/checkpoint").read_bytes()
    other_history(town).write(folder)
    fork = Trust(address, since=old, remembers=False).check()[2]
    assert fork is not None
    file = home / "proof.json"
    file.write_bytes(fork.encode())
    said = CliRunner().invoke(main, ["verify", str(file), "--key", town.signer.vkey])
    assert (said.exit_code, town.signer.vkey in said.output) == (0, True)
    said = CliRunner().invoke(main, ["verify", str(file)])
    assert "key taken from the file" in said.output
    said = CliRunner().invoke(main, ["verify", str(file), "--key", Town("other.example").signer.vkey])
    assert (said.exit_code, "nothing is proven about yours" in said.output) == (1, True)
