"""The house itself: who stands where, what is kept out of the files, and that docs/ says what the code does."""

import dataclasses
import io
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterable
from pathlib import Path

import click
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from handbill import cli, limits, settings
from handbill.archive.again import VERBS
from handbill.record.format.kinds import Kind
from tests.written import WRITTEN

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "handbill"
DOCS = ROOT / "docs"
SPECIFICATIONS = {"record.md", "archive-format.md"}  # name verbs and kinds for other reasons
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LONGEST = 300  # lines
NOT_VERBS = {
    "act",
    "attach",
    "deserted",
    "destroy",
    "fields",
    "forget",
    "item",
    "keep",
    "legal",
    "place",
    "screen",
    "teach",
}  # what the verbs share
KEPT_OUT = {
    "a folder of one machine": re.compile(
        r"(?<![\w.])/(?:work|root|Users|workspace)/\w|(?<![\w.])/home/(?!handbill)[a-z]\w*/"
    ),
    "the host of a registry": re.compile(
        r"registry\.npmjs|npmjs\.com|pythonhosted\.org|(?<!\w)pypi\.org|index-url|--registry"
    ),
}
EXCUSED = {"tests/test_house.py", "LICENSE"}  # this file holds the patterns


def modules() -> list[Path]:
    return [file for file in HOUSE.rglob("*.py") if "migrations" not in file.parts]


def tracked() -> list[Path]:
    git = shutil.which("git")
    assert git
    listed = subprocess.run(
        [git, "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def said(*names: str) -> str:
    """Give the text of pages of docs/, or of all that are not specifications."""
    files = [DOCS / name for name in names] or [f for f in DOCS.glob("*.md") if f.name not in SPECIFICATIONS]
    return "\n".join(file.read_text("utf-8") for file in files if file.exists())


def shown(text: str) -> str:
    """Give what a page shows as code or as a heading: a word in passing explains nothing."""
    return "\n".join(re.findall(r"^```.*?^```|`[^`\n]+`|^#+ .*$", text, re.MULTILINE | re.DOTALL))


def missing(names: set[str], text: str) -> list[str]:
    return sorted(name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text))


def assert_none(found: Iterable[str], told: str = "") -> None:
    """Fail with all that was found, not with the first of it."""
    lines = list(found)
    assert not lines, f"{told}\n  " + "\n  ".join(lines)


# who stands where


def test_every_room_has_its_place() -> None:
    contracts = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    house = contracts["house"]
    placed = {name.strip(" ()") for line in house["layers"] for name in line.split("|")}
    there = {file.stem for file in HOUSE.glob("*.py")} | {
        folder.name for folder in HOUSE.iterdir() if folder.is_dir() and any(folder.glob("*.py"))
    }
    assert house["exhaustive"]
    assert there - {"__init__"} <= placed, "place the new room in pyproject.toml, [tool.importlinter]"


def test_every_room_is_in_the_tree_that_readers_see() -> None:
    rooms = {folder.name for folder in HOUSE.iterdir() if (folder / "__init__.py").exists()}
    assert_none(missing(rooms, (ROOT / "README.md").read_text("utf-8")), "not in README.md")


def test_packages_say_nothing_at_their_door() -> None:
    assert [str(file) for file in HOUSE.rglob("__init__.py") if file.read_text("utf-8").strip()] == []


def test_no_file_is_longer_than_can_be_read() -> None:
    long = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in modules()}
    assert {name: count for name, count in long.items() if count > LONGEST} == {}


def test_the_reader_can_be_read_in_one_sitting() -> None:
    """What a verdict of `verify` hangs on; memory, mirror and follow stand beside it, and call it."""
    files = [HOUSE / "reader" / name for name in ("verify.py", "report.py", "source.py")]
    assert sum(len(file.read_text("utf-8").splitlines()) for file in files) <= LONGEST
    imports = re.findall(r"from handbill\.reader\.(\w+) import", files[0].read_text("utf-8"))
    assert {f"{name}.py" for name in imports} | {"verify.py"} == {file.name for file in files}


