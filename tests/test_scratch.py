"""Temporary files lie in the site's own private folder, whoever makes them; what is in use there is never swept, and what a kill left is."""

import gzip
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbill import scratch, ticks
from handbill.archive import importing
from handbill.cli import main
from handbill.settings import Settings
from tests.archive.saved.test_archives import archive

pytestmark = pytest.mark.once

IMPORT = """
import os, sys
made, private = set(), sys.argv[1] + "/data/tmp"

def watch(event, args):
    if event == "open" and isinstance(args[0], str) and args[2] & (os.O_CREAT | os.O_TMPFILE):
        made.add(args[0])

sys.addaudithook(watch)
from handbill.cli import main
main(["import", sys.argv[1], sys.argv[2]], standalone_mode=False)
import sqlite3
base = sqlite3.connect("")
base.execute("CREATE TABLE one (data)")
base.execute("INSERT INTO one VALUES (zeroblob(20000000))")
links = {os.readlink(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd") if os.path.lexists(f"/proc/self/fd/{one}")}
for one in sorted({*made, *(link for link in links if "etilqs" in link)}):
    print("private" if one.startswith(private) else "elsewhere", one)
"""
"""An import, and then a temporary database of SQLite's own; what files were made, and where."""


def test_an_import_has_its_temporary_files_in_the_sites_folder(site: Settings, tmp_path: Path) -> None:
    source, other = tmp_path / "crawl.warc.gz", tmp_path / "other"
    source.write_bytes(gzip.compress(archive(packed=False), mtime=0))
    other.mkdir()
    done = subprocess.run(
        [sys.executable, "-B", "-c", IMPORT, str(site.folder), str(source)],
        env={**os.environ, "TMPDIR": str(other)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said, *made = done.stdout.splitlines()
    assert said.startswith("2 new articles")
    private = [one for one in made if one.startswith("private ")]
    assert any("etilqs" in one for one in private)
    assert any(one == f"private {site.temporary}" for one in private)  # files without a name, O_TMPFILE
    assert [one for one in made if one.startswith("elsewhere ") and str(site.folder) not in one] == []


def test_the_start_of_the_app_takes_what_a_kill_left_and_nothing_that_is_in_use(site: Settings) -> None:
    here = site.temporary
    for name in ("burn-x", "clean-x", "import-x", "film-x"):
        (here / name).mkdir()
        (here / name / "file").touch()
    (here / "upload-x").touch()
    with scratch.folder(here, "import-") as importing_, scratch.folder(here, "burn-") as burning:
        app = [sys.executable, "-c", "import handbill.wsgi"]
        done = subprocess.run(
            app, env={**os.environ, "HANDBILL_SITE": str(site.folder)}, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert sorted(here.iterdir()) == sorted([importing_, burning])
    assert list(here.iterdir()) == []


def test_a_tick_takes_nothing_that_is_in_use_however_old_it_is(site: Settings) -> None:
    (site.temporary / "import-x").mkdir()
    (site.temporary / "tmp-x").mkdir()
    os.utime(site.temporary / "tmp-x", (0, 0))
    with scratch.folder(site.temporary, "import-") as running, scratch.folder(site.temporary, "y-") as other:
        os.utime(running, (0, 0))
        os.utime(other, (0, 0))
        ticks.tick(datetime.now(UTC))
        assert sorted(site.temporary.iterdir()) == sorted([running, other])


def test_an_import_takes_what_a_killed_one_left(site: Settings, tmp_path: Path) -> None:
    (site.temporary / "import-x").mkdir()
    (tmp_path / "empty").mkdir()
    importing.run(site, [tmp_path / "empty"])
    assert list(site.temporary.iterdir()) == []


def test_a_second_restore_leaves_the_folder_of_the_first_alone(tmp_path: Path) -> None:
    (tmp_path / "bad.backup").touch()
    (tmp_path / ".wire.dead.growing").mkdir()
    with scratch.growing(tmp_path / "wire") as first:
        (first / "rows").touch()
        done = CliRunner().invoke(main, ["restore", str(tmp_path / "bad.backup"), str(tmp_path / "wire")])
        assert done.exit_code == 1
        assert sorted(one.name for one in tmp_path.iterdir()) == [first.name, "bad.backup"]
        assert (first / "rows").exists()
    assert [one.name for one in tmp_path.iterdir()] == ["bad.backup"]
