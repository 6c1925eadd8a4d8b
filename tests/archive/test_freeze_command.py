"""`handbill freeze` as its operator types it: what is wrong is said, and nothing is half done."""

import os
import stat

import pytest

from tests.shell import handbill

pytestmark = pytest.mark.once
WHY = ("--reason", "We have done what we came for.")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "wire"
    assert handbill("new", folder, "--name", "The Wire", "--address", "https://wire.example/").returncode == 0
    assert handbill("editor", folder, "invite", "Nora").returncode == 0  # who comes first is a steward
    assert handbill("editor", folder, "invite", "Idris").returncode == 0
    return folder


def test_what_cannot_be_is_refused_and_the_site_lives_on(folder, tmp_path):
    for words, told in (
        ((), "--reason"),
        (("--reason", " \n"), "--reason"),
        (("--reason", "x" * 2_001), "at most 2000 characters"),
        ((*WHY, "--editor", "Idris"), "Only a steward"),
        ((*WHY, "--editor", "Tomas"), "no editor of that name"),
        ((*WHY, "--thaw"), "not finished"),
        ((*WHY, "--thaw", "--to", tmp_path / "stick"), "--to belongs"),
    ):
        done = handbill("freeze", folder, *words)
        assert done.returncode in {1, 2}, words
        assert told in done.stderr, words
        assert "Traceback" not in done.stderr
    assert not (folder / "public/search").exists()
    assert handbill("freeze", tmp_path / "nothing", *WHY).returncode == 1
    assert handbill("act", folder, "set-page", "topic/water", "--title", "Water").returncode == 0


def test_a_copy_is_whole_or_not_there_and_the_steward_is_named(folder, tmp_path):
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("Mine.")
    done = handbill("freeze", folder, *WHY, "--editor", "Nora", "--to", full)
    assert done.returncode == 1
    assert "not an empty folder" in done.stderr
    assert [one.name for one in full.iterdir()] == ["mine.txt"]
    inside = handbill("freeze", folder, "--to", folder / "public" / "copy")
    assert "within the site itself" in inside.stderr
    stick = tmp_path / "stick"
    stick.mkdir()
    (tmp_path / ".stick.new").mkdir()
    (tmp_path / ".stick.new" / "half").write_text("of a copy that was cut off")
    done = handbill("freeze", folder, "--to", stick)
    assert done.returncode == 0, done.stderr
    assert "finished already" in done.stderr
    there = {file.relative_to(stick) for file in stick.rglob("*") if file.is_file()}
    public = {
        file.relative_to(folder / "public") for file in (folder / "public").rglob("*") if file.is_file()
    }
    assert there == {one for one in public if one.suffix != ".gz" and not str(one).startswith(".")}
    assert "all is well" in handbill("verify", stick).stdout
    decision = max(stick.glob("record/decision/*.html"), key=lambda one: int(one.stem)).read_text()
    assert "Nora" in decision
    assert "finished this site" in decision
    assert "the site is finished since" in handbill("doctor", folder).stdout


def test_a_disc_that_may_not_be_written_is_said(folder, tmp_path):
    if os.getuid() == 0:
        target = tmp_path / "file"
        target.write_text("a file, and no folder")
        done = handbill("freeze", folder, *WHY, "--to", target / "stick")
    else:
        tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
        done = handbill("freeze", folder, *WHY, "--to", tmp_path / "stick")
        tmp_path.chmod(stat.S_IRWXU)
    assert done.returncode == 1
    assert "was not copied" in done.stderr
    assert "Traceback" not in done.stderr
