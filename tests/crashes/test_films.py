"""Files and crashes: a film whose worker is killed, masters that a crash left behind, acts that are taken back."""

import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from handbill import films
from handbill.actions.act import Refused
from handbill.actions.attach import Wanted
from handbill.actions.comment import comment
from handbill.newswire import media
from handbill.newswire.attachment import Attachment, MediaFile
from handbill.settings import Settings
from tests.cast import DOUBT, Town
from tests.cleaning.media.encoder import encoded
from tests.intake.door import Door, rows
from tests.intake.test_media import TEXT, files, picture
from tests.shell import Running


@pytest.fixture
def town(site: Settings) -> Town:
    return Town(site)


def waiting_for(true, what: str) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


@pytest.mark.once
def test_a_worker_that_is_killed_in_the_middle_of_a_film_goes_on(town: Town, tmp_path: Path) -> None:
    sight = ("-f", "lavfi", "-i", "testsrc2=s=640x360:d=20:r=30")
    film = encoded(tmp_path, [*sight, "-c:v", "libx264", "-preset", "ultrafast", "-f", "mp4"])
    upload = SimpleUploadedFile("a.mp4", film, "video/mp4")
    assert Door().post("/publish/", {**TEXT, "media": [upload]}).status == 201
    town.go_and_verify()
    connections.close_all()
    begun = town.site.temporary.glob
    with Running("work", town.site.folder):  # and killed
        waiting_for(lambda: any(any(one.iterdir()) for one in begun("film-*")), "no film was begun")
    left = list(begun("film-*"))
    assert left
    waiting_for(lambda: not children_of(left[0]), "a child outlived its worker")
    assert Attachment.objects.get().waits
    films.start_anew(town.site)
    assert not list(begun("film-*"))
    assert films.prepare_one(town.site)
    town.go_and_verify()
    assert any(file.suffix == ".mp4" for file in files(town.site))


def children_of(folder: Path) -> list[str]:
    """The processes that have an open file in a folder."""
    found = []
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            target = str(handle.readlink())
        except OSError:
            continue
        if target.startswith(str(folder)):
            found.append(target)
    return found


def test_what_no_row_needs_goes_after_an_hour_and_nothing_else_does(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Door().post("/publish/", {**TEXT, "media": [picture()]}).status == 201
    town.go()
    needed = files(town.site, master=True)
    orphan, half = media.path_of("0" * 64), media.path_of(f".{'1' * 64}.7.7")
    for file in (orphan, half):
        file.write_bytes(b"left behind")
    assert media.sweep() == 0
    assert orphan.exists()
    assert half.exists()
    monkeypatch.setattr(media, "ORPHAN", -1)
    assert media.sweep() == 1
    assert not orphan.exists()
    assert not half.exists()
    assert files(town.site, master=True) == needed


def test_a_disc_that_does_not_take_a_file_keeps_nothing_of_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    del town

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    before = rows()
    with monkeypatch.context() as patched:
        patched.setattr(media, "_sync", full)
        assert Door().post("/publish/", {**TEXT, "media": [picture()]}).status == 507
    assert {name: count for name, count in rows().items() if count != before[name]} in (
        {},
        {"newswire_attachment": 1},
    )
    assert not MediaFile.objects.exists()


def test_an_act_that_is_refused_leaves_the_files_of_its_form(town: Town) -> None:
    """They are hung on nothing, and may be sent again."""
    number = town.publish()
    assert Door().post("/publish/", {**TEXT, "media": [picture()], "action": "preview"}).status == 200
    row = Attachment.objects.get()
    gone = [Wanted(row.id), Wanted(row.id + 1)]
    with pytest.raises(Refused):
        comment(town.author(), number, DOUBT, "c" * 64, media=gone)
    row.refresh_from_db()
    assert (row.number, row.over) == (0, False)
    assert len(files(town.site, master=True)) == 3
