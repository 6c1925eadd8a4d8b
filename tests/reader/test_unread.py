"""What cannot be read is neither right nor wrong, and what was changed is said in words."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handbill.cli import main
from tests.reader.served import served
from tests.reader.town import small_town


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return small_town().write(tmp_path / "public")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["verify", *map(str, arguments)])


def test_a_folder_that_is_not_there_or_holds_no_record_has_a_status_of_its_own(site: Path):
    for place, words in (
        (site / "publc", "neither an address nor a folder"),
        (site / "hidden", "holds no record"),
    ):
        said = run(place)
        assert said.exit_code == 2
        assert said.stderr.startswith(f"{place} cannot be read: ")
        assert words in said.stderr
        assert said.stderr.endswith("Nothing was checked.\n")
        assert said.stdout == ""
    told = json.loads(run(site / "hidden", "--json").stdout)
    assert (told["right"], "holds no record" in told["unread"]) == (False, True)


def test_a_site_that_does_not_answer_has_it_too_and_one_without_a_key_is_wrong(site: Path):
    said = run("http://127.0.0.1:9/")
    assert (said.exit_code, "cannot be fetched: refused" in said.stderr) == (2, True)
    (site / "record/vkey").unlink()
    with served(site) as address:
        said = run(address)
    assert (said.exit_code, "wrong: record/vkey" in said.stdout) == (1, True)
    assert run(site).exit_code == 1


@pytest.mark.parametrize("source", ["public", "12.proof"])
def test_a_key_that_is_none_is_a_matter_of_usage(site: Path, source: str):
    place = site.with_name(source)
    if not place.exists():
        place.write_bytes(b"c2sp.org/tlog-proof@v1\n")
    said = run(place, "--key", "junk")
    assert said.exit_code == 2
    assert "Invalid value for --key: not a verifier key" in said.stderr


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    file.with_name(f"{file.name}.gz").unlink(missing_ok=True)


CHANGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "an article's data": (
        lambda site: changed(site / "2026/11/2.json", "<em>b</em>", "<em>c</em>"),
        "The text of article 2 was changed after it was published.",
    ),
    "a comment's data": (
        lambda site: changed(site / "2026/11/1.json", '"value":"No."', '"value":"Ja."'),
        "The text of comment 4 was changed after it was published.",
    ),
    "a page": (
        lambda site: changed(site / "2026/11/1.html", "three times", "four times"),
        "The page of article 1 shows another text than its author wrote.",
    ),
    "a title": (
        lambda site: changed(site / "2026/11/1.html", "The flood</h1>", "The drought</h1>"),
        "The page of article 1 shows another title than its author wrote.",
    ),
    "a notice": (
        lambda site: changed(site / "hidden/12.html", "Because.", "Why not."),
        "The page of hidden item 12 does not tell what was decided about it.",
    ),
    "a decision": (
        lambda site: changed(site / "record/decision/1.json", "Be kind.", "Be rude."),
        "What decision 1 says was changed after it was made.",
    ),
    "the page of a decision": (
        lambda site: changed(site / "record/decision/1.html", "Be kind.", "Be rude."),
        "The page of decision 1 does not tell what was decided: its text is another.",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_was_changed_is_said_in_words(site: Path, what: str):
    change, words = CHANGES[what]
    change(site)
    said = run(site)
    assert (said.exit_code, words in said.stdout.split("\n")) == (1, True), said.stdout
    assert words in json.loads(run(site, "--json").stdout)["explained"]
