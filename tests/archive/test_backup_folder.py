"""A folder of backups, where only what is new is written; and backups for those who have a secret key."""

from pathlib import Path

import pyrage
import pytest
from django.db import connections

from handbill.archive.backup import make, store
from handbill.archive.backup.parts import BadBackup
from handbill.doctor.backups import check
from handbill.settings import Settings
from tests.archive.backups import backed_up, brought_back, contents, nothing, unpacked
from tests.cast import RENT, Town, files
from tests.intake.door import Door
from tests.intake.test_media import TEXT, picture

pytestmark = pytest.mark.once


@pytest.fixture
def town(site: Settings) -> Town:
    town = Town(site)
    assert Door().post("/publish/", {**TEXT, "media": [picture()]}).status == 201
    town.go()
    return town


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, str]:
    """A file with a secret key, as age-keygen writes it, and its public key."""
    secret = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(f"# created: today\n{secret}\n")
    return tmp_path / "key", str(secret.to_public())


def added(town: Town, folder: Path, stamp: str, *to: str, keep: int = 0) -> int:
    """Add a backup, as if it were made at another minute; give how many bytes are new."""
    _told, size, _gone = make.to_folder(town.site, folder, to, keep, nothing)
    newest = max(folder.glob("20*.backup"), key=lambda one: one.stat().st_mtime_ns)
    newest.rename(folder / f"{stamp}.backup")
    return size


def test_only_what_is_new_is_written(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    whole = added(town, folder, "2026-01-01T0300Z")
    rows = contents()
    assert {one.stat().st_mode & 0o077 for one in folder.rglob("*")} == {0}
    town.publish(RENT)
    town.go()
    media = sum(one.stat().st_size for one in (town.site.data / "media").glob("[0-9a-f]*"))
    assert added(town, folder, "2026-01-02T0300Z") < whole - media
    later = contents()
    (folder / ".left.tmp").touch()
    (folder / "parts/00").mkdir(exist_ok=True)
    (folder / "parts/00/notes").touch()  # what somebody else put there is theirs
    assert added(town, folder, "2026-01-03T0300Z", keep=2) < whole // 4
    assert sorted(one.name for one in folder.iterdir()) == [
        ".lock",
        "2026-01-02T0300Z.backup",
        "2026-01-03T0300Z.backup",
        "parts",
    ]
    needed = {line[:64] for one in folder.glob("*.backup") for line in one.read_text().splitlines()}
    assert {one.name for one in folder.glob("parts/*/*")} == {*needed, "notes"}
    brought_back(folder, tmp_path)
    assert contents()["newswire_article"] == later["newswire_article"]
    assert rows["newswire_article"] != later["newswire_article"]
    older = unpacked(folder / "2026-01-02T0300Z.backup", tmp_path / "never")
    assert older.entries == unpacked(folder, tmp_path / "never").entries


def test_a_folder_that_lost_or_changed_something_is_refused(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    added(town, folder, "2026-01-01T0300Z")
    connections.close_all()
    listed = folder / "2026-01-01T0300Z.backup"
    parts = {line[66:]: folder / "parts" / line[:2] / line[:64] for line in listed.read_text().splitlines()}
    secret, rows = parts["secrets/record"], parts["tables/record_entry/000001.jsonl.gz"]
    data = rows.read_bytes()
    rows.write_bytes(data[:-1] + b"!")
    with pytest.raises(BadBackup, match="not as it was written"):
        unpacked(folder, tmp_path / "never")
    rows.write_bytes(data)
    secret.rename(tmp_path / "away")
    with pytest.raises(BadBackup, match="secrets/record is missing"):
        unpacked(folder, tmp_path / "never")
    (tmp_path / "away").rename(secret)
    text = listed.read_text()
    for changed in (text.replace("secrets/record", "../../record"), f"{text}more", ""):
        listed.write_text(changed)
        with pytest.raises(BadBackup):
            unpacked(folder, tmp_path / "never")
    listed.unlink()
    with pytest.raises(BadBackup, match="holds no backup"):
        unpacked(folder, tmp_path / "never")


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_part_that_is_damaged_is_found_by_the_doctor_and_mended_by_the_next_backup(
    town: Town, tmp_path: Path, key: tuple[Path, str], *, encrypted: bool
) -> None:
    folder, to = tmp_path / "backups", [key[1]] if encrypted else []
    told, _size, _gone = make.to_folder(town.site, folder, to, 0, nothing)
    make.note(town.site, told, folder)
    listed = next(folder.glob("20*.backup"))
    assert [one.level for one in check(town.site)] == ["ok", "ok"]
    one, other = (
        next(
            folder / "parts" / said[:2] / said[:64]
            for said in listed.read_text().splitlines()
            if name in said
        )
        for name in ("  media/", "  secrets/guard")
    )
    data = one.read_bytes()
    one.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))  # its size stays
    other.unlink()
    (found,) = (one for one in check(town.site) if one.level != "ok")
    assert (found.level, "2 of " in found.words) == ("wrong", True)
    told, size, _gone = make.to_folder(town.site, folder, to, 0, nothing)
    assert told.mended == 1
    assert "1 part of earlier backups was damaged, and was written anew" in told.lines()
    assert one.stat().st_size <= size
    assert [one.level for one in check(town.site)] == ["ok", "ok"]
    found_there = unpacked(folder, tmp_path / "never", key[0] if encrypted else None)
    assert found_there.damaged == []
    told, size, _gone = make.to_folder(town.site, folder, to, 0, nothing)
    assert told.mended == 0


