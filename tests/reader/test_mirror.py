"""A verified copy: made, renewed by what changed, refused where the site lies, and valid whenever it is killed."""

import json
import random
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbill.cli import main
from handbill.reader import mirror as module
from handbill.reader.copied import PIN, MirrorError
from handbill.reader.derived import is_derived, links
from handbill.reader.mirror import mirror
from handbill.reader.verify import verify
from handbill.record.format import tree
from handbill.record.format.checkpoint import sign_checkpoint
from handbill.record.format.replay import Replay
from handbill.settings import Settings
from tests.cast import FLOOD, RENT, differences, files
from tests.cast import Town as Cast
from tests.corpora import corpus
from tests.reader.served import served
from tests.reader.town import Town, put
from tests.shell import Running

LOOK = {"look/style.css": b"body {}", "look/icon.svg": b"<svg/>"}


def with_six_notices(site: Settings) -> datetime:
    """A real site with its worker: articles, comments, something hidden."""
    made = Cast(site)
    for number in range(6):
        made.publish({**(FLOOD if number % 2 else RENT), "title": f"Notice {number}"})
        made.comment(number * 2 + 1)
    made.hide(3)
    made.go_and_verify()
    return made.now


pytestmark = pytest.mark.grown(how=with_six_notices)


@pytest.fixture
def cast(site: Settings, told: datetime) -> Cast:
    return Cast(site, told)


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def address(cast: Cast, asked: list[str]) -> Iterator[str]:
    with served(cast.site.public, answer=asked.append) as where:
        yield where


def plain(public: Path) -> dict[str, bytes]:
    """Public files as a copy has them: without compressed copies, the writer's own, scripts of the doors, old partial tiles."""
    return {
        name: data
        for name, data in files(public).items()
        if not name.endswith((".gz", ".js"))
        and not name.startswith((".new", ".mirror"))
        and ".p/" not in name
    }


def test_a_copy_is_the_site_file_by_file(cast: Cast, address: str, tmp_path: Path) -> None:
    made = mirror(address, tmp_path / "copy")
    assert (made.size, made.before) == (verify(str(cast.site.public)).size, 0)
    assert verify(str(tmp_path / "copy")).right
    assert differences(plain(cast.site.public), plain(tmp_path / "copy")) == []
    assert not list(tmp_path.glob(".copy*"))


def test_an_update_fetches_what_changed(cast: Cast, address: str, asked: list[str], tmp_path: Path) -> None:
    for number in range(120):
        cast.publish({**FLOOD, "title": f"More, {number}"})
    cast.later(days=40).publish()
    cast.go()
    first = mirror(address, tmp_path / "copy")
    asked.clear()
    assert mirror(address, tmp_path / "copy").fetched == 0
    assert len(asked) < 10
    cast.later(minutes=5).comment(1)
    cast.go()
    asked.clear()
    made = mirror(address, tmp_path / "copy")
    assert (made.size - made.before) == 1
    assert made.fetched < first.fetched / 5, (made.fetched, first.fetched)
    assert differences(plain(cast.site.public), plain(tmp_path / "copy")) == []


def test_every_kind_of_act_reaches_the_copy(cast: Cast, address: str, tmp_path: Path) -> None:
    from tests.cast import Walk  # noqa: PLC0415 - it draws from a seed; here, after the site is there

    walk = Walk(cast, 7)
    for _step in range(4):
        for _act in range(15):
            walk.step()
        cast.later(minutes=3).go()
        mirror(address, tmp_path / "copy")
        assert differences(plain(cast.site.public), plain(tmp_path / "copy")) == []


def test_another_key_is_refused(address: str, tmp_path: Path) -> None:
    other = Town("other.example").signer.vkey
    with pytest.raises(MirrorError, match="not the key that was given"):
        mirror(address, tmp_path / "copy", key=other)
    assert not (tmp_path / "copy").exists()
    mirror(address, tmp_path / "copy")
    with pytest.raises(MirrorError, match="not the one that was pinned"):
        mirror(address, tmp_path / "copy", key=other)


