"""A site that sends without end is not taken: what it may send hangs on its record, and nothing of the rest is kept."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbill.cli import main
from handbill.reader import budget
from handbill.reader import mirror as module
from handbill.reader.budget import TooMuchError
from handbill.reader.copied import MirrorError
from handbill.reader.mirror import mirror
from tests.cast import files
from tests.reader.served import served
from tests.reader.town import Town, page, put

LINKED = re.compile("newswire/([0-9]+)[.]html").fullmatch


class Endless:
    """A site whose lists lead to ever more lists, of `size` bytes each."""

    def __init__(self, public: Path) -> None:
        self.town, self.public = Town(), public
        for number in range(5):
            self.town.publish(f"Rain, part {number}")
        self.town.write(public)
        self.size, self.each, self.asked = 0, 0, 0
        self.first, self.last = 1, 10**70

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes] | None:
        match = LINKED(path)
        if path == "newswire/index.html":
            return 200, {}, self.lists(self.first)
        if match and int(match[1]) < self.last:
            self.asked += 1
            return 200, {}, self.lists(int(match[1]) * 10)
        return None

    def lists(self, first: int) -> bytes:
        more = "".join(f'<a href="{number}.html">more</a>' for number in range(first, first + self.each))
        return page(more) + b" " * self.size


@pytest.fixture
def endless(tmp_path: Path) -> Endless:
    return Endless(tmp_path / "public")


@pytest.fixture
def address(endless: Endless) -> Iterator[str]:
    with served(endless.public, answer=endless.answer) as where:
        yield where


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits of a very small site."""
    for name, value in {"BASE": 200_000, "EACH": 1000, "FREE": 100, "LISTS": 2}.items():
        monkeypatch.setattr(budget, name, value)
    monkeypatch.setattr(module, "PAUSES", ())


def nothing_kept(tmp_path: Path) -> bool:
    return sorted(file.name for file in tmp_path.iterdir()) == ["public"]


@pytest.mark.usefixtures("small")
def test_lists_without_end(endless: Endless, address: str, tmp_path: Path) -> None:
    endless.each = 10
    with pytest.raises(TooMuchError, match="lists and feeds for a record of 5 entries"):
        mirror(address, tmp_path / "copy")
    assert nothing_kept(tmp_path)
    assert endless.asked <= 110
    endless.each = 0
    assert mirror(address, tmp_path / "copy").size == 5


@pytest.mark.usefixtures("small")
def test_too_many_bytes(endless: Endless, address: str, tmp_path: Path) -> None:
    endless.each, endless.size = 1, 50_000
    said = CliRunner().invoke(main, ["mirror", address, str(tmp_path / "copy")])
    assert said.exit_code == 1
    assert "for a record of 5 entries; nothing of it is kept" in said.output
    assert "--most" in said.output
    assert nothing_kept(tmp_path)
    assert endless.asked < 8


@pytest.mark.usefixtures("small")
def test_who_knows_the_site_may_take_more(endless: Endless, address: str, tmp_path: Path) -> None:
    put(endless.public / "sitemap.xml", b" " * 300_000)
    with pytest.raises(TooMuchError):
        mirror(address, tmp_path / "copy")
    assert nothing_kept(tmp_path)
    with pytest.raises(TooMuchError, match=r"more than 0\.1 MiB"):
        mirror(address, tmp_path / "copy", most=0.0001)
    said = CliRunner().invoke(main, ["mirror", address, str(tmp_path / "copy"), "--most", "0.01"])
    assert said.exit_code == 0, said.output
    assert CliRunner().invoke(main, ["mirror", address, str(tmp_path / "copy"), "--most", "0"]).exit_code == 2


@pytest.mark.usefixtures("small")
def test_a_copy_stays_and_unfinished_runs_do_not_add_up(
    endless: Endless, address: str, tmp_path: Path
) -> None:
    mirror(address, tmp_path / "copy")
    before = files(tmp_path / "copy")
    endless.town.publish("Rain, again")
    endless.town.write(endless.public)
    put(endless.public / "2026/11/6.html", page("<p>not right</p>"))
    endless.each, endless.size, endless.last = 1, 50_000, 10**6
    ended = []
    for run in range(1, 4):
        endless.first = run * 10_000  # other lists each time, and two of them
        with pytest.raises(MirrorError) as refused:
            mirror(address, tmp_path / "copy")
        ended.append(type(refused.value))
        assert files(tmp_path / "copy") == before
        assert (tmp_path / ".copy.mirror").exists() is (ended[-1] is MirrorError)
    assert ended == [MirrorError, TooMuchError, MirrorError]
