"""Whoever has a key that was replaced cannot pass off another record: mirrors, and readers who looked before, refuse it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connections

from handbill import settings
from handbill.cli import main
from handbill.desk.new_key import rotate
from handbill.reader import memory
from handbill.reader.copied import MirrorError
from handbill.reader.kept import SEEN
from handbill.reader.mirror import mirror
from handbill.reader.trust import ANOTHER, Trust
from handbill.reader.verify import verify
from handbill.settings import Settings
from tests.cast import BRIDGE, FLOOD, RENT, Town, files
from tests.conftest import connect
from tests.crashes.twins import twin
from tests.reader.served import served
from tests.reader.town import Town as Written


class Stage:
    """An address that shows what the site publishes, or what the thief does, who took all of the site before its key was replaced."""

    def __init__(self, site: Settings, server: str, into: Path) -> None:
        self.town = Town(site)
        self.town.nora()
        self.town.publish(FLOOD)
        self.town.go_and_verify()
        self.first = self.key()
        self.stolen = twin(site, server, into)
        self.enter(site)
        self.shown = into / "shown"
        self.show(site.public)

    def key(self) -> str:
        return (self.town.site.public / "record/vkey").read_text().strip()

    def enter(self, site: Settings) -> None:
        connections.close_all()
        settings.use(site)
        connect(site)

    def show(self, public: Path) -> None:
        self.shown.unlink(missing_ok=True)
        self.shown.symlink_to(public)

    def rotate(self) -> str:
        """The site has its key replaced, and goes on: something is hidden."""
        key = rotate(self.town.site)
        self.town.go()
        self.town.hide(self.town.publish(RENT))
        self.town.go_and_verify()
        return key

    def steal(self, *, hand_over: bool = True) -> str:
        """The thief goes on from before, without what was hidden, and has more entries than the site."""
        self.enter(self.stolen)
        thief = Town(self.stolen)
        thief.now = self.town.now
        thief.publish(BRIDGE)
        if hand_over:
            rotate(self.stolen)
        thief.go()
        for _ in range(9):
            thief.publish(BRIDGE)
        thief.go_and_verify()
        self.show(self.stolen.public)
        return (self.stolen.public / "record/vkey").read_text().strip()


@pytest.fixture
def stage(site: Settings, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return Stage(site, server, tmp_path)


@pytest.fixture
def address(stage: Stage) -> Iterator[str]:
    with served(stage.shown) as where:
        yield where


@pytest.mark.parametrize("hand_over", [True, False])
def test_a_mirror_refuses_the_record_of_an_old_key(
    stage: Stage, address: str, tmp_path: Path, *, hand_over: bool
) -> None:
    mirror(address, tmp_path / "copy")
    second = stage.rotate()
    mirror(address, tmp_path / "copy")
    third = stage.rotate()
    mirror(address, tmp_path / "copy")
    before = files(tmp_path / "copy")
    assert (tmp_path / "copy/.mirror/vkey").read_text() == stage.first
    forged = stage.steal(hand_over=hand_over)
    assert verify(str(stage.stolen.public), stage.first).right  # all that can be seen without knowing more
    said = CliRunner().invoke(main, ["mirror", address, str(tmp_path / "copy")])
    assert said.exit_code == 1
    assert "shows another record than the one of this copy" in said.output
    assert f"entries, signed by {third}" in said.output
    assert f"found: {stage.first}" in said.output
    assert forged in said.output
    assert second not in said.output
    assert files(tmp_path / "copy") == before
    assert not (tmp_path / ".copy.mirror").exists()
    with pytest.raises(MirrorError, match="another record"):
        mirror(address, tmp_path / "copy", key=stage.first)
    assert files(tmp_path / "copy") == before
    stage.show(stage.town.site.public)
    assert mirror(address, tmp_path / "copy", key=third).size > 0


def test_a_mirror_refuses_a_key_that_nobody_handed_over_to(
    stage: Stage, address: str, tmp_path: Path
) -> None:
    mirror(address, tmp_path / "copy")
    before = files(tmp_path / "copy")
    other = Written(stage.town.site.origin)
    other.publish()
    stage.show(other.write(tmp_path / "other"))
    said = CliRunner().invoke(main, ["mirror", address, str(tmp_path / "copy")])
    assert said.exit_code == 1
    assert f"remembered: the key {stage.first}" in said.output
    assert f"found: {other.signer.vkey}" in said.output
    assert "in another folder, with --key" in said.output
    with pytest.raises(MirrorError, match="another record"):
        mirror(address, tmp_path / "copy", key=other.signer.vkey)
    assert files(tmp_path / "copy") == before
    made = mirror(address, tmp_path / "anew", key=other.signer.vkey)
    assert made.size == 1


def test_a_copy_that_lost_its_checkpoint_does_not_begin_anew(
    stage: Stage, address: str, tmp_path: Path
) -> None:
    mirror(address, tmp_path / "copy")
    stage.rotate()
    mirror(address, tmp_path / "copy")
    note = (tmp_path / "copy/record/checkpoint").read_bytes()
    stage.steal()
    for left in (None, b"", note[:-9]):
        (tmp_path / "copy/record/checkpoint").unlink()
        if left is not None:
            (tmp_path / "copy/record/checkpoint").write_bytes(left)
        before = files(tmp_path / "copy")
        with pytest.raises(MirrorError, match="is damaged"):
            mirror(address, tmp_path / "copy")
        assert files(tmp_path / "copy") == before
        (tmp_path / "copy/record/checkpoint").write_bytes(note)


@pytest.mark.parametrize("given", [True, False])
def test_who_looked_before_refuses_the_record_of_an_old_key(
    stage: Stage, address: str, *, given: bool
) -> None:
    key = stage.first if given else None
    assert Trust(address, key).check()[0].right
    second = stage.rotate()
    assert Trust(address, key).check()[0].right
    kept = remembered(stage)
    assert memory.key_at(address) == second
    forged = stage.steal()
    for _again in range(2):
        report, explained, _fork = Trust(address, key).check()
        assert ("record/vkey", ANOTHER) in report.wrong
        assert ((SEEN, "no verifiable signatures") in report.wrong) is given
        assert any(second in words and f"--key {forged}" in words for words in explained)
        assert remembered(stage) == kept


def remembered(stage: Stage) -> dict[str, bytes]:
    return files(stage.shown.parent / "state")


@pytest.mark.parametrize("how", ["--key", "--forget"])
def test_a_record_under_another_key_is_wrong_until_the_reader_says_otherwise(
    stage: Stage, address: str, tmp_path: Path, how: str
) -> None:
    assert Trust(address).check()[0].right
    kept = remembered(stage)
    other = Written(stage.town.site.origin)
    other.publish()
    stage.show(other.write(tmp_path / "other"))
    for _again in range(2):
        said = CliRunner().invoke(main, ["verify", address])
        assert said.exit_code == 1
        assert f"wrong: record/vkey: {ANOTHER}" in said.output
        assert f"Remembered is {stage.first}, and there is now {other.signer.vkey}" in said.output
        assert said.output.splitlines()[-1] == "1 wrong"
        assert remembered(stage) == kept
    assert CliRunner().invoke(main, ["verify", address, "--no-memory"]).exit_code == 0
    assert CliRunner().invoke(main, ["verify", address, "--key", stage.first]).exit_code == 1
    assert remembered(stage) == kept
    more = [how, other.signer.vkey] if how == "--key" else [how]
    said = CliRunner().invoke(main, ["verify", address, *more])
    assert said.exit_code == 0, said.output
    assert (stage.first in said.output) is (how == "--key")
    assert memory.key_at(address) == other.signer.vkey
    assert CliRunner().invoke(main, ["verify", address]).exit_code == 0
    stage.show(stage.town.site.public)
    assert CliRunner().invoke(main, ["verify", address]).exit_code == 1


def test_forgetting_a_place_keeps_what_others_showed(stage: Stage, address: str) -> None:
    assert Trust(address).check()[0].right
    memory.forget(address)
    assert remembered(stage) == {}
    assert Trust(address).check()[0].right
    assert Trust(str(stage.town.site.public)).check()[0].right
    size = memory.recall(stage.first).size
    memory.forget(address)
    assert memory.key_at(address) == ""
    assert memory.recall(stage.first).size == size
    assert list(memory.recall(stage.first).sizes) == [str(stage.town.site.public)]
    memory.forget("http://nowhere.example/")
    assert memory.recall(stage.first).size == size
