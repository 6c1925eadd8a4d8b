"""A log that we wrote, judged by two verifiers that nobody here wrote: Go's sumdb, and tlog-scales."""

import os
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from tlog_scales import backend, reader, signing
from tlog_scales import tiles as scales_tiles

from handbill.record.format import tiles, tree
from handbill.record.format.checkpoint import sign_checkpoint
from handbill.record.format.entry import Entry, Kind
from handbill.record.format.note import Signer

OLD, SIZE = 300, 1000
SIGNER = Signer("town.example/log", bytes(31) + b"\7")
Verdict = Callable[[Path], str]


def entries() -> list[bytes]:
    return [
        Entry(Kind.HIDE, "2026-11-23T04:29Z", "editor:1", number=n, guideline=1, content=f"{n:064x}").encode()
        for n in range(1, SIZE + 1)
    ]


def roots() -> dict[int, bytes]:
    leaves = [tree.leaf_hash(entry) for entry in entries()]
    return {size: tree.root(leaves[:size]) for size in (OLD, SIZE)}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log that grew in steps, as the site would write it."""
    folder, size = tmp_path / "record", 0
    for step in (0, 1, 255, 256, OLD, 999, SIZE):
        root, files = tiles.grow(size, entries()[size:step], lambda path: (folder / path).read_bytes())
        for path, data in files:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        size = step
    (folder / "checkpoint").write_bytes(sign_checkpoint(SIGNER, size, root))
    return folder


@pytest.fixture(scope="session")
def go(tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    """Build the program from Debian's golang-go and golang-golang-x-mod-dev; say what it says."""
    if not shutil.which("go") or not Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog").is_dir():
        say = "no Go verifier: install golang-go and golang-golang-x-mod-dev"
        if os.environ.get("CI") == "true":
            pytest.fail(say)
        pytest.skip(say)
    place = tmp_path_factory.mktemp("go")
    program = place / "tlogverify"
    source = Path(__file__).with_name("tlogverify.go")
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(place / "cache"),
        "GOFLAGS": "",
    }
    subprocess.run(["go", "build", "-o", program, source], check=True, env=environment, timeout=100)
    old = b64encode(roots()[OLD]).decode()

    def verdict(folder: Path) -> str:
        command = [str(program), str(folder), SIGNER.vkey, str(OLD), old]
        done: subprocess.CompletedProcess[str] = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=60
        )
        assert (done.returncode == 0) == done.stdout.startswith("accepted")
        return done.stdout.strip()

    return verdict


def scales(folder: Path) -> str:
    try:
        log = reader.TilesReader(backend.make_backend(str(folder)))
        checkpoint = log.get_checkpoint()
        checkpoint.verify(signing.Vkey.from_string(SIGNER.vkey))
        assert log.calculate_root_hash() == checkpoint.root_hash
        for index in range(checkpoint.size):
            proof = log.get_inclusion_proof(index, checkpoint.size)
            proof.check(scales_tiles.leaf_hash(log.get_entry(index)), checkpoint.root_hash)
        log.get_consistency_proof(OLD, checkpoint.size).check(roots()[OLD], checkpoint.root_hash)
    except Exception as error:  # noqa: BLE001 - its refusals have many classes
        return f"{type(error).__name__}: {error}"
    return f"accepted {checkpoint.size}"


@pytest.fixture(params=["go", "scales"])
def verdict(request: pytest.FixtureRequest) -> Verdict:
    if request.param == "go":
        found: Verdict = request.getfixturevalue("go")
        return found
    return scales


def test_our_log_is_accepted(log: Path, verdict: Verdict):
    assert verdict(log) == f"accepted {SIZE}"


@pytest.mark.parametrize(
    "file",
    [
        "tile/0/000",
        "tile/0/002",
        "tile/0/003.p/232",
        "tile/1/000.p/3",
        "tile/entries/001",
        "tile/entries/003.p/232",
    ],
)
def test_a_flipped_byte_is_refused(log: Path, verdict: Verdict, file: str):
    data = bytearray((log / file).read_bytes())
    data[40] ^= 1
    (log / file).write_bytes(data)
    assert not verdict(log).startswith("accepted")


@pytest.mark.parametrize("change", [(b"1000\n", b"999\n"), (b"town.", b"gown."), (b"\n\n", b"\nmore\n\n")])
def test_a_changed_checkpoint_is_refused(log: Path, verdict: Verdict, change: tuple[bytes, bytes]):
    data = (log / "checkpoint").read_bytes()
    assert change[0] in data
    (log / "checkpoint").write_bytes(data.replace(*change, 1))
    assert not verdict(log).startswith("accepted")


def test_a_rewritten_log_is_no_continuation(log: Path, verdict: Verdict):
    """Right in itself and rightly signed, but its first entries are others than before."""
    shutil.rmtree(log / "tile")
    root, files = tiles.grow(0, entries()[::-1], lambda _: b"")
    for path, data in files:
        (log / path).parent.mkdir(parents=True, exist_ok=True)
        (log / path).write_bytes(data)
    (log / "checkpoint").write_bytes(sign_checkpoint(SIGNER, SIZE, root))
    assert not verdict(log).startswith("accepted")
