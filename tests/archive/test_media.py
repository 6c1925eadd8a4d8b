"""Pictures come back with their site; what was not public is lost, and is said to be."""

from pathlib import Path

import pytest

from handbill.actions.hide import hide
from handbill.actions.unhide import unhide
from handbill.archive.hang import hang
from handbill.newswire.article import Article
from handbill.newswire.attachment import Attachment, MediaFile
from handbill.reader.verify import verify
from handbill.settings import Settings
from tests.archive.again import made_again
from tests.cast import Town, differences, files
from tests.intake.door import Door
from tests.intake.test_captions import VTT, sound
from tests.intake.test_media import TEXT, picture


@pytest.fixture
def town(site: Settings) -> Town:
    return Town(site)


def published(town: Town) -> tuple[int, int]:
    """An article with two pictures, a comment with a sound and its captions, and another article that is hidden."""
    door = Door()
    shown = door.post("/publish/", {**TEXT, "media": [picture(), picture("maroon")]})
    heard = {"body": "So did I.", "media": [sound()], "media_captions": [VTT]}
    assert door.post(f"/comment/{shown.number}/", heard).status == 201
    new = {"receipt": shown.receipt, "action": "revise", "body": "It rained until four."}
    assert door.post("/receipt/", new).status == 200
    away = door.post("/publish/", {**TEXT, "title": "Another", "media": [picture("olive")]})
    town.go()
    hide(town.operator(), away.number, 1, "It shows a neighbour.")
    town.go_and_verify()
    return shown.number, away.number


@pytest.mark.parametrize("same", [True, False])
def test_they_come_back_and_what_was_hidden_is_redacted(
    town: Town, server: str, tmp_path: Path, same: bool
) -> None:
    number, away = published(town)
    key = (town.site.secrets / "record").read_bytes() if same else None
    before = {name: data for name, data in files(town.site.public).items() if "/media/" in name}
    assert len(before) == 9
    site, done = made_again(town, server, tmp_path, key)
    assert done.lost.media == (away,)
    report = verify(str(site.public))
    assert report.wrong + report.unsealed == []
    now = {name: data for name, data in files(site.public).items() if "/media/" in name}
    assert differences(before, now) == []
    assert MediaFile.objects.count() == 9
    assert Article.objects.get(number=number).media == {"image": 2}
    again = Town(site)
    again.now = town.now
    unhide(again.operator(), away, "The neighbour agrees.")
    again.go_and_verify()
    assert not list((site.public / "2026").glob(f"*/{away}/media/*"))


def test_a_file_that_the_copy_lacks_is_lost_too(town: Town, server: str, tmp_path: Path) -> None:
    number, away = published(town)
    gone = sorted((town.site.public / "2026").glob(f"*/{number}/media/{number}/2*.webp"))
    gone[0].unlink()
    _site, done = made_again(town, server, tmp_path, (town.site.secrets / "record").read_bytes())
    assert done.lost.media == (number, away)
    assert [row.place for row in Attachment.objects.filter(number=number, over=False)] == [1]


def test_masters_that_the_disc_lost_come_back_to_rows_that_are_there(town: Town) -> None:
    """As after a database was brought back without `data/media`."""
    number, away = published(town)
    before = {file.name: file.read_bytes() for file in (town.site.data / "media").glob("[0-9a-f]*")}
    for name in before:
        (town.site.data / "media" / name).unlink()
    assert hang(town.site.public) == (away,)
    after = {file.name: file.read_bytes() for file in (town.site.data / "media").glob("[0-9a-f]*")}
    assert after.items() < before.items()
    assert len(after) == 9
    assert Attachment.objects.filter(number=number, over=False).count() == 2
    town.go_and_verify()
