"""`handbill recover` as somebody at a shell meets it."""

import os
import shutil
import time

import pytest
from django.db import connections

from handbill import scratch
from tests.archive.test_recover import key_of
from tests.cast import FLOOD, RUDE, Town, differences, files
from tests.crashes.sampled import WHOLE
from tests.shell import Running, handbill


def with_a_comment_hidden(site):
    town = Town(site)
    town.nora()
    number = town.publish(FLOOD)
    town.hide(town.comment(number, RUDE))
    town.go_and_verify()


pytestmark = [  # what these commands make is with SQLite
    pytest.mark.once,
    pytest.mark.grown(how=with_a_comment_hidden),
]


@pytest.fixture
def copy(site, tmp_path):
    """A copy of the public files of a town, and a file with its key."""
    connections.close_all()
    folder = tmp_path / "copy"
    shutil.copytree(site.public, folder)
    (tmp_path / "key").write_bytes(key_of(site))
    return folder


def until_nobody_holds(folder) -> None:
    """Wait until the processes that a killed one had begun have found that it is gone: until then what grows is not swept away."""
    end = time.monotonic() + 30
    while any(scratch.is_held(one) for one in folder.glob(".again.*.growing")) and time.monotonic() < end:
        time.sleep(0.05)


def left(folder) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.name not in {"site", "copy", "key"})


def test_a_site_comes_back_and_tells_what_cannot(copy, tmp_path):
    done = handbill("recover", copy, tmp_path / "again", "--key", tmp_path / "key")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Came back: 1 article, 1 comment" in done.stdout
    assert "accounts of the editors Nora" in done.stdout
    assert left(tmp_path) == ["again"]
    since = copy / "record/checkpoint"
    verified = handbill(
        "verify",
        tmp_path / "again/public",
        "--since",
        since,
        "--key",
        (copy / "record/vkey").read_text().strip(),
    )
    assert verified.returncode == 0, verified.stdout
    different = {
        name for name, data in files(tmp_path / "again/public").items() if files(copy).get(name) != data
    }
    assert different <= {"index.html", "index.html.gz"}  # hidden this week
    assert handbill("editor", tmp_path / "again", "invite", "Nora").stdout.startswith(
        "http://127.0.0.1:8000/desk/invitation/"
    )


def test_it_may_have_another_address(copy, tmp_path):
    done = handbill(
        "recover", copy, tmp_path / "again", "--address", "https://wire.example/", "--name", "The Wire"
    )
    assert done.returncode == 0, done.stderr
    assert "A new log has begun" in done.stdout
    page = (tmp_path / "again/public/index.html").read_text("utf-8")
    assert "The Wire" in page
    assert "https://wire.example/" in page
    assert handbill("verify", tmp_path / "again/public").returncode == 0


@pytest.mark.parametrize("how", ["an article", "the checkpoint", "a tile"])
def test_a_copy_that_does_not_verify_is_refused(copy, tmp_path, how):
    name = {
        "an article": "2024/03/1.json",
        "the checkpoint": "record/checkpoint",
        "a tile": "record/tile/0/000.p",
    }[how]
    file = next((copy / name).iterdir()) if (copy / name).is_dir() else copy / name
    file.write_bytes(file.read_bytes()[:-9] + b"!" + file.read_bytes()[-8:])
    done = handbill("recover", copy, tmp_path / "again")
    assert done.returncode == 1
    assert "does not verify" in done.stderr
    assert name.partition(".")[0] in done.stderr
    assert left(tmp_path) == []


SECRET = b"what only this machine knows"

PLACES = [
    "record/tile/x999",
    "record/tile/0",
    "record/checkpoint.witnessed",
    "record/decision/2.proof",
    "look/more",
    "feed.atom",
]


