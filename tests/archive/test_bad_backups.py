"""What is no whole backup is refused in words, by the real command, and nothing of it stays."""

import dataclasses
import gzip
import hashlib
import io
import json
import os
import random
import resource
import tarfile
from pathlib import Path
from typing import TypeAlias

import pyrage
import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, connections

from handbill.archive.backup.mirrors import look
from handbill.archive.backup.parts import BadBackup
from handbill.archive.backup.put_back import NotEmpty, put_back
from handbill.archive.backup.unpack import ROWS, Unpacked, choose_database
from handbill.archive.migrate import waiting
from handbill.cli import main
from handbill.reader.verify import verify
from handbill.record.models import Entry
from handbill.settings import Record, Settings, use
from tests.archive.backups import backed_up, brought_back, nothing
from tests.cast import Town
from tests.reader.served import served
from tests.test_house import assert_none

pytestmark = pytest.mark.once

Parts: TypeAlias = list[tuple[tarfile.TarInfo, bytes]]


@pytest.fixture
def whole(site: Settings, tmp_path: Path) -> Path:
    Town(site).publish()
    file = tmp_path / "whole.backup"
    backed_up(site, file)
    connections.close_all()
    return file


def refused(source: Path, into: Path, words: str, *, all_of_it: bool = True) -> list[str]:
    """Ask the command to bring it back; give what is wrong with how it refuses, and what it leaves behind."""
    before = sorted(into.iterdir())
    done = CliRunner().invoke(main, ["restore", str(source), str(into / "never")])
    left = [f"{words}: left {one.name}" for one in sorted(into.iterdir()) if one not in before]
    nothing_there = f"nothing is in {into / 'never'}" in done.output or not all_of_it
    if done.exit_code == 1 and words in done.output and nothing_there:
        return left
    return [f"{words}: {done.output.strip()} {done.exception!r}", *left]


def parts_of(file: Path) -> Parts:
    with tarfile.open(file) as tar:
        return [(one, (tar.extractfile(one) or io.BytesIO()).read()) for one in tar]


def written(file: Path, parts: Parts) -> Path:
    """Write a tar as somebody else would, with sums that fit."""
    held = [(one.name, hashlib.sha256(data).hexdigest()) for one, data in parts if one.name != "SHA256SUMS"]
    sums = "".join(f"{sha256}  {name}\n" for name, sha256 in held).encode()
    with tarfile.open(file, "w") as tar:
        for one, data in parts:
            content = sums if one.name == "SHA256SUMS" else data
            one.size = len(content) if one.isreg() else 0
            tar.addfile(one, io.BytesIO(content))
    return file


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    return made


def headed(parts: Parts, **changed: object) -> Parts:
    said = json.loads(parts[0][1])
    return [(parts[0][0], json.dumps({**said, **changed}).encode()), *parts[1:]]


def test_cut_off_or_altered_anywhere(whole: Path, tmp_path: Path) -> None:
    data, bad, wrong = whole.read_bytes(), tmp_path / "bad.backup", []
    dice = random.Random(20261126)
    for size in (0, 1, 512, 3000, *(dice.randrange(len(data) - 10240) for _ in range(4))):
        bad.write_bytes(data[:size])
        wrong += refused(bad, tmp_path, "cut off")
    contents = [content for one, content in parts_of(whole) if one.name != "handbill-backup.json"]
    for content in dice.sample(contents, 6):
        at = data.index(content) + dice.randrange(len(content))
        bad.write_bytes(data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :])
        wrong += refused(bad, tmp_path, "not as it was written")
    assert_none(wrong)


def test_what_no_backup_holds(whole: Path, tmp_path: Path) -> None:
    parts, bad, wrong = parts_of(whole), tmp_path / "bad.backup", []
    more = "secrets/more"
    for made, words in (
        (headed(parts, version=2), "of version 2"),
        (headed(parts, format="other"), "no backup of Handbill"),
        (headed(parts, version="1"), "no backup of Handbill"),
        (headed(parts, tables=[]), "does not say"),
        ([*parts[:2], (member("../../escaped"), b"x"), *parts[2:]], "cannot be in a backup"),
        ([*parts[:2], (member("/escaped"), b"x"), *parts[2:]], "cannot be in a backup"),
        ([*parts[:2], (member(more, tarfile.SYMTYPE, "/etc"), b""), *parts[2:]], "cannot be in a backup"),
        (
            [*parts[:2], (member(more, tarfile.LNKTYPE, "site.toml"), b""), *parts[2:]],
            "cannot be in a backup",
        ),
        ([*parts[:2], (member(more, tarfile.FIFOTYPE), b""), *parts[2:]], "cannot be in a backup"),
        ([*parts[:2], (member(more, tarfile.GNUTYPE_SPARSE), b""), *parts[2:]], "cannot be in a backup"),
        ([*parts[:2], (member("tables/sqlite_master/000001.jsonl.gz"), b""), *parts[2:]], "does not belong"),
        ([*parts[:2], parts[1], *parts[2:]], "does not belong"),
        ([parts[1], parts[0], *parts[2:]], "no backup of Handbill"),
        (parts[:-1], "cut off"),
        ([one for one in parts if one[0].name != "secrets/record"], "lacks secrets/record"),
    ):
        wrong += refused(written(bad, made), tmp_path, words)
    assert_none(wrong)


def test_a_name_that_is_said_in_three_thousand_parts(tmp_path: Path) -> None:
    chain = io.BytesIO()
    for _one in range(3_000):
        long = tarfile.TarInfo("././@LongLink")
        long.type, long.size = tarfile.GNUTYPE_LONGNAME, 2
        chain.write(long.tobuf(tarfile.GNU_FORMAT) + b"a\0".ljust(512, b"\0"))
    source = tmp_path / "chain.backup"
    source.write_bytes(chain.getvalue() + bytes(1024))
    assert_none(refused(source, tmp_path, "it is no backup of Handbill"))