def test_of_a_large_backup_the_doctor_compares_a_part_each_time(town: Town, tmp_path: Path) -> None:
    added(town, tmp_path / "backups", "2026-01-01T0300Z")
    listed = tmp_path / "backups/2026-01-01T0300Z.backup"
    count, looked, wrong = store.looked_through(listed, 1)
    assert (count, wrong) == (len(listed.read_text().splitlines()), [])
    assert 0 < looked < count
    listed.write_text("no list\n")
    assert store.looked_through(listed, 1)[2] == [listed.name]


def test_encrypted_it_is_for_those_who_have_the_key(
    town: Town, tmp_path: Path, key: tuple[Path, str]
) -> None:
    secret, public = key
    file = tmp_path / "wire.backup.age"
    backed_up(town.site, file, public)
    data = file.read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n")
    assert (town.site.secrets / "record").read_bytes() not in data
    found = unpacked(file, tmp_path / "never", secret)
    assert found.masters > 1
    other = tmp_path / "other"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    for named, words in ((None, "give the file with your secret key"), (other, "cannot be decrypted")):
        with pytest.raises(BadBackup, match=words):
            unpacked(file, tmp_path / "never", named)
    for size in (100, len(data) // 2, len(data) - 1):
        file.write_bytes(data[:size])
        with pytest.raises(BadBackup, match="cannot be decrypted"):
            unpacked(file, tmp_path / "never", secret)
    file.write_bytes(data[:-20000] + bytes([data[-20000] ^ 1]) + data[-19999:])
    with pytest.raises(BadBackup, match="cannot be decrypted"):
        unpacked(file, tmp_path / "never", secret)
    with pytest.raises(ValueError, match="no public key"):
        backed_up(town.site, tmp_path / "none", "age1other")
    with pytest.raises(ValueError, match="holds no secret key"):
        unpacked(file, tmp_path / "never", town.site.folder / "site.toml")
    left = {one.name for one in tmp_path.iterdir()} - {"site", "key", "other", "wire.backup.age"}
    assert left == set()


def test_a_folder_of_encrypted_ones_tells_nothing(town: Town, tmp_path: Path, key: tuple[Path, str]) -> None:
    secret, public = key
    folder = tmp_path / "backups"
    whole = added(town, folder, "2026-01-01T0300Z", public)
    assert added(town, folder, "2026-01-02T0300Z", public) < whole // 4
    masters = {one.name for one in (town.site.data / "media").glob("[0-9a-f]*")}
    names = {one.name for one in folder.glob("parts/*/*")}
    assert not names & masters
    assert all(data.startswith(b"age-encryption.org/v1\n") for data in files(folder / "parts").values())
    with pytest.raises(BadBackup, match="it is encrypted"):
        unpacked(folder, tmp_path / "never")
    assert unpacked(folder, tmp_path / "never", secret).masters == len(masters)
