"""An export with attachments is a tar, and comes in again with them."""

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from handbill.archive import importing
from handbill.archive.export import export
from handbill.archive.told import Told
from handbill.newswire.article import Article
from handbill.newswire.attachment import MediaFile
from handbill.settings import Settings
from tests.archive import ledger
from tests.archive.test_export import lines, moved, other
from tests.cast import Town
from tests.intake.door import Door
from tests.intake.test_media import CANARY, TEXT, picture

__all__ = ["other"]

pytestmark = pytest.mark.once


@pytest.fixture
def town(site: Settings) -> Town:
    """A town with an article that has two pictures, a comment with one, and a hidden article with one."""
    town, door = Town(site), Door()
    told = {"media_caption": ["On the quay", ""], "media_alt": ["", "Rain on water"]}
    shown = door.post("/publish/", {**TEXT, "media": [picture(), picture("maroon")], **told})
    assert shown.status == 201
    assert door.post(f"/comment/{shown.number}/", {"body": "So.", "media": [picture("navy")]}).status == 201
    away = door.post("/publish/", {**TEXT, "title": "Away", "media": [picture("olive")]})
    town.go()
    town.hide(away.number)
    return town


def opened(file: Path, into: Path) -> Path:
    with tarfile.open(file) as tar:
        assert tar.getnames()[0] == "export.jsonl"
        assert {one.mode for one in tar} == {0o600}
        tar.extractall(into, filter="data")
    return into / "export.jsonl"


def without_bytes(found: Any) -> Any:
    """Lines as they must be after a move: attachments have what was said of them, and other bytes."""
    kept = moved(found)
    for line in kept:
        for one in line.get("attachments", ()):
            one["files"] = sorted((it["name"], it["type"], it["width"], it["height"]) for it in one["files"])
        line["values"] = {n: v for n, v in line.get("values", {}).items() if not n.startswith("media_")}
    return kept


def test_there_and_back_again_with_pictures(town: Town, other, tmp_path: Path) -> None:
    file, again = tmp_path / "wire.tar", tmp_path / "again.tar"
    assert export(town.site, file)["files"] == 9
    said = lines(opened(file, tmp_path / "first"))
    names = {one.name for one in (tmp_path / "first/media").iterdir()}
    told = {
        it["sha256"]
        for line in said
        if line.get("state") == "listed"
        for one in line.get("attachments", ())
        for it in one["files"]
    }
    assert names == told
    assert CANARY.encode() not in file.read_bytes()
    new = other()
    report = importing.run(new, [file])
    assert [(note.place, note.what) for note in report.not_understood] == [
        (
            f"wire.tar, line {1 + next(n for n, line in enumerate(said) if line.get('state') == 'hidden')}",
            "the file was left out: It is not there.",
        )
    ]
    assert Article.objects.get(title=TEXT["title"]).media == {"image": 2}
    assert ledger.said(1)["media_1"]["caption"] == "On the quay"
    assert ledger.said(1)["media_2"]["alt"] == "Rain on water"
    Town(new).go_and_verify()
    export(new, again)
    shown = [line for line in without_bytes(said) if line.get("state") != "hidden"]
    assert [
        line
        for line in without_bytes(lines(opened(again, tmp_path / "second")))
        if line.get("state") != "hidden"
    ] == shown
    before = MediaFile.objects.count()
    assert importing.run(new, [file]).known == 3
    assert MediaFile.objects.count() == before == 9


def test_a_tar_that_is_cut_off_or_leads_elsewhere(town: Town, other, tmp_path: Path) -> None:
    file = tmp_path / "wire.tar"
    export(town.site, file)
    said = opened(file, tmp_path / "first")
    data = file.read_bytes()
    file.write_bytes(data[: said.stat().st_size // 2])
    new = other()
    report = importing.run(new, [file])
    assert [note.what for note in report.not_understood] == ["wire.tar is no whole tar."]
    whole = said.read_bytes()
    found = [json.loads(line) for line in said.read_bytes().splitlines()]
    for line in found:
        for one in line.get("attachments", ()):
            one["path"] = "../../../../etc/passwd"
    said.write_text("".join(f"{json.dumps(line)}\n" for line in found))
    (tmp_path / "first/media").rename(tmp_path / "first/away")
    (tmp_path / "first/media").symlink_to("/etc")
    report = importing.run(new, [said], told=Told(media=tmp_path / "first"))
    assert (report.articles, MediaFile.objects.count()) == (2, 0)
    assert len(report.not_understood) == 4
    said.write_bytes(whole)  # and the lines alone find their files in a folder
    (tmp_path / "first/media").unlink()
    (tmp_path / "first/away").rename(tmp_path / "first/media")
    new = other()
    importing.run(new, [said], told=Told(media=tmp_path / "first"))
    assert MediaFile.objects.count() == 9
