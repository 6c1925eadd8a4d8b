"""Only what is new is asked for of an article with many comments: of its pages those that hold it, and some by chance."""

import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from handbill.reader import verify as module
from handbill.reader.changed import changed
from handbill.reader.source import Folder
from handbill.reader.told import lines
from handbill.reader.verify import verify
from handbill.record.format import called
from handbill.record.format.called import Reading, newer
from handbill.record.format.entry import Entry, Kind
from handbill.record.format.history import History
from handbill.record.format.later import OURS
from tests.cast import files
from tests.reader.served import served
from tests.reader.test_since import damage, found
from tests.reader.town import Town

pytestmark = pytest.mark.once

ARTICLE, COMMENTS = 1, 750
"""Comments of the one article: eight pages."""
FAR = "2026/11/1/comments/3.html"
"""A page that a new comment does not touch."""


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(called, "SAMPLE", 0)
    monkeypatch.setattr(called, "LONG", 4)


def on(page: int) -> int:
    """Give the number of a comment in the middle of a page."""
    return ARTICLE + 100 * page - 50


@pytest.fixture(scope="module")
def grown() -> Town:
    town = Town()
    town.append(Kind.INVITE, {"name": "Nora"}, by="site", number=1)
    town.append(Kind.SET_GUIDELINES, {"title": "G", "text": "Be kind."}, by="site", number=1)
    town.publish()
    for _ in range(COMMENTS):
        town.comment(ARTICLE)
    town.decide("raise", on(6))
    return town


class Before:
    """A town before and after what is new, and its files."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.old = files(town.write(folder / "old"))
        self.since = (folder / "old/record/checkpoint").read_bytes()
        self.now = folder / "now"

    def changed(self) -> set[str]:
        new = files(self.now)
        return {name for name in self.old.keys() | new.keys() if self.old.get(name) != new.get(name)}


@pytest.fixture
def before(grown: Town, tmp_path: Path) -> Before:
    return Before(grown, tmp_path)


ACTS = {
    "comment": lambda town: town.comment(ARTICLE),
    "hide": lambda town: town.decide("hide", on(3), "hidden"),
    "amend": lambda town: town.amend(on(4), "More."),
    "raise": lambda town: town.decide("raise", on(4)),
    "unraise": lambda town: town.decide("unraise", on(6)),
    "withdraw": lambda town: town.withdraw(on(6)),
    "redact": lambda town: town.decide("redact", on(2), "redacted"),
}


@pytest.mark.parametrize("act", ACTS)
def test_pages_that_changed_are_read_and_few_besides(
    grown: Town, before: Before, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    town = deepcopy(grown)
    ACTS[act](town)
    town.write(before.now)
    asked, get = set[str](), Folder.get

    def watched(self: Folder, path: str) -> bytes | None:
        asked.add(path)
        return get(self, path)

    monkeypatch.setattr(Folder, "get", watched)
    report = verify(str(before.now), since=before.since, sparing=True)
    assert (report.wrong, report.unsealed) == ([], [])
    assert {name for name in before.changed() if OURS(name.removesuffix(".gz"))} - asked == set()
    left = [page for page in range(2, 9) if f"2026/11/1/comments/{page}.json" not in asked]
    assert (report.read["pages_left"], len(left) >= 1) == (len(left), True)
    assert f" and {len(left)} pages of comments of articles that are read, nor" in "\n".join(lines(report))


def test_where_the_article_itself_is_touched_all_are_read(grown: Town, before: Before) -> None:
    town = deepcopy(grown)
    town.revise(ARTICLE, title="Rain", body="It rained.")
    town.write(before.now)
    assert verify(str(before.now), since=before.since, sparing=True).read["pages_left"] == 0
    damage(before.now / "2026/11/1/comments/5.json")
    assert found(before.now, before.since) == {"2026/11/1/comments/5.json", "2026/11/1/comments/5.json.gz"}


def test_what_is_left_is_read_with_all_by_chance_and_where_anything_is_wrong(
    grown: Town, before: Before, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, far = deepcopy(grown), FAR
    town.comment(ARTICLE)
    town.write(before.now)
    good = (before.now / far).read_bytes()
    (before.now / far).write_bytes(good.replace(b"No, it snows.", b"It was dry.", 1))
    assert found(before.now, before.since) == set()
    assert found(before.now, before.since, sparing=False) == {far, f"{far}.gz"}
    damage(before.now / "2026/11/1/comments/7.json")
    assert verify(str(before.now), since=before.since, sparing=True).read["pages_left"] == 0
    wrong = {"2026/11/1/comments/7.json", "2026/11/1/comments/7.json.gz"}
    assert found(before.now, before.since) == {far, f"{far}.gz", *wrong}
    with monkeypatch.context() as patched:
        patched.setattr(called, "SAMPLE", 100)
        town.write(before.now)
        (before.now / far).write_bytes(good.replace(b"No, it snows.", b"It was dry.", 1))
        assert found(before.now, before.since) == {
            far,
            f"{far}.gz",
        }  # so many by chance are all that there are


def test_compressed_copies_and_notices_of_the_pages_that_are_read(grown: Town, before: Before) -> None:
    town = deepcopy(grown)
    town.decide("hide", on(3), "hidden")
    town.write(before.now)
    for name in (f"hidden/{on(3)}.html", "2026/11/1/comments/3.json.gz", "2026/11/1/comments/2.html.gz"):
        data = (before.now / name).read_bytes()
        at = len(data) - (5 if name.endswith(".gz") else 9)
        (before.now / name).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert name in found(before.now, before.since)
        (before.now / name).write_bytes(data)
    assert found(before.now, before.since) == set()


def test_what_is_not_sealed_may_come_from_any_page(grown: Town, before: Before) -> None:
    """An addition that no entry tells of yet stands above, and the page that it is from says so."""
    town = deepcopy(grown)
    town.comment(ARTICLE)
    town.sealed = len(town.entries)
    town.decide("raise", on(4))
    town.write(before.now)
    report = verify(str(before.now), since=before.since, sparing=True)
    assert (report.wrong, {file for file, _ in report.unsealed}) == (
        [],
        {"2026/11/1/comments/4.json"},
    )


def test_what_was_wrong_is_read_whole_at_the_second_look_too(
    grown: Town, before: Before, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At an address the last page is behind for a moment; so all is read, and another one is wrong for good."""
    town = deepcopy(grown)
    town.comment(ARTICLE)
    town.write(before.now)
    lie(before.now)
    late = before.now / "2026/11/1/comments/8.html"
    fresh = late.read_bytes()
    late.write_bytes(before.old["2026/11/1/comments/8.html"])
    monkeypatch.setattr(module, "PAUSES", (0.01,))
    monkeypatch.setattr("handbill.reader.verify.time.sleep", lambda _seconds: late.write_bytes(fresh))
    with served(before.now) as address:
        assert found(address, before.since) == {FAR}