@pytest.mark.parametrize("command", ["recover", "catch-up"])
@pytest.mark.parametrize("name", PLACES)
def test_a_copy_that_leads_out_of_itself_is_refused(copy, site, tmp_path, name, command):
    """Whoever made the copy would have the files of this machine published."""
    (tmp_path / "private").mkdir()
    (tmp_path / "private/id").write_bytes(SECRET)
    if (copy / name).is_dir():
        shutil.rmtree(copy / name)
    (copy / name).unlink(missing_ok=True)
    (copy / name).symlink_to(tmp_path / "private" / ("" if name.startswith("record/tile") else "id"))
    before = files(site.folder)
    if command == "recover":
        done = handbill("recover", copy, tmp_path / "again", "--key", tmp_path / "key")
    else:
        done = handbill("catch-up", site.folder, copy)
    assert done.returncode == 1
    assert "does not verify" in done.stderr
    assert f"wrong: {name}" in done.stderr
    assert left(tmp_path) == ["private"]
    assert differences(before, files(site.folder)) == []


def test_a_pipe_in_a_copy_is_refused_and_not_waited_for(copy, tmp_path):
    os.mkfifo(copy / "record/checkpoint.witnessed")
    done = handbill("recover", copy, tmp_path / "again", "--key", tmp_path / "key")
    assert done.returncode == 1
    assert "wrong: record/checkpoint.witnessed" in done.stderr
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["record/checkpoint.witnessed", "record/decision/2.proof", "record/decision/99999.proof"]
)
def test_what_no_key_of_the_log_signed_is_not_taken_over(copy, tmp_path, name):
    (copy / name).write_bytes(SECRET)
    (copy / f"{name}.gz").unlink(missing_ok=True)
    done = handbill("recover", copy, tmp_path / "again", "--key", tmp_path / "key")
    assert done.returncode == 0, done.stderr
    assert [one for one, data in files(tmp_path / "again").items() if SECRET in data] == []


@pytest.mark.parametrize(
    ("key", "words"), [(b"x" * 32, "not the key"), (b"too short", "not the key")], ids=["another", "no key"]
)
def test_another_key_is_refused(copy, tmp_path, key, words):
    (tmp_path / "key").write_bytes(key)
    done = handbill("recover", copy, tmp_path / "again", "--key", tmp_path / "key")
    assert done.returncode == 1
    assert words in done.stderr
    assert left(tmp_path) == []


def test_a_folder_that_is_not_empty_is_left_alone(copy, tmp_path):
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "letter").write_text("mine")
    done = handbill("recover", copy, tmp_path / "again")
    assert done.returncode == 1
    assert "not empty" in done.stderr
    assert [file.name for file in (tmp_path / "again").iterdir()] == ["letter"]


def test_of_two_at_once_one_makes_the_site_and_the_other_says_that_it_is_there(copy, tmp_path):
    twice = [Running("recover", copy, tmp_path / "again") for _one in range(2)]
    with twice[0] as one, twice[1] as other:
        both = [one.wait(), other.wait()]
    said = [done.stderr for done in both]
    assert sorted(done.returncode for done in both) == [0, 1], said
    assert "not empty" in "".join(said).lower()
    assert left(tmp_path) == ["again"]
    assert handbill("verify", tmp_path / "again/public").returncode == 0


@WHOLE
def test_killed_at_any_moment_it_leaves_nothing_that_looks_whole(copy, tmp_path, whole):
    begun = time.monotonic()
    assert handbill("recover", copy, tmp_path / "peace").returncode == 0
    took = time.monotonic() - begun
    for part in (0.3, 0.5, 0.7, 0.85, 0.95) if whole else (0.5, 0.9):
        with Running("recover", copy, tmp_path / "again"):  # and killed
            time.sleep(part * took)
        if (tmp_path / "again").exists():  # it was faster
            assert handbill("verify", tmp_path / "again/public").returncode == 0
            shutil.rmtree(tmp_path / "again")
    done = handbill("recover", copy, tmp_path / "again")
    assert done.returncode == 0, done.stderr
    assert left(tmp_path) == ["again", "peace"]
