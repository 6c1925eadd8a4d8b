"""The proof of each decision: checked offline with the key alone, kept while it holds, made anew where it is lost."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbill.cli import main
from handbill.desk.new_key import rotate
from handbill.pages.proofs import OWED
from handbill.pages.write import Writer
from handbill.rebuild import rebuild
from handbill.record import trouble
from handbill.record.format.note import Verifier
from handbill.record.format.proof import Proof
from handbill.record.format.tree import leaf_hash
from handbill.record.log import Trouble
from handbill.record.models import Cursor, Head, Sealed
from handbill.settings import Settings
from tests.cast import Town
from tests.crashes.twins import PowerCut, Step


def with_one_hidden(site: Settings) -> datetime:
    made = Town(site)
    made.publish()
    made.hide(1)
    made.go()
    return made.now


pytestmark = pytest.mark.grown(how=with_one_hidden)


@pytest.fixture
def town(site: Settings, told: datetime) -> Town:
    return Town(site, told)


def proofs(town: Town) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (town.site.public / "record/decision").glob("*.proof")}


def test_each_decision_has_one_that_holds(town: Town) -> None:
    verifier = Verifier.parse((town.site.public / "record/vkey").read_text().strip())
    found = proofs(town)
    pages = {file.stem for file in (town.site.public / "record/decision").glob("*.json")}
    assert {name.removesuffix(".proof") for name in found} == pages
    for name, data in found.items():
        proof = Proof.decode(data)
        assert f"{proof.index}.proof" == name
        leaf = bytes(Sealed.objects.get(index=proof.index).leaf)
        assert leaf_hash(proof.extra or b"") == leaf
        assert proof.check(leaf, verifier).size > proof.index


def test_it_is_kept_while_it_holds_and_made_anew_where_it_does_not(town: Town) -> None:
    before = proofs(town)
    town.later(minutes=3).publish()
    town.go()
    rebuild(town.site, lambda _done: None, 1)
    assert proofs(town) == before
    folder = town.site.public / "record/decision"
    (folder / "1.proof").unlink()
    (folder / "2.proof").write_bytes(before["2.proof"][:-9] + b"AAAAAAA=\n")
    (folder / "3.proof").write_bytes(before["4.proof"])
    (folder / "999.proof").write_bytes(b"nothing calls for it")
    rebuild(town.site, lambda _done: None, 1)
    after = proofs(town)
    assert after.keys() == before.keys()
    size = Head.objects.get().size
    for name in ("1.proof", "2.proof", "3.proof"):
        assert f"\n{size}\n".encode() in after[name]
    assert after["4.proof"] == before["4.proof"]
    town.go_and_verify()


def test_while_signing_has_stopped_there_is_none(town: Town) -> None:
    Head.objects.update(trouble="a tile is not what was signed")
    town.later(minutes=1)
    before = proofs(town)
    tile = next((town.site.public / "record/tile/0").rglob("*/*"))
    tile.write_bytes(b"x" * len(tile.read_bytes()))
    second = town.publish()
    town.hide(second)
    town.go()
    assert proofs(town) == before


@pytest.mark.parametrize("cut", [False, True], ids=["in peace", "cut off"])
def test_they_come_when_signing_goes_on(town: Town, monkeypatch: pytest.MonkeyPatch, cut: bool) -> None:
    tile = next((town.site.public / "record/tile/0").rglob("*/*"))
    whole = tile.read_bytes()
    tile.write_bytes(b"x" * len(whole))
    town.hide(town.later(minutes=1).publish())
    town.go()
    folder = town.site.public / "record/decision"
    lacking = {file.stem for file in folder.glob("*.json")} - {file.stem for file in folder.glob("*.proof")}
    assert len(lacking) == 1
    tile.write_bytes(whole)
    trouble.look_at_all(town.worker.log)
    if cut:
        with monkeypatch.context() as patched:
            patched.setattr(Writer, "settle", Step(Writer.settle, 1).method())
            with pytest.raises(PowerCut):
                town.go()
    town.go()
    assert {f"{stem}.proof" for stem in lacking} <= proofs(town).keys()
    assert not Cursor.objects.filter(name=OWED).exists()
    town.go_and_verify()


def test_the_command_checks_it_without_the_site(town: Town, tmp_path: Path) -> None:
    data = proofs(town)
    name, proof = max(data.items(), key=lambda one: int(one[0].removesuffix(".proof")))
    file = tmp_path / name
    file.write_bytes(proof)
    key = (town.site.public / "record/vkey").read_text().strip()
    said = CliRunner().invoke(main, ["verify", str(file), "--key", key, "--json"])
    assert said.exit_code == 0, said.output
    assert json.loads(json.loads(said.output)["entry"])["kind"] == "hide"
    for bad, status in ((proof.replace(b"index ", b"index 1"), 1), (proof[:-9], 1)):
        file.write_bytes(bad)
        assert CliRunner().invoke(main, ["verify", str(file), "--key", key]).exit_code == status
    file.write_bytes(proof)
    assert CliRunner().invoke(main, ["verify", str(file)]).exit_code == 2


def test_after_another_key_took_over_all_are_under_it(town: Town) -> None:
    before = proofs(town)
    rotate(town.site)
    town.go_and_verify()
    verifier = Verifier.parse((town.site.public / "record/vkey").read_text().strip())
    after = proofs(town)
    assert after.keys() > before.keys()
    for name, data in after.items():
        proof = Proof.decode(data)
        assert proof.check(leaf_hash(proof.extra or b""), verifier).size > proof.index, name
    assert verifier.vkey in town.page("record/decision/1.html")


def test_where_a_tile_cannot_be_read_for_once_the_proof_comes_with_the_next_run(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a process has no more files to open: nothing is wrong with the record, so nobody looks at it again."""

    def fails(_index: int, _size: int, _read: object) -> None:
        raise Trouble("record/tile/0/000 cannot be read")

    before = proofs(town)
    town.hide(town.later(minutes=1).publish())
    with monkeypatch.context() as patched:
        patched.setattr("handbill.pages.proofs.prove.inclusion", fails)
        town.go()
    assert proofs(town) == before
    assert Cursor.objects.filter(name=OWED).exists()
    town.go()
    assert len(proofs(town)) == len(before) + 1
    assert not Cursor.objects.filter(name=OWED).exists()
    town.go_and_verify()