def test_a_folder_that_is_no_mirror_or_of_another_site(address: str, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("dear")
    with pytest.raises(MirrorError, match="is not empty, and no mirror"):
        mirror(address, tmp_path / "mine")
    assert (tmp_path / "mine" / "letter").read_text() == "dear"
    mirror(address, tmp_path / "copy")
    with served(tmp_path) as other, pytest.raises(MirrorError, match="is a mirror of"):
        mirror(other, tmp_path / "copy")


@pytest.mark.parametrize("lie", ["fork", "rollback", "same size", "page", "data", "tile", "entry"])
def test_a_site_that_lies_is_refused_and_the_copy_stays(tmp_path: Path, lie: str) -> None:
    town = Town()
    for number in range(30):
        town.publish(f"Rain, part {number}")
    public = town.write(tmp_path / "public")
    for name, data in LOOK.items():
        put(public / name, data)
    with served(public) as address:
        mirror(address, tmp_path / "copy")
        before = files(tmp_path / "copy")
        other = Town()
        for number in range(20 if lie == "rollback" else 31):
            other.publish(f"Rain, part {number}" if number != 7 or lie != "fork" else "It did not rain")
        if lie == "same size":
            leaves = [tree.leaf_hash(entry) for entry in town.entries]
            put(public / "record/checkpoint", sign_checkpoint(town.signer, 30, tree.root(leaves[::-1])))
        else:
            town.publish("Rain, part 30")
            (other if lie in {"fork", "rollback"} else town).write(public)
        for name, path in (("page", "2026/11/31.html"), ("data", "2026/11/31.json")):
            if lie == name:
                put(public / path, (public / path).read_bytes().replace(b"Rain", b"Snow"))
        if lie in {"tile", "entry"}:
            file = public / "record/tile" / ("0" if lie == "tile" else "entries") / "000.p/31"
            *before_it, last = file.read_bytes()
            put(file, bytes([*before_it, last ^ 1]))
        with pytest.raises(MirrorError) as refused:
            mirror(address, tmp_path / "copy")
        assert str(refused.value)
    assert files(tmp_path / "copy") == before
    assert verify(str(tmp_path / "copy")).right


@pytest.mark.parametrize("status", [500, 403, 404])
def test_a_server_that_fails_leaves_the_copy(cast: Cast, address: str, tmp_path: Path, status: int) -> None:
    mirror(address, tmp_path / "copy")
    before = files(tmp_path / "copy")
    cast.later(minutes=1).publish()
    cast.go()
    port = address.rsplit(":", 1)[1].strip("/")

    def fails(path: str) -> tuple[int, dict[str, str], bytes] | None:
        return (status, {}, b"") if path.endswith("13.json") else None

    with served(cast.site.public, answer=fails) as broken:
        (tmp_path / "copy/.mirror/address").write_text(broken)
        before[".mirror/address"] = broken.encode()
        with pytest.raises(MirrorError):
            mirror(broken, tmp_path / "copy")
    assert files(tmp_path / "copy") == before
    assert port


def test_hostile_links_are_never_paths() -> None:
    for line in (corpus("hostile") / "paths.jsonl").read_text("utf-8").splitlines():
        path = json.loads(line)["input"]
        found = list(links("newswire/index.html", f'<a href="{path}"><img src="{path}">'.encode()))
        assert all(is_derived(one) and ".." not in one and not one.startswith("/") for one in found), path
        assert not is_derived(f"../{path}")
        assert not is_derived(f"newswire/{path}/../../x.html")


@pytest.mark.parametrize(
    "path", ["2026/11/1.json", "hidden/3.html", "record/tile/0/000", "record/vkey", ".mirror/vkey"]
)
def test_what_the_record_names_is_not_followed(path: str) -> None:
    assert not is_derived(path)


def test_a_mirror_that_is_killed_is_valid_and_goes_on(
    cast: Cast, address: str, asked: list[str], tmp_path: Path
) -> None:
    """Killed after each of many files, in a process of its own: the copy is right each time, and newer at the end."""
    mirror(address, tmp_path / "copy")
    cast.later(minutes=1)
    for number in range(5):
        cast.publish({**FLOOD, "title": f"New, {number}"})
    cast.go()
    size = verify(str(tmp_path / "copy")).size
    dice = random.Random(11)
    for _try in range(6):
        asked.clear()
        limit = dice.randrange(3, 40)
        with Running("mirror", address, tmp_path / "copy") as run:  # and killed
            while len(asked) < limit and not run.ended:
                time.sleep(0.001)
        report = verify(str(tmp_path / "copy"))
        assert report.right, report.wrong
        assert report.size >= size
    assert mirror(address, tmp_path / "copy").size > size
    assert differences(plain(cast.site.public), plain(tmp_path / "copy")) == []


def test_what_the_command_says(address: str, tmp_path: Path) -> None:
    said = CliRunner().invoke(main, ["mirror", address, str(tmp_path / "copy")])
    assert (said.exit_code, "files fetched" in said.output) == (0, True), said.output
    said = CliRunner().invoke(main, ["mirror", address, str(tmp_path / "copy")])
    assert (said.exit_code, said.output.startswith("nothing new")) == (0, True)
    said = CliRunner().invoke(main, ["mirror", "http://127.0.0.1:9/", str(tmp_path / "other")])
    assert (said.exit_code, "refused" in said.output) == (1, True)
    assert not (tmp_path / "other").exists()
    said = CliRunner().invoke(main, ["mirror", "ftp://wire.example/", str(tmp_path / "other")])
    assert (said.exit_code, "not_an_address" in said.output) == (1, True)
    assert (tmp_path / "copy" / PIN / "vkey").exists()


def test_files_that_lag_behind_once_do_not_stop_it_for_ever(
    cast: Cast, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror(address, tmp_path / "copy")
    monkeypatch.setattr(module, "PAUSES", ())
    old = (cast.site.public / "2024/03/1.json").read_bytes()
    cast.later(minutes=1).comment(1)
    cast.go()
    new = (cast.site.public / "2024/03/1.json").read_bytes()
    (cast.site.public / "2024/03/1.json").write_bytes(old)
    with pytest.raises(MirrorError, match="not right"):
        mirror(address, tmp_path / "copy")
    assert verify(str(tmp_path / "copy")).right
    (cast.site.public / "2024/03/1.json").write_bytes(new)
    assert mirror(address, tmp_path / "copy").size == verify(str(cast.site.public)).size
    assert differences(plain(cast.site.public), plain(tmp_path / "copy")) == []


def test_what_was_not_right_in_a_first_run_is_all_fetched_anew(
    cast: Cast, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is trusted, so no entry says what changed: none is kept."""
    kept: list[int] = []

    class Watched(Replay):
        def end(self, leaves: Sequence[bytes], start: int = 0) -> None:
            kept.append(len(self.new))
            super().end(leaves, start)

    monkeypatch.setattr(module, "Replay", Watched)
    monkeypatch.setattr(module, "PAUSES", ())
    lies = ("2024/03/1.html", "newswire/1.html", "record/index.html")
    right = {path: (cast.site.public / path).read_bytes() for path in lies}
    for path, data in right.items():
        (cast.site.public / path).write_bytes(data.replace(b"Notice", b"Novice") + b"\n")
    with pytest.raises(MirrorError, match="not right"):
        mirror(address, tmp_path / "copy")
    for path, data in right.items():
        (cast.site.public / path).write_bytes(data)
    mirror(address, tmp_path / "copy")
    assert differences(plain(cast.site.public), plain(tmp_path / "copy")) == []
    assert (len(kept), set(kept)) == (2, {0})
