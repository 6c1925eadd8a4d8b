"""The commands as somebody at a shell meets them: real processes, exit codes, words on standard error."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbill import settings
from handbill.archive import new
from handbill.cli import main
from tests.shell import handbill as run

NEW = ("--name", "Valley Wire", "--address", "https://wire.example/")


@pytest.fixture(scope="module")
def wire(tmp_path_factory):
    """A site that `handbill new` made; tests of this file share it."""
    folder = tmp_path_factory.mktemp("cli") / "wire"
    made = run("new", folder, *NEW)
    assert made.returncode == 0, made.stderr
    return folder


def entries(folder: Path) -> int:
    """Count the entries as they stand in the database, sealed or not."""
    with closing(sqlite3.connect(f"file:{folder}/data/handbill.sqlite3?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM record_entry").fetchone()[0])


def seal(folder: Path) -> int:
    """Let the worker seal and show what is there; give the size of the log."""
    done = run("work", folder, "--once")
    assert done.returncode == 0, done.stderr
    return int((folder / "public/record/checkpoint").read_text().splitlines()[1])


def test_new_makes_a_site_with_guidelines_and_an_about_page(wire):
    assert {file.name for file in wire.iterdir()} == {"site.toml", "secrets", "data", "public"}
    assert 'name = "Valley Wire"' in (wire / "site.toml").read_text()
    for part in ("site.toml", "secrets", "data"):
        assert (wire / part).stat().st_mode & 0o077 == 0, part
    assert seal(wire) == entries(wire) >= 5
    guidelines = (wire / "public/guidelines.html").read_text()
    assert all(
        f'id="guideline-{number}"' in guidelines or f">{number}" in guidelines for number in range(1, 6)
    )
    assert "Valley Wire" in (wire / "public/about.html").read_text()


def test_new_speaks_spanish(tmp_path):
    assert run("new", tmp_path / "es", *NEW, "--language", "es").returncode == 0
    run("work", tmp_path / "es", "--once")
    assert '<html lang="es"' in (tmp_path / "es/public/index.html").read_text()


def test_new_leaves_a_folder_alone_that_is_not_empty(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    refused = run("new", tmp_path, *NEW)
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_new_takes_an_empty_folder_that_is_there(tmp_path):
    assert run("new", tmp_path, *NEW).returncode == 0


@pytest.mark.once
def test_a_site_that_may_have_been_founded_is_left(site, tmp_path, monkeypatch):
    """The answer to the commit is lost: what is signed in the database needs the key that is in the folder."""

    def lost(_language, _name):
        raise new.Unfounded("the database does not answer: gone", unsure=True)

    monkeypatch.setattr(new, "found", lost)
    try:
        done = CliRunner().invoke(main, ["new", str(tmp_path / "wire"), *NEW])
    finally:
        settings.use(site)
    assert (done.exit_code, "is not known: it is left, with its secrets" in done.output) == (1, True)
    assert (tmp_path / "wire/secrets/record").is_file()


@pytest.mark.parametrize("there", [False, True])
def test_new_without_its_database_leaves_nothing(there, tmp_path):
    """Nothing listens on port 1; the folder can be tried again."""
    folder = tmp_path / "wire"
    if there:
        folder.mkdir()
    refused = run("new", folder, *NEW, HANDBILL_DATABASE_URL="postgresql://wire@127.0.0.1:1/wire")
    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: the database does not answer: ")
    assert refused.stderr.endswith(". Nothing was founded\n")
    assert folder.exists() == there
    assert not there or not list(folder.iterdir())


@pytest.mark.parametrize("address", ["wire.example", "ftp://wire.example/", "https://", "https://a b/", ""])
def test_new_refuses_what_is_no_address(tmp_path, address):
    refused = run("new", tmp_path / "wire", "--name", "Wire", "--address", address)
    assert refused.returncode == 1
    assert "address" in refused.stderr
    assert not (tmp_path / "wire").exists()


def test_new_refuses_a_language_that_it_does_not_speak(tmp_path):
    assert run("new", tmp_path / "wire", *NEW, "--language", "xx").returncode == 2
    assert not (tmp_path / "wire").exists()


@pytest.mark.parametrize(
    "command", ["run", "work", "rebuild", "export", "backup", "act", "editor", "doctor", "upgrade"]
)
def test_a_folder_that_is_no_site_is_one_line_of_error(command, tmp_path):
    more = {
        "export": ("file",),
        "backup": ("file",),
        "act": ("hide", "article/1"),
        "editor": ("invite", "Linden"),
    }
    asked = run(command, tmp_path, *more.get(command, ()))
    assert asked.returncode == 1
    assert "is not a site" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_a_setting_that_cannot_be_is_named(wire):
    asked = run("work", wire, "--once", HANDBILL_GUARD_CHALLENGE="maybe")
    assert asked.returncode == 1
    assert "guard.challenge" in asked.stderr


def test_act_done_is_0_and_on_the_record(wire):
    before = entries(wire)
    done = run("act", wire, "set-page", "topic/water", "--title", "Water", "--text", "The river.")
    assert (done.returncode, done.stderr) == (0, "")
    assert seal(wire) == before + 1
    decision = json.loads((wire / f"public/record/decision/{before}.json").read_bytes())
    assert decision["fields"]["title"]["value"] == "Water"
    assert "Water" in (wire / "public/topic/water/index.html").read_text()


@pytest.mark.parametrize(
    ("order", "status"),
    [
        (("hide", "article/999", "--guideline", "1", "--reason", "Why."), 1),  # no such article
        (("hide", "article/999", "--guideline", "99", "--reason", "Why."), 1),  # no such guideline
        (("set-page", "topic/Water Works", "--title", "Water"), 1),  # no such name
        (("set-page", "topic/tap", "--title", "Tap", "--editor", "Nobody"), 1),  # no such editor
        (("hide", "article/1"), 2),  # neither guideline nor reason
        (("hide", "article/1", "--guideline", "1"), 2),
        (("unhide", "article/1"), 2),
        (("burn", "article/1"), 2),  # no such verb
        (("hide", "everything"), 2),  # no subject
        (("hide",), 2),
        (("hide", "article/1", "--sideways", "x"), 2),
    ],
)
def test_act_refused_is_1_and_misused_2_and_nothing_changes(wire, order, status):
    before = entries(wire)
    done = run("act", wire, *order)
    assert done.returncode == status, done.stderr
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert entries(wire) == before


def test_an_editor_is_invited_once_and_then_acts_by_name(wire):
    invited = run("editor", wire, "invite", "Linden")
    assert invited.returncode == 0
    address = invited.stdout.strip()
    assert address.startswith("https://wire.example/desk/invitation/")
    again = run("editor", wire, "invite", "Linden").stdout.strip()  # the account is not made yet
    assert again.startswith("https://wire.example/desk/invitation/")
    assert again != address
    done = run("act", wire, "set-page", "place/harbour", "--title", "Harbour", "--editor", "Linden")
    assert done.returncode == 0
    size = seal(wire)
    bundle = (wire / f"public/record/tile/entries/000.p/{size}").read_bytes()
    last = json.loads(bundle[bundle.rindex(b'{"at"') :])
    assert last["by"].startswith("editor:")
    assert last["via"] == "shell"


def test_the_invitation_of_an_editor_is_renewed(wire):
    first = run("editor", wire, "invite", "Linden").stdout.strip()
    before = entries(wire)
    renewed = run("editor", wire, "renew", "Linden")
    assert renewed.returncode == 0
    assert renewed.stdout.startswith("https://wire.example/desk/invitation/")
    assert renewed.stdout.strip() != first
    assert "signs in no more" in renewed.stderr
    assert run("editor", wire, "renew", "Nobody").returncode == 1
    assert run("editor", wire, "renew", "Linden", "--steward").returncode == 2
    assert entries(wire) == before


def test_a_demonstration_that_is_there_is_kept(wire):
    before = (wire / "site.toml").read_bytes()
    kept = run("demo", wire)
    assert (kept.returncode, kept.stdout) == (0, "")
    assert (wire / "site.toml").read_bytes() == before


def test_the_demonstration_is_a_town_that_verifies(tmp_path):
    folder = tmp_path / "demo"
    made = run("demo", folder, "--address", "http://127.0.0.1:18805/")
    assert (made.returncode, made.stdout) == (0, "")
    assert [file.name for file in tmp_path.iterdir()] == ["demo"]
    seal(folder)
    checked = run("verify", folder / "public", "--json")
    assert checked.returncode == 0, checked.stdout
    front = (folder / "public/index.html").read_text()
    assert "Millbrook Wire" in front
    assert len(list((folder / "public/hidden").glob("[0-9]*.html"))) >= 3


def test_verify_says_0_where_all_is_well_and_1_where_not(wire):
    seal(wire)
    well = run("verify", wire / "public")
    assert (well.returncode, well.stdout.splitlines()[-1]) == (0, "all is well")
    about = wire / "public/record/decision/0.json"
    kept = about.read_bytes()
    about.write_bytes(kept.replace(b'"value":"', b'"value":"x', 1))
    try:
        wrong = run("verify", wire / "public", "--json")
    finally:
        about.write_bytes(kept)
    assert wrong.returncode == 1
    assert "decision/0.json" in wrong.stdout


def test_verify_needs_no_django_and_no_database(wire):
    code = (
        "import sys\n"
        "sys.modules['django'] = None  # an import of it raises\n"
        "sys.modules['sqlite3'] = None\n"
        f"sys.argv = ['handbill', 'verify', {str(wire / 'public')!r}]\n"
        "from handbill.cli import main\n"
        "main()\n"
    )
    seal(wire)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_import_of_what_is_not_there_is_a_matter_of_usage(wire, tmp_path):
    assert run("import", wire, tmp_path / "nothing.txt").returncode == 2
    assert run("import", wire).returncode == 2


def test_a_database_that_does_not_answer_is_a_line_of_error(wire, tmp_path):
    file, nowhere = tmp_path / "wire.backup", "postgresql://a@127.0.0.1:1/b"
    asked = run("backup", wire, file, HANDBILL_DATABASE_URL=nowhere)
    assert (asked.returncode, asked.stderr.count("\n")) == (1, 1)
    assert asked.stderr.startswith("Error: no backup was made: ")
    assert run("backup", wire, file).returncode == 0
    asked = run("restore", file, tmp_path / "again", HANDBILL_DATABASE_URL=nowhere)
    assert (asked.returncode, asked.stderr.count("\n")) == (1, 1)
    assert asked.stderr.startswith("Error: nothing was made: ")
    assert [one.name for one in tmp_path.iterdir()] == ["wire.backup"]


def test_upgrade_of_a_site_of_today_has_nothing_to_do(wire):
    done = run("upgrade", wire)
    assert done.returncode == 0
    assert "nothing to do" in done.stdout


def test_help_and_version_need_no_site():
    assert "import" in run("--help").stdout
    assert run("--version").stdout.rstrip().endswith(version("handbill"))


@pytest.mark.parametrize("command", ["run", "doctor", "work"])
def test_a_site_without_its_secrets_is_not_served(tmp_path, command):
    folder = tmp_path / "site"
    assert run("new", folder, *NEW).returncode == 0
    (folder / "secrets" / "django").unlink()
    done = run(command, folder)
    assert done.returncode == 1
    assert "secrets/django" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_clock_is_doubted_until_a_person_says_that_it_is_right(wire):
    assert "believed" in run("clock", wire).stdout
    assert run("work", wire, "--once").returncode == 0
    with closing(sqlite3.connect(wire / "data/handbill.sqlite3")) as tables, tables:
        tables.execute("UPDATE record_clock SET doubted_at = seen_at")
    doubted = run("clock", wire)
    assert doubted.returncode == 1
    assert "nothing is stored" in doubted.stdout
    assert "--right" in doubted.stderr
    refused = run("act", wire, "set-page", "topic/late", "--title", "Late")
    assert refused.returncode == 1
    assert "clock" in refused.stderr
    assert run("clock", wire, "--right").returncode == 0
    assert run("act", wire, "set-page", "topic/late", "--title", "Late").returncode == 0


def test_the_filter_says_when_it_has_too_few_lessons(wire):
    done = run("guard", "evaluate", wire)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "lessons: 0 of spam, 0 of what is none",
        "too few to try: the older four fifths are 0 of spam and 0 of what is none, and below 50 of each the filter says nothing",
    ]
