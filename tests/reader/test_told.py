"""What a page tells of a decision is what was decided: who, when, by which guideline, and why."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from handbill.reader import verify as reading
from handbill.reader.copied import MirrorError
from handbill.reader.mirror import mirror
from handbill.reader.verify import verify
from handbill.record.format.canonical import Json
from handbill.record.format.commitment import field_hash
from handbill.record.format.entry import Kind
from tests.reader.served import served
from tests.reader.town import Town, small_town

FLOOD, HELD, LIE, REDACTED = "2026/11/1", "2026/11/9", "2026/11/12", "2026/11/8"


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town().write(tmp_path_factory.mktemp("told") / "public")


@pytest.fixture
def site(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "public"))


def change(site: Path, page: str, old: str, new: str) -> list[tuple[str, str]]:
    """Change the first such words on a page, the compressed copy left out, and verify the site."""
    file = site / f"{page}.html"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    file.with_name(f"{file.name}.gz").unlink(missing_ok=True)
    return verify(str(site)).wrong


def decision(kind: str, number: int) -> str:
    found = [
        index
        for index, one in small_town().decisions.items()
        if (one["kind"], one.get("number")) == (kind, number)
    ]
    return f"record/decision/{found[0]}"


PLACES = {
    "the notice of an article": LIE,
    "the stub of a comment": FLOOD,
    "what is hidden": "hidden/12",
    "a comment that is hidden": "hidden/6",
    "what is redacted": REDACTED,
    "the page of the decision": decision("hide", 12),
}
CHANGES: dict[str, tuple[str, str]] = {
    "reason": ("> Because.", "> Why not."),
    "by": ("> Nora", "> Idris"),
    "guideline": ("G", "No "),
    "at": ("06:29+02:00", "06:30+02:00"),
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("place", PLACES)
def test_another_word_of_a_decision_is_named(site: Path, place: str, what: str):
    wrong = change(site, PLACES[place], *CHANGES[what])
    assert {file for file, _ in wrong} == {f"{PLACES[place]}.html"}
    assert f"the {what!r} that is told is not that of the decision" in wrong[0][1]


@pytest.mark.parametrize("what", CHANGES)
def test_a_word_that_is_left_out_is_named(site: Path, what: str):
    wrong = change(site, LIE, f'data-said="{what}"', "")
    assert wrong == [(f"{LIE}.html", f"12: the {what!r} of the decision is not told")]


OTHERS: dict[str, tuple[str, str, str]] = {
    "the number of a guideline": (LIE, "> 2. G2", "> 1. G1"),
    "the title of another guideline": (LIE, "> 2. G2", "> 2. G1"),
    "a version that is none": (decision("hide", 6), "> 1. G1", "> 1. G2"),
    "a second reason beside the right one": (LIE, "<dl>", '<dl><dd data-said="reason">Because of you.</dd>'),
    "a reason of what is shown": ("2026/11/2", "</h1>", '</h1><p data-said="reason">Because.</p>'),
    "words that the decision has not": (HELD, "<dl>", '<dl><dd data-said="by">Nora</dd>'),
    "a name on the page of the site's decision": (
        decision("invite", 1),
        "<dl>",
        '<dl><dd data-said="by">Nora</dd>',
    ),
    "the name that was invited": (decision("invite", 1), "> Nora", "> Norah"),
    "the text of a guideline": (decision("set-guidelines", 1), "Be kind.", "Be rude."),
    "the text of an appeal": (decision("appeal", 6), "> Because.", "> Never mind."),
    "a time without its zone": (LIE, "06:29+02:00", "04:29"),
    "a time that is none": (LIE, "06:29+02:00", "noon"),
    "a day that no calendar has": (LIE, "2026-11-23T06:29+02:00", "9999-12-31T23:59-12:00"),
    "a reason that is struck": (
        LIE,
        '<dd data-said="reason"> Because.\n</dd>',
        '<dd><del data-said="reason">Because.</del></dd>',
    ),
    "a reason around which all is struck": (LIE, "<dl>", "<del><dl>"),
    "a reason with a part of it struck": (LIE, "> Because.", "> <del>Because.</del>"),
    "a reason in a body": ("2026/11/3", "<br>", '<br><span data-said="reason">x</span>'),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_else_is_named(site: Path, what: str):
    stem, old, new = OTHERS[what]
    assert {file for file, _ in change(site, stem, old, new)} == {f"{stem}.html"}


SAME: dict[str, tuple[str, str]] = {
    "other words around it": ("This was hidden.", "Esto se ocultó."),
    "other space": ("> Because.\n", ">\n  Because. "),
    "its bare number": ("> 2. G2", "> 2"),
    "another zone": ("06:29+02:00", "04:29+00:00"),
    "it twice": ("<dl>", '<p data-said="reason"><bdi>Because.</bdi></p><dl>'),
    "a link": ("<dl>", '<a data-said="by" href="../../index.html">Nora</a><dl>'),
}


@pytest.mark.parametrize("what", SAME)
def test_what_says_the_same_is_right(site: Path, what: str):
    assert change(site, LIE, *SAME[what]) == []


def again(town: Town) -> None:
    town.append(Kind.SET_GUIDELINES, {"title": "Kindly", "text": "Be kind."}, by="site", number=2)


DESTROYED: dict[str, Callable[[Town], object]] = {
    "a reason": lambda town: destroy(town, "hide", 12),
    "a name": lambda town: destroy(town, "invite", 1),
    "a title": lambda town: destroy(town, "set-guidelines", 2),
    "nothing, but a guideline is set again": again,
}


def destroy(town: Town, kind: str, number: int) -> None:
    index = int(decision(kind, number).rpartition("/")[2])
    said: dict[str, Json] = {"reason": "r", "decision": index}
    town.append(Kind.REDACT, said, by="site", via="shell", number=number, guideline=1)
    gone = {name: {"hash": field_hash(one)} for name, one in town.decisions[index]["fields"].items()}
    town.decisions[index]["fields"] = gone
    if number in town.items and kind == "hide":
        town.items[number]["decisions"].append(len(town.entries) - 1)


@pytest.mark.parametrize("what", DESTROYED)
def test_what_is_destroyed_is_not_told(tmp_path: Path, what: str):
    town = small_town()
    DESTROYED[what](town)
    site = town.write(tmp_path)
    assert verify(str(site)).wrong == []
    if what == "a reason":
        wrong = change(site, LIE, "<dl>", '<dl><dd data-said="reason">Because.</dd>')
        assert {file for file, _ in wrong} == {f"{LIE}.html"}


def test_a_decision_whose_data_are_wrong_is_named_by_its_data(site: Path):
    file = site / f"{decision('hide', 12)}.json"
    file.write_text(file.read_text("utf-8").replace("Because.", "Why not."), "utf-8")
    assert {file for file, _ in verify(str(site)).wrong} == {f"{decision('hide', 12)}.json"}


def test_every_word_of_a_notice_is_held_at_both_ends(original: Path):
    """No place of this file is a page without what it changes: each tells all four."""
    for place in PLACES.values():
        told = set(re.findall('data-said="([a-z]+)"', (original / f"{place}.html").read_text("utf-8")))
        assert told >= CHANGES.keys()


def test_an_address_is_found_out_and_no_mirror_takes_it(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reading, "PAUSES", ())
    assert change(site, LIE, *CHANGES["reason"])
    with served(site) as address:
        assert {file for file, _ in verify(address).wrong} == {f"{LIE}.html"}
        with pytest.raises(MirrorError) as refused:
            mirror(address, tmp_path / "copy")
    assert any(f"{LIE}.html" in line for line in refused.value.lines)
    assert not (tmp_path / "copy" / f"{LIE}.html").exists()
