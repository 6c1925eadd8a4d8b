"""`handbill backup` and `handbill restore`: a site comes back as it was, on either database."""

import gzip
import json
import stat
import tarfile
import threading
from pathlib import Path

import pytest
from django.db import connections

from handbill.actions.redact import redact
from handbill.actions.withdraw import withdraw
from handbill.archive.backup import take
from handbill.archive.catch_up import Apart, catch_up
from handbill.archive.kept import Kept
from handbill.archive.upgrade import upgrade
from handbill.desk.new_key import rotate
from handbill.doctor import backups
from handbill.newswire.attachment import MediaFile
from handbill.reader.verify import verify
from handbill.record.models import Entry
from handbill.settings import Settings
from tests.archive.backups import backed_up, brought_back, contents, nothing
from tests.cast import RENT, VANE, Town, Walk, differences, files
from tests.intake.door import Door
from tests.intake.test_media import TEXT, picture

DERIVED = {"newswire_filed", "newswire_tally", "newswire_open_appeal", "record_cursor"}
"""Tables that are made again, under other keys."""


@pytest.fixture
def town(site: Settings) -> Town:
    """A town with a picture."""
    town = Town(site)
    shown = Door().post("/publish/", {**TEXT, "media": [picture()]})
    assert shown.status == 201, shown.words
    town.go_and_verify()
    return town


def a_long_day(town: Town) -> None:
    """Everything that people can do, and a complaint."""
    walk = Walk(town, 7)
    for _ in range(40):
        walk.step()
    assert Door().post("/complain/1/", {"text": "It is not so."}).status == 200
    town.go_and_verify()


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """Name the public files that differ. Older partial tiles are served for a day and are in no backup."""
    names = (name for name in differences(before, after) if ".p/" not in name)
    return {name.removesuffix(".gz") for name in names}


def private(site: Settings) -> dict[str, bytes]:
    """The settings, secrets and masters of a site."""
    masters = {name: data for name, data in files(site.data / "media").items() if name != ".lock"}
    return {**masters, **files(site.secrets), "site.toml": (site.folder / "site.toml").read_bytes()}


def goes_on(back: Settings, town: Town, since: bytes) -> None:
    """The town lives on there, and the record grows from where it was."""
    there = Town(back)
    there.now = town.now
    there.comment(there.publish(RENT))
    there.go_and_verify()
    assert verify(str(back.public), None, since).wrong == []


def test_a_site_comes_back_as_it_was_on_either_database(town: Town, server: str, tmp_path: Path) -> None:
    a_long_day(town)
    site, file = town.site, tmp_path / "wire.backup"
    told = backed_up(site, file)
    assert (stat.S_IMODE(file.stat().st_mode), told.entries) == (0o600, Entry.objects.count())
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
    before, rows, own = files(site.public), contents(), private(site)
    assert len(rows) > 40
    for there in sorted({"", server}):
        back = brought_back(file, tmp_path, there)
        now = contents()
        assert [name for name in rows if now[name] != rows[name] and name not in DERIVED] == []
        assert changed(before, files(back.public)) == set()
        assert private(back) == own
        modes = [
            (back.folder / name).stat().st_mode & 0o777 for name in ("secrets/record", "site.toml", "data")
        ]
        assert modes == [0o600, 0o600, 0o700]
        file = backed_up_again(back, tmp_path)  # and on from this database
        goes_on(back, town, before["record/checkpoint"])


def backed_up_again(back: Settings, into: Path) -> Path:
    out = into / f"{back.folder.name}.backup"
    backed_up(back, out)
    return out


def test_it_is_of_one_moment_while_people_publish(town: Town, tmp_path: Path) -> None:
    stop = threading.Event()

    def talk() -> None:
        try:
            while not stop.is_set():
                town.comment(town.publish())
        finally:
            connections.close_all()

    talker = threading.Thread(target=talk)
    talker.start()
    try:
        told = backed_up(town.site, tmp_path / "wire.backup")
    finally:
        stop.set()
        talker.join()
    assert told.entries < Entry.objects.count()
    back = brought_back(tmp_path / "wire.backup", tmp_path)
    assert Entry.objects.count() == told.entries
    goes_on(back, town, (town.site.public / "record/checkpoint").read_bytes())