def test_rows_that_do_not_fit(whole: Path, tmp_path: Path) -> None:
    parts, bad, wrong = parts_of(whole), tmp_path / "bad.backup", []
    said = json.loads(parts[0][1])
    rows = member("tables/record_entry/000009.jsonl.gz")
    for made, words in (
        (headed(parts, migrations=[*said["migrations"], "record.9999_later"]), "newer Handbill"),
        (headed(parts, tables={**said["tables"], "more": ["id"]}), "not those of the migrations"),
        ([*parts[:-1], (rows, gzip.compress(b'[99, "==", "=="]')), parts[-1]], "cannot be taken"),
    ):
        with pytest.raises(BadBackup, match=words):
            brought_back(written(bad, made), tmp_path)
        wrong += [f"{words}: left {one}" for one in tmp_path.iterdir() if "back_" in one.name]
    assert_none(wrong)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (gzip.compress(b" " * (2**26 + 1)), "more than a part may have"),
        (gzip.compress(b"[99]")[:-1], "cut off"),
        (gzip.compress(b"[99]") * 2, "more than a part may have"),
        (b"no gzip", "cannot be unpacked"),
    ],
    ids=["a bomb", "cut off", "two", "no gzip"],
)
def test_parts_that_are_no_rows(tmp_path: Path, data: bytes, words: str) -> None:
    folder = tmp_path / ROWS / "record_entry"
    folder.mkdir(parents=True)
    (folder / "000001.jsonl.gz").write_bytes(data)
    with pytest.raises(BadBackup, match=words):
        list(Unpacked(tmp_path).lines("record_entry"))


def test_one_from_before_a_migration_is_brought_up_to_date_in_an_empty_database(
    whole: Path, tmp_path: Path
) -> None:
    parts = parts_of(whole)
    said = json.loads(parts[0][1])
    older = [
        one
        for one in said["migrations"]
        if one not in {"newswire.0002_decisions_stand", "record.0002_immutable"}
    ]
    assert len(older) == len(said["migrations"]) - 2
    site = brought_back(written(tmp_path / "older.backup", headed(parts, migrations=older)), tmp_path)
    assert waiting() == []
    with pytest.raises(DatabaseError, match="another decision"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM newswire_decision")
    assert verify(str(site.public)).wrong == []
    entries = Entry.objects.count()
    with pytest.raises(NotEmpty, match="holds something already"):
        put_back(Unpacked(tmp_path), nothing)
    assert Entry.objects.count() == entries > 0


@pytest.mark.parametrize(
    ("named", "line"),
    [
        (None, 'database_url = "postgresql://a@/b"'),
        ("postgresql://a@/b", 'database_url = "postgresql://a@/b"'),
        ("", '# before the restore: database_url = "postgresql://a@/b"'),
        ("postgresql://c@/d", '# before the restore: database_url = "postgresql://a@/b"'),
    ],
)
def test_another_database_in_the_environment_wins(tmp_path: Path, named: str | None, line: str) -> None:
    text = 'name = "W"\n{}\n\n[guard]\nchallenge = "off"\n'
    (tmp_path / "site.toml").write_text(text.format('database_url = "postgresql://a@/b"'))
    assert choose_database(tmp_path, named) == line.startswith("#")
    assert (tmp_path / "site.toml").read_text() == text.format(line)


def test_a_mirror_that_has_seen_more_is_in_the_way(site: Settings, tmp_path: Path) -> None:
    town = Town(site)
    town.publish()
    town.go()
    file, toml = tmp_path / "old.backup", site.folder / "site.toml"
    with served(site.public) as mirror:
        toml.write_text(f'{toml.read_text()}[record]\nmirrors = ["{mirror}"]\n')
        told = backed_up(site, file)
        named = dataclasses.replace(site, record=Record(mirrors=(mirror,)))
        assert look(named, Unpacked(tmp_path, entries=told.entries)) == []
        town.publish()
        town.go()
        connections.close_all()
        assert_none(
            refused(file, tmp_path, f"{mirror} says that it has {told.entries + 1} entries", all_of_it=False)
        )
        use(site)
    assert look(named, Unpacked(tmp_path)) == [f"{mirror} could not be asked: refused"]


def test_a_disc_that_is_full_leaves_nothing(whole: Path, site: Settings, tmp_path: Path) -> None:
    """As a limit of the size of files, which is an error of the same call; what SQLite shares is smaller."""
    for to in ((), (str(pyrage.x25519.Identity.generate().to_public()),)):
        child = os.fork()
        if not child:
            resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
            try:
                backed_up(site, tmp_path / "small", *to)
            except OSError:
                os._exit(7)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert sorted(one.name for one in tmp_path.iterdir()) == ["site", "whole.backup"]


def test_a_place_that_is_taken_is_left_alone(whole: Path, tmp_path: Path) -> None:
    place = tmp_path / "never"
    place.mkdir()
    (place / "letter").write_text("mine")
    done = CliRunner().invoke(main, ["restore", str(whole), str(place)])
    assert (done.exit_code, "not empty" in done.output) == (1, True)
    assert [one.name for one in place.iterdir()] == ["letter"]


def test_nothing_secret_is_put_where_everybody_can_fetch_it(site: Settings) -> None:
    done = CliRunner().invoke(main, ["backup", str(site.folder), str(site.public / "wire.backup")])
    assert (done.exit_code, "everybody could fetch it" in done.output) == (1, True)
    assert list(site.public.glob("*.backup")) == []