@pytest.mark.parametrize("what", KEPT_OUT)
def test_no_tracked_file_names(what: str) -> None:
    found = []
    for file in tracked():
        name = str(file.relative_to(ROOT))
        if name in EXCUSED or file.suffix in {".png", ".jpg", ".ico"}:
            continue
        for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
            if KEPT_OUT[what].search(line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    assert_none(found, what)


# docs/ says what the code does


def test_every_setting_is_explained() -> None:
    names = {field.name for field in dataclasses.fields(settings.Settings)} - {"folder"}
    for table in (
        settings.Archive,
        settings.Guard,
        settings.Front,
        settings.Privacy,
        settings.Witness,
        settings.Record,
    ):
        names |= {field.name for field in dataclasses.fields(table)}
    assert_none(missing(names, shown(said("running.md"))), "not in docs/running.md")


def test_every_verb_is_explained() -> None:
    names = {file.stem for file in (HOUSE / "actions").glob("*.py")} - NOT_VERBS - {"__init__"}
    assert_none(
        missing({name.rstrip("_").replace("_", "-") for name in names}, shown(said())), "not in docs/"
    )


def test_every_verb_can_be_done_again() -> None:
    """Else a site that used it could not be made again from its public files."""
    verbs = {file.stem.rstrip("_").replace("_", "-") for file in (HOUSE / "actions").glob("*.py")}
    assert_none(
        sorted(kind for kind in Kind if kind in verbs and kind not in VERBS), "not in archive/again.py"
    )


def test_every_kind_of_entry_is_specified() -> None:
    assert_none(missing({f"`{kind.value}`" for kind in Kind}, said("record.md")), "not in docs/record.md")


def test_every_command_and_option_is_explained() -> None:
    text = shown(said())
    unsaid = missing({f"handbill {name}" for name in cli.main.commands}, text)
    for name, command in cli.main.commands.items():
        options = {
            option for param in command.params if isinstance(param, click.Option) for option in param.opts
        }
        long = {option for option in options if option.startswith("--")}
        unsaid += [f"handbill {name} {option}" for option in missing(long, text)]
    assert_none(unsaid, "not in docs/")


@pytest.mark.parametrize("name", WRITTEN)
def test_pages_made_from_the_code_are_of_today(name: str) -> None:
    assert said(name) == WRITTEN[name](), "run: make docs"


def test_a_limit_that_is_told_again_is_the_same() -> None:
    """A number before `<!-- limit NAME -->` is that limit's value."""
    known = {limit.name: limit.value for limit in limits.LIMITS}
    wrong = []
    for file in [ROOT / "README.md", *DOCS.glob("*.md")]:
        for number, name in re.findall(r"([\d,]+)[^\d\n]*?<!-- limit (\w+) -->", file.read_text("utf-8")):
            if known.get(name) != int(number.replace(",", "")):
                wrong.append(f"{file.name}: {name} is {known.get(name)}, not {number}")
    assert_none(wrong)


def test_every_dependency_has_its_reason() -> None:
    groups = PROJECT["dependency-groups"]
    optional = PROJECT["project"]["optional-dependencies"].values()
    wanted = [*PROJECT["project"]["dependencies"], *(name for extra in optional for name in extra)]
    wanted += [*groups["dev"], *groups["build"]]
    names = {re.split(r"[\[<>=~ ]", line)[0] for line in wanted}
    assert_none(missing({f"`{name}`" for name in names}, said("building.md")), "not in docs/building.md")


def test_links_between_pages_lead_somewhere() -> None:
    assert_none(
        f"{file.name}: {link}"
        for file in [ROOT / "README.md", *DOCS.glob("*.md")]
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", file.read_text("utf-8"))
        if not re.match(r"[a-z]+:", link) and not (file.parent / link).exists()
    )


def test_tests_that_pages_name_are_there() -> None:
    named = {
        name
        for page in DOCS.glob("*.md")
        for name in re.findall(r"`(tests/[\w/.]+)`", page.read_text("utf-8"))
    }
    assert len(named) > 20
    assert_none(name for name in named if not (ROOT / name).exists())


def test_what_changed_is_told() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text("utf-8")


# every word of the interface is Spanish too


def extracted() -> set[str | tuple[str, ...]]:
    """Find the words of the interface as `make messages` does."""
    mapping, options = parse_mapping_cfg(io.StringIO((ROOT / "babel.cfg").read_text("utf-8")))
    keywords = DEFAULT_KEYWORDS | {
        "gettext_lazy": None,
        "ngettext_lazy": (1, 2),
        "pgettext_lazy": ((1, "c"), 2),
    }
    found = extract_from_dir(ROOT, mapping, options, keywords=keywords, directory_filter=None)
    return {message for _file, _line, message, _comments, _context in found}


def test_the_spanish_is_complete() -> None:
    with (HOUSE / "look/locale/es/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, "es")
    told = {message.id: message for message in catalogue if message.id}
    unsaid = [str(words) for words in extracted() if words not in told]
    unsaid += [
        str(message.id)
        for message in told.values()
        if message.fuzzy or not message.string or (isinstance(message.string, tuple) and "" in message.string)
    ]
    assert_none(unsaid, "not in Spanish; run: make messages")
    assert_none(f"{message.id}: {error}" for message, errors in catalogue.check() for error in errors)
