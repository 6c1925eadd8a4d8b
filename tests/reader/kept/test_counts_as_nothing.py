"""What was kept and is damaged, of others or of another program is as if it were not there."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbill.cli import main
from handbill.reader import kept
from handbill.record.format.items import WIDTH
from handbill.record.format.note import Signer
from tests.reader.kept.town import check, go, right, sealed, there
from tests.reader.town import Town

pytestmark = pytest.mark.once


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
