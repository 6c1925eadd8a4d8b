"""What a machine that makes no pages answers, refuses and says of itself."""

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbill import settings
from handbill.actions.freeze import freeze
from handbill.archive.join import Unjoined, join
from handbill.cli import main
from handbill.doctor import machines, the_record
from handbill.doctor.ending import check as ending
from handbill.newswire.article import Article
from handbill.record import host
from handbill.record.behind import SEEN, Watch
from handbill.record.models import Head
from handbill.settings import Settings
from handbill.tables import Media
from tests.cast import FLOOD, Town
from tests.intake.door import Door

pytestmark = pytest.mark.once


@pytest.fixture
def doors(site: Settings, tmp_path: Path) -> Iterator[Settings]:
    """The site of this process is on such a machine."""
    folder = tmp_path / "doors"
    for name in ("data/tmp", "public"):
        (folder / name).mkdir(parents=True)
    shutil.copytree(site.secrets, folder / "secrets")
    shutil.copy(site.folder / "site.toml", folder)
    host.join(folder / "data", doors=True)
    here = dataclasses.replace(site, folder=folder)
    settings.use(here)
    yield here
    settings.use(site)


def test_it_closes_on_a_database_that_is_older_than_what_it_saw(site: Settings, doors: Settings) -> None:
    settings.use(site)
    Town(site).publish(FLOOD)
    Town(site).go()
    settings.use(doors)
    head = Head.objects.get(id=1)
    assert not Watch().look(doors)
    assert (doors.data / SEEN).read_text() == head.checkpoint
    assert "".join(map(str, machines.check(doors))).count("older") == 0
    Head.objects.filter(id=1).update(size=head.size - 1)
    assert Watch().look(doors)
    assert Door().post("/publish/", {"title": "Lost", "body": "It would be."}).status == 503
    assert Article.objects.count() == 1
    assert "the database is older than what was signed" in "".join(map(str, machines.check(doors)))
    Head.objects.filter(id=1).update(size=head.size)  # it has caught up
    assert not Watch().look(doors)
    (doors.data / SEEN).write_text("torn")
    assert not Watch().look(doors)


def test_a_finished_site_takes_nothing_there(doors: Settings) -> None:
    door = Door()
    assert door.get("/publish/").status == 200
    freeze(Town(doors).operator(), "We have done what we came for.")
    assert [door.get(path).status for path in ("/publish/", "/receipt/", "/desk/")] == [410] * 3
    assert door.get("/search/?q=weir").status == 303  # to the one that is files
    assert "nothing is taken here any more" in "".join(map(str, ending(doors)))


def test_doctor_says_what_is_amiss(doors: Settings) -> None:
    told = "".join(map(str, machines.check(doors)))
    assert "no page can show them" in told
    assert "holds files" not in told
    (doors.public / "index.html").write_text("old")
    bare = dataclasses.replace(doors, media=Media(files=0, comment_files=0))
    told = "".join(map(str, machines.check(bare)))
    assert "no page can show them" not in told
    assert "holds files that nobody keeps up" in told
    assert "this machine takes what is sent" in "".join(map(str, the_record.check(doors)))


@pytest.mark.parametrize(
    "words",
    [
        ("rebuild", "DIR"),
        ("freeze", "DIR"),
        ("work", "DIR", "--once"),
        ("catch-up", "DIR", "DIR/public"),
        ("backup", "DIR", "FILE"),
        ("export", "DIR", "FILE", "--format", "wacz"),
        ("key", "DIR", "rotate"),
        ("import", "DIR", "DIR/site.toml", "--freeze"),
    ],
)
def test_what_needs_pages_is_refused_in_words(
    doors: Settings, tmp_path: Path, words: tuple[str, ...]
) -> None:
    given = [word.replace("DIR", str(doors.folder)).replace("FILE", str(tmp_path / "file")) for word in words]
    before = {file: file.read_bytes() for file in doors.folder.rglob("*") if file.is_file()}
    done = CliRunner().invoke(main, given)
    assert (done.exit_code, "makes no pages (it joined with --doors)" in done.output) == (1, True), (
        done.output
    )
    assert {file: file.read_bytes() for file in doors.folder.rglob("*") if file.is_file()} == before
    assert not (tmp_path / "file").exists()


@pytest.mark.parametrize("how", ["damaged", "a folder"])
@pytest.mark.parametrize("command", ["run", "work", "doctor", "rebuild"])
def test_a_name_that_is_none_is_said_in_words(site: Settings, tmp_path: Path, command: str, how: str) -> None:
    folder = tmp_path / "torn"
    (folder / "data").mkdir(parents=True)
    shutil.copytree(site.secrets, folder / "secrets")
    shutil.copy(site.folder / "site.toml", folder)
    if how == "damaged":
        (folder / "data/host").write_text("0123abc")
    else:
        (folder / "data/host").mkdir()
    done = CliRunner().invoke(main, [command, str(folder)])
    assert (done.exit_code, "Error: " in done.output, str(folder / "data/host") in done.output) == (
        1,
        True,
        True,
    )


def test_a_folder_with_pages_does_not_become_one(site: Settings, tmp_path: Path) -> None:
    """They would be served as they are now for ever: what is redacted would stay."""
    here = dataclasses.replace(site, folder=tmp_path, database_url="postgresql:///nowhere")
    shutil.copytree(site.secrets, tmp_path / "secrets")
    for name in ("data", "public"):
        (tmp_path / name).mkdir()
    (tmp_path / "public/index.html").write_text("old")
    with pytest.raises(Unjoined, match="has to be empty"):
        join(here, doors=True)
    assert list((tmp_path / "data").iterdir()) == []
