"""What others wrote cannot command the terminal of whoever checks it, hide in it, or look like a line of ours."""

import json
import os
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result

import handbill.commands.archive
import handbill.commands.reader
from handbill.cli import main
from handbill.commands.plainly import visible
from handbill.record.format import tree
from handbill.record.format.checkpoint import sign_checkpoint
from handbill.record.format.kinds import Kind
from handbill.record.format.note import Signer, Verifier, open_note
from handbill.record.format.proof import Proof
from tests.reader.served import served
from tests.reader.town import Town, put, small_town

TITLE, CSI, ISOLATE, OVERRIDE, TAG = "\x1b]0;all is well\x07", "\x9b2J", "\u2066", "\u202e", "\U000e0041"
EVIL = f"{TITLE}{CSI}{ISOLATE}{OVERRIDE}{TAG}"
DANGEROUS = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0041]"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str | Path, code: int) -> Result:
    done = CliRunner().invoke(main, [str(one) for one in arguments])
    assert done.exit_code == code, done.output
    assert not DANGEROUS.search(done.output)
    assert not DANGEROUS.search(done.stderr)
    return done


@pytest.fixture
def site(home: Path) -> Path:
    return small_town().write(home / "public")


def test_signs_that_are_written_out() -> None:
    assert visible("Río, 水位, 🙂 and e\u0301") == "Río, 水位, 🙂 and e\u0301"
    assert visible("\x1b[2J") == "\\u001b[2J"
    assert visible("a\nb\r\tc\u2028\x85\u202e\udc80") == "a\\nb\\r\\tc\\u2028\\u0085\\u202e\\udc80"
    line = json.dumps({"a": EVIL}, ensure_ascii=False)
    assert json.loads(visible(line)) == {"a": EVIL}
    assert not DANGEROUS.search(visible(line))


@pytest.mark.parametrize("name", [EVIL.replace("/", ""), "x\nall is well", "x\u2028all is well"])
def test_names_of_files(site: Path, name: str) -> None:
    (site / "record/tile" / name).write_bytes(b"")
    (site / f"{name}.link").symlink_to("/etc")
    (site / os.fsdecode(b"\xff\x9b.gz")).write_bytes(b"")
    lines = run("verify", site, code=1).output.splitlines()
    assert sum(line.startswith("wrong: ") for line in lines) == 3
    assert lines[-1] == "3 wrong"
    assert "all is well" not in lines
    told = json.loads(run("verify", "--json", site, code=1).output)
    assert {file for file, _words in told["wrong"]} == {
        f"record/tile/{name}",
        f"{name}.link",
        "\udcff\udc9b.gz",
    }
    said = run("recover", site, site.parent / "again", code=1)
    assert sum(line.startswith("wrong: ") for line in said.stderr.splitlines()) == 3
    assert not (site.parent / "again").exists()


@pytest.fixture
def town() -> Town:
    """A site that keeps its record, and whose name and words are not nice."""
    made = Town(f"town.example/{OVERRIDE}{ISOLATE}gol")
    for words in (f"Nora{OVERRIDE}", f"{TAG}Idris"):
        made.append(Kind.INVITE, {"name": words}, by="site", number=len(made.entries) + 1)
    made.publish()
    return made


def test_a_site_with_such_a_name_and_such_words(town: Town, home: Path) -> None:
    folder = town.write(home / "served")
    with served(folder) as address:
        assert "log town.example/\\u202e\\u2066gol: 3 entries" in run("verify", address, code=0).output
        since = home / "since"
        since.write_bytes(sign_checkpoint(town.signer, 0, tree.root([])))
        for more in ([], ["--json"]):
            told = run("follow", address, "--once", "--since", since, *more, code=0).output
            assert "Nora\\u202e" in told
            assert "\\udb40\\udc41Idris" in told
        run("mirror", address, home / "copy", "--key", Town(f"{OVERRIDE}key").signer.vkey, code=1)
        assert not (home / "copy").exists()
        run("mirror", address, home / "copy", code=0)
        put(folder / "2026/11/1.html", f'<p class="{OVERRIDE}\u2028" onload{ISOLATE}="">{TAG}'.encode())
        town.publish()
        put(folder / "record/checkpoint", sign_checkpoint(town.signer, 4, bytes(32)))
        run("mirror", address, home / "copy", code=1)


def proof(town: Town, leaf: bytes, index: int = 1) -> bytes:
    """A proof that holds, for whatever the log's owner put into it."""
    leaves = [tree.leaf_hash(one) for one in (b"first", leaf)]
    note = sign_checkpoint(town.signer, 2, tree.root(leaves))
    return Proof(index, (leaves[0],), note, leaf).encode()


@pytest.mark.parametrize("leaf", [b"\xff\xfe\x9b2J", EVIL.encode(), b"", b"{}", b'{"kind":"hide"}'])
def test_a_proof_of_what_is_no_entry(town: Town, home: Path, leaf: bytes) -> None:
    (home / "1.proof").write_bytes(proof(town, leaf))
    said = run("verify", "1.proof", "--key", town.signer.vkey, code=1)
    assert said.output.startswith("Error: 1.proof: ")
    assert said.exception is None or isinstance(said.exception, SystemExit)


def test_a_proof_of_an_entry(town: Town, home: Path) -> None:
    (home / "1.proof").write_bytes(proof(town, town.entries[0]))
    said = run("verify", "1.proof", "--key", town.signer.vkey, code=0)
    assert said.output.startswith(
        "entry 1 of town.example/\\u202e\\u2066gol, under a checkpoint of 2 entries: {"
    )
    told = json.loads(run("verify", "1.proof", "--key", town.signer.vkey, "--json", code=0).output)
    assert told["log"] == town.signer.verifier.name


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\x85", "\x9b", " ", "+"])
def test_no_key_has_a_name_with_such_a_sign(town: Town, home: Path, sign: str) -> None:
    name = f"town.example/{sign}x"
    with pytest.raises(ValueError, match="a key's name"):
        Signer(name, bytes(32))
    good = Verifier("x", b"", town.signer.verifier.public)
    public = b"\x01" + good.public
    known = sha256(name.encode() + b"\n" + public).digest()[:4]
    with pytest.raises(ValueError, match="not a verifier key"):
        Verifier.parse(f"{name}+{known.hex()}+{b64encode(public).decode()}")
    line = f"\u2014 {name} {b64encode(known + bytes(64)).decode()}\n".encode()
    with pytest.raises(ValueError, match="malformed note"):
        open_note(sign_checkpoint(town.signer, 0, tree.root([])) + line, [town.signer.verifier])
    folder = town.write(home / "served")
    put(folder / "record/vkey", f"{name}+{known.hex()}+{b64encode(public).decode()}\n".encode())
    run("verify", folder, code=1)


@pytest.mark.parametrize("module", [handbill.commands.archive, handbill.commands.reader])
def test_commands_that_read_what_others_wrote_print_on_one_way_alone(module: ModuleType) -> None:
    source = Path(str(module.__file__)).read_text("utf-8")
    assert "say(" in source
    assert not re.search(r"click\.echo|click\.secho|ClickException|\bprint\(", source)
    assert not re.search(r"UsageError\((?!visible\(|\")", source)