def test_what_was_redacted_or_withdrawn_since_does_not_come_back(
    town: Town, server: str, tmp_path: Path
) -> None:
    site, file = town.site, tmp_path / "old.backup"
    shown = Door().post("/publish/", {**TEXT, "media": [picture("olive")]})
    secret, letter = (
        town.publish({**VANE, "body": "Ring 0117-4711."}),
        town.publish({**VANE, "body": "Or 0117-4711."}),
    )
    town.go()
    masters = {one.sha256 for one in MediaFile.objects.filter(attachment__number=shown.number)}
    assert len(masters) > 2
    backed_up(site, file)
    redact(town.operator(), secret, 1, "It names a neighbour.")
    redact(town.operator(), shown.number, 1, "It shows a child.")
    withdraw(town.author(), letter)
    town.go_and_verify()
    today, rows = files(site.public), contents()
    back = brought_back(file, tmp_path, server, public=site.public)
    assert masters & {one.name for one in (back.data / "media").iterdir()} == set()
    connections.close_all()
    assert [name for name, data in files(back.folder).items() if b"0117-4711" in data] == []
    now = contents()
    for name in ("newswire_version", "newswire_article", "newswire_mediafile", "record_entry"):
        assert lines(now[name]) == lines(rows[name])
    there = Town(back)
    there.now = town.now
    there.go_and_verify()
    assert changed(today, files(back.public)) <= {"index.html"}  # hidden this week


def lines(parts: list[bytes]) -> list[list[object]]:
    """Rows without their keys."""
    return [json.loads(line)[1:] for part in parts for line in gzip.decompress(part).splitlines()]


@pytest.mark.once
def test_a_key_that_took_over_since_is_asked_for(town: Town, tmp_path: Path) -> None:
    site, file = town.site, tmp_path / "old.backup"
    backed_up(site, file)
    rotate(site)
    town.publish(RENT)
    town.go_and_verify()
    back = brought_back(file, tmp_path)
    newer = Kept.open(site.public)
    with pytest.raises(Apart, match="key was replaced"):
        catch_up(newer, back, nothing)
    (back.secrets / "record").write_bytes((site.secrets / "record").read_bytes())
    assert catch_up(newer, back, nothing).adopted == 2
    goes_on(back, town, (site.public / "record/checkpoint").read_bytes())


@pytest.mark.once
def test_masters_may_go_while_it_is_made(town: Town) -> None:
    media = town.site.data / "media"
    there = {one.name for one in media.glob("[0-9a-f]*")}
    told, names = take.Taken(), set()
    for part in take.parts(town.site, told, nothing):
        if part.is_master:
            names.add(part.name.removeprefix("media/"))
            for gone in there - names if len(names) == 1 else ():
                (media / gone).unlink()  # whichever come later
    assert (told.masters, len(names), names < there) == (1, 1, True)


@pytest.mark.once
def test_an_upgrade_keeps_one_first_whose_media_lie_beside_it(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = town.site
    assert said(site).startswith("look   no backup was made here")
    monkeypatch.setattr("handbill.archive.upgrade.waiting", lambda: ["desk.0002_more"])
    words = upgrade(site)
    kept = next(site.data.glob("before-upgrade-*"))
    assert (str(kept) in words, kept.stat().st_mode & 0o777) == (True, 0o600)
    with tarfile.open(kept) as tar:
        assert not any(name.startswith("media/") for name in tar.getnames())
    damaged, *others = sorted((site.data / "media").glob("[0-9a-f]*"))
    damaged.write_bytes(b"!" + damaged.read_bytes()[1:])
    rows = contents()
    back = brought_back(kept, tmp_path)
    now = contents()
    assert [name for name in rows if now[name] != rows[name] and name not in DERIVED] == []
    assert {one.name for one in (back.data / "media").glob("[0-9a-f]*")} == {one.name for one in others}
    told = backed_up(back, tmp_path / "wire.backup")
    assert f"made at {told.at:%Y-%m-%dT%H:%MZ}, and nothing came since" in said(back)
    there = Town(back)
    there.publish(RENT)
    there.go()
    assert "1 act came since" in said(back)


def said(site: Settings) -> str:
    """What the doctor says of it."""
    return "".join(map(str, backups.check(site)))
