"""A dead site from its web archive alone: `handbill import --freeze` makes a finished site of its own, or nothing."""

import json
import shutil

import pytest

from handbill.reader.verify import verify
from tests.archive.saved.test_archives import archive
from tests.shell import handbill

GIVEN = ("--freeze", "--name", "The Old Wire", "--address", "https://old.wire.example/")


@pytest.fixture
def crawl(tmp_path):
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(archive())
    return file


def entries(folder):
    report = verify(str(folder / "public"))
    assert report.wrong + report.unsealed == []
    return report.size


@pytest.mark.once
def test_a_web_archive_becomes_a_finished_site(crawl, tmp_path):
    folder = tmp_path / "old"
    done = handbill("import", folder, crawl, *GIVEN, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["articles"] == 2
    assert "old.wire.example/record+" in done.stderr
    assert (folder / "data/finished").exists()
    size = entries(folder)
    front = (folder / "public/index.html").read_text()
    assert "This site ended on" in front
    assert "The Old Wire" in front
    assert "All of this stood elsewhere" in (folder / "public/about.html").read_text()
    assert "url=" in (folder / "public/en/2009/08/436512.html").read_text()  # old addresses keep answering
    assert list((folder / "public/search/months").glob("2009/08.html"))

    again = handbill("import", folder, crawl, "--freeze", "--name", "Another")
    assert (again.returncode, entries(folder)) == (0, size)
    assert "finished already" in again.stderr
    refused = handbill("import", folder, crawl)
    assert (refused.returncode, entries(folder)) == (1, size)
    assert "--thaw" in refused.stderr


@pytest.mark.once
def test_what_was_cut_off_is_gone_on_with(crawl, tmp_path):
    """The folder was made and nothing else; then all of it but the end."""
    folder = tmp_path / "old"
    founded = handbill("new", folder, *GIVEN[1:])
    assert founded.returncode == 0
    shutil.rmtree(folder / "data")
    (folder / "data/tmp").mkdir(parents=True, mode=0o700)
    done = handbill("import", folder, crawl, "--freeze")
    assert done.returncode == 0, done.stderr
    entries(folder)
    (folder / "data/finished").unlink()
    shutil.rmtree(folder / "public/search")
    assert handbill("import", folder, crawl, "--freeze").returncode == 0
    assert (folder / "data/finished").exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("{crawl}", "--freeze"), "needs --name and --address"),
        (("{crawl}", "--name", "The Old Wire"), "belong to --freeze"),
        (("{crawl}", *GIVEN[:3], "--address", "nowhere"), "must be like https://"),
        (("{nothing}", *GIVEN), "is not there"),
        (("{crawl}", *GIVEN, "--format", "pigeon"), "no format"),
    ],
)
def test_what_makes_no_sense_makes_nothing(crawl, tmp_path, words, told):
    folder = tmp_path / "old"
    given = [word.format(crawl=crawl, nothing=tmp_path / "nothing.warc") for word in words]
    done = handbill("import", folder, *given)
    assert done.returncode in {1, 2}
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "data/finished").exists()


@pytest.mark.once
def test_nothing_is_finished_where_nothing_came_in_or_people_live(crawl, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    folder = tmp_path / "old"
    done = handbill("import", folder, empty, *GIVEN)
    assert done.returncode == 1
    assert "nothing was finished" in done.stderr
    assert handbill("editor", folder, "invite", "Nora").returncode == 0
    done = handbill("import", folder, crawl, "--freeze")
    assert done.returncode == 1
    assert "a living site" in done.stderr
    assert handbill("import", folder, crawl).returncode == 0  # what refused has left nothing in the way
