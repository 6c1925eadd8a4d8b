"""What a stranger finds: nothing on a right site, and the file by name on every other."""

import json
import os
import pty
import random
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from handbill import cores
from handbill.reader.report import Report
from handbill.reader.told import lines
from handbill.reader.verify import verify
from handbill.record.format.canonical import canonical
from tests.reader.town import Town, put, small_town

SEED = 20261123


@pytest.fixture(scope="session")
def town() -> Town:
    return small_town()


@pytest.fixture(scope="session")
def original(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return town.write(tmp_path_factory.mktemp("town") / "public")


@pytest.fixture
def site(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "public"))


def found(report: Report) -> set[str]:
    return {file for file, _ in report.wrong}


def test_a_right_site(town: Town, original: Path):
    report = verify(str(original), town.signer.vkey)
    assert report.wrong == report.unsealed == report.remarks == []
    assert (report.size, report.origin) == (len(town.entries), "town.example/log")
    assert report.counts == {"articles": 9, "comments": 3, "decisions": len(town.decisions)}
    assert not report.key_from_site
    assert lines(report)[-1] == "all is well"
    assert json.loads(report.to_json())["right"] is True


def test_the_key_of_the_site_itself(original: Path):
    report = verify(str(original))
    assert report.right
    assert report.key_from_site
    assert any("key taken from the site" in line for line in lines(report))


def test_processes_find_the_same_in_the_same_order(site: Path, monkeypatch: pytest.MonkeyPatch):
    for file in [*site.rglob("*.json")][::2]:
        file.write_bytes(file.read_bytes()[:-1])
    for file in [*site.rglob("*.html")][::2]:
        file.with_name(f"{file.name}.gz").write_bytes(b"no copy")
    alone, told = verify(str(site)), list[tuple[int, int]]()
    monkeypatch.setattr(cores, "FEW", 1)
    monkeypatch.setattr(cores, "PIECE", 3)
    monkeypatch.setattr(cores, "_cores", lambda: 2)
    shared = verify(str(site), tick=lambda *at: told.append(at))
    assert shared == alone
    assert len(shared.wrong) > 10
    assert [at for at, _known in told] == [*range(1, len(told) + 1)]  # one bundle, then the files
    assert {known for _at, known in told[1:]} == {len(told)}


def test_the_progress_is_shown_on_a_terminal_alone(original: Path):
    for options, shown in (([], True), (["--json"], False)):
        screen, terminal = pty.openpty()
        command = [sys.executable, "-m", "handbill", "verify", "--no-memory", str(original), *options]
        ended = subprocess.run(command, stdout=terminal, stderr=terminal, check=False)
        os.close(terminal)
        said = b""
        with suppress(OSError):  # how a terminal ends
            while piece := os.read(screen, 65536):
                said += piece
        os.close(screen)
        assert ended.returncode == 0
        assert (b"checked" in said) is shown
    piped = subprocess.run(command[:-1], capture_output=True, check=True)
    assert b"all is well" in piped.stdout
    assert piped.stderr == b""


def test_an_empty_log(tmp_path: Path):
    assert verify(str(Town().write(tmp_path))).right


def test_a_log_of_more_than_one_tile(tmp_path: Path):
    town = Town()
    article = town.publish()
    for _ in range(300):
        town.comment(article)
    site = town.write(tmp_path)
    assert (site / "2026/11/1/comments/4.html").exists()
    assert verify(str(site)).wrong == []
    (site / "2026/11/1/comments/4.json").unlink()
    assert found(verify(str(site))) == {"2026/11/1/comments/4.json", "2026/11/1/comments/4.json.gz"}


def derived(file: Path) -> bool:
    return file.name in ("index.html", "versions.html") or (file.suffix, file.parent.name) == (
        ".html",
        "decision",
    )


def data_files(site: Path) -> list[Path]:
    return [
        path for path in sorted(site.rglob("*")) if path.is_file() and path.suffix not in (".html", ".gz")
    ]


def test_any_flipped_byte_names_its_file(town: Town, site: Path):
    dice = random.Random(SEED)
    files = data_files(site)
    assert len(files) > 30
    for file in files:
        name, data = file.relative_to(site).as_posix(), file.read_bytes()
        for at in {0, len(data) - 1, *(dice.randrange(len(data)) for _ in range(4))}:
            file.write_bytes(data[:at] + bytes([data[at] ^ dice.randrange(1, 256)]) + data[at + 1 :])
            assert name in found(verify(str(site), town.signer.vkey)), (name, at)
        file.write_bytes(data[:-1])
        assert name in found(verify(str(site), town.signer.vkey)), name
        file.write_bytes(data)
    assert verify(str(site), town.signer.vkey).right


@pytest.mark.parametrize(
    "junk", [b"", b"\xff\xfe", b"null", b"[]", b"{}", b"[" * 100_000, b'{"a":' * 9, b"\0" * 99]
)
def test_files_of_junk_are_findings(town: Town, site: Path, junk: bytes):
    files = [path for path in sorted(site.rglob("*")) if path.is_file() and not derived(path)]
    for file in files[:: 1 + len(files) // 12]:
        data = file.read_bytes()
        file.write_bytes(junk)
        assert file.relative_to(site).as_posix() in found(verify(str(site), town.signer.vkey))
        file.write_bytes(data)


JUNK: list[Any] = [1, "x", True, [], {}, [1], {"a": 1}, [[]], {"hash": 1}, 10**15]


def test_members_of_another_shape_are_findings(site: Path):
    for name in ("2026/11/1.json", "2026/11/7.json", "record/decision/12.json"):
        value = json.loads((site / name).read_bytes())
        for path in paths(value):
            for junk in JUNK:
                changed = json.loads(json.dumps(value))
                place = changed
                for step in path[:-1]:
                    place = place[step]
                if place[path[-1]] == junk and type(place[path[-1]]) is type(junk):
                    continue
                place[path[-1]] = junk
                put(site / name, canonical(changed))
                break
            assert name in found(verify(str(site))), path
        put(site / name, canonical(value))


def paths(value: Any) -> list[list[Any]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way for step, part in steps for way in ([step], *([step, *rest] for rest in paths(part)))]