def test_what_chance_has_found_is_read_again_however_the_site_moves(
    grown: Town, before: Before, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site signs while it is looked at; what is looked at anew is not left to chance where it was wrong."""
    town = deepcopy(grown)
    for number in range(3):
        town.comment(ARTICLE)
        lie(town.write(tmp_path / str(number)))
    shutil.copytree(tmp_path / "0", before.now)
    lucky, days, first = iter((100, 0, 0)), iter("12"), iter((True,))

    def lucky_once(*given: Any) -> Reading:
        monkeypatch.setattr(called, "SAMPLE", next(lucky))
        return newer(*given)

    def moving(path: str) -> None:
        if path == "record/checkpoint" and not next(first, False):
            shutil.copytree(tmp_path / next(days), before.now, dirs_exist_ok=True)

    monkeypatch.setattr("handbill.reader.verify.newer", lucky_once)
    monkeypatch.setattr(module, "PAUSES", (0.01,))
    with served(before.now, answer=moving) as address:
        report = verify(address, since=before.since, sparing=True)
    assert (FAR in {file for file, _ in report.wrong}, next(days, "none"), next(lucky, "none")) == (
        True,
        "none",
        "none",
    )


@pytest.mark.parametrize("act", ["raise", "unraise", "withdraw"])
def test_a_copy_fetches_the_page_on_which_additions_stand(grown: Town, act: str) -> None:
    town, before = deepcopy(grown), len(grown.entries)
    ACTS[act](town)
    history = History()
    new = [(index, Entry.decode(data)) for index, data in enumerate(town.entries)]
    for _index, entry in new:
        history.add(entry, {})
    assert "2026/11/1.html" in changed(history, new[before:]).files


@pytest.mark.parametrize("sparing", [True, False])
@pytest.mark.parametrize("second", ["earlier", "fork"])
def test_another_record_a_moment_later_is_no_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: str, sparing: bool
) -> None:
    """What was read first was wrong; then the same key signs for less, or for something else. Both are held against it."""
    old = Town()
    for _ in range(2):
        old.publish()
    since = (old.write(tmp_path / "old") / "record/checkpoint").read_bytes()
    earlier, fork = deepcopy(old), deepcopy(old)
    earlier.comment(1)
    new = deepcopy(earlier)
    for _ in range(3):
        new.publish("New", "No, it snows.")
    for _ in range(7):
        fork.comment(2)
    for name, town in (("earlier", earlier), ("fork", fork), ("now", new)):
        town.write(tmp_path / name)
    page = tmp_path / "now/2026/11/6.html"
    page.write_bytes(page.read_bytes().replace(b"No, it snows.", b"It was dry."))
    monkeypatch.setattr(module, "PAUSES", (0.01,))
    asked = iter((False, True))

    def moving(path: str) -> None:
        if path == "record/checkpoint" and next(asked, False):
            shutil.rmtree(tmp_path / "now")
            shutil.copytree(tmp_path / second, tmp_path / "now")

    with served(tmp_path / "now", answer=moving) as address:
        report = verify(address, since=since, sparing=sparing)
    assert "a moment ago" in {file for file, _ in report.wrong}


def lie(folder: Path) -> None:
    """Change a word on a page that nothing new touches."""
    good = (folder / FAR).read_bytes()
    (folder / FAR).write_bytes(good.replace(b"No, it snows.", b"It was dry.", 1))
