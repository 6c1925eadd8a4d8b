"""The place of additions is proven: nobody raises, lowers, moves or rewrites one without an entry."""

from pathlib import Path

import pytest

from handbill.reader.verify import verify
from handbill.record.format.entry import Kind
from tests.reader.town import Town, h_entry, page, put, raised_by

HOME, FURTHER = "2026/11/1.html", "2026/11/1/comments/2.html"


def told(comments: int = 3) -> Town:
    town = Town()
    town.append(Kind.INVITE, {"name": "Nora"}, by="site", number=1)
    town.append(Kind.SET_GUIDELINES, {"title": "G", "text": "Be kind."}, by="site", number=1)
    town.publish()
    for number in range(comments):
        town.comment(1, f"Comment {number}.")
    return town


def show(town: Town, folder: Path, above: list[int], away: tuple[int, ...] = ()) -> list[tuple[str, str]]:
    """Write the town with these additions above the others, `away` out of their slots, and verify it."""
    town.write(folder)
    below = [number for number in town.comments[1] if number not in (*above, *away)]
    first = [number for number in below if number in town.comments[1][:100]]
    put(folder / HOME, shown(town, [1], [*above], first))
    (folder / f"{HOME}.gz").unlink()
    if len(town.comments[1]) > 100:
        put(folder / FURTHER, shown(town, [number for number in below if number not in first]))
        (folder / f"{FURTHER}.gz").unlink()
    report = verify(str(folder))
    return report.wrong


def plain(town: Town, number: int) -> str:
    return h_entry(town.items[number], notice=town.notice(town.items[number]))


def shown(
    town: Town, before: list[int], above: list[int] | None = None, after: list[int] | None = None
) -> bytes:
    first = [plain(town, number) for number in before]
    raised = [h_entry(town.items[number], raised=raised_by(town, number) or 1) for number in above or []]
    return page("\n".join([*first, *raised, *(plain(town, number) for number in after or [])]))


def test_additions_stand_first_in_the_order_in_which_they_were_raised(tmp_path: Path) -> None:
    town = told()
    town.decide("raise", 4, corrects=True)
    town.decide("raise", 3)
    assert show(town, tmp_path / "a", [4, 3]) == []
    town.decide("unraise", 4)
    assert show(town, tmp_path / "b", [3]) == []
    town.decide("raise", 4)
    assert show(town, tmp_path / "c", [3, 4]) == []
    town.decide("hide", 3, "hidden")
    assert show(town, tmp_path / "d", [4]) == []
    town.decide("unhide", 3, "listed")
    assert show(town, tmp_path / "e", [3, 4]) == []
    town.withdraw(3)
    assert show(town, tmp_path / "f", [4]) == []
    town.withdraw(1)
    assert show(town, tmp_path / "g", []) == []


@pytest.mark.parametrize(
    ("above", "away"),
    [([], ()), ([3, 4], ()), ([4, 3, 2], ()), ([4], ()), ([4], (3,)), ([], (3, 4))],
    ids=["not raised", "in another order", "one too many", "one in its slot", "one gone", "both gone"],
)
def test_another_place_is_named(tmp_path: Path, above: list[int], away: tuple[int, ...]) -> None:
    town = told()
    town.decide("raise", 4)
    town.decide("raise", 3)
    assert {file for file, _words in show(town, tmp_path / "public", above, away)} == {HOME}


def test_the_mark_is_proven_too(tmp_path: Path) -> None:
    town = told()
    entry = town.decide("raise", 2)
    assert show(town, tmp_path, [2]) == []
    right = (tmp_path / HOME).read_text()
    for wrong in (f'data-raised="{entry - 1}"', 'data-raised=""', ""):
        put(tmp_path / HOME, right.replace(f'data-raised="{entry}"', wrong).encode())
        assert verify(str(tmp_path)).wrong == [(HOME, "2: it is not marked as an addition")]


def test_other_words_in_an_addition_are_named(tmp_path: Path) -> None:
    town = told(101)
    town.decide("raise", 102)
    assert show(town, tmp_path / "a", [102]) == []
    home = tmp_path / "a" / HOME
    text = home.read_text()
    put(home, text.replace("Comment 100.", "Comment one hundred.").encode())
    assert verify(str(tmp_path / "a")).wrong == [(HOME, "102: the body is not that of the data")]
    put(home, text.encode())
    put(tmp_path / "a" / FURTHER, shown(town, [102]))
    assert {file for file, _words in verify(str(tmp_path / "a")).wrong} == {FURTHER}


def test_what_is_not_yet_sealed_may_move_an_addition_and_nothing_else(tmp_path: Path) -> None:
    town = told(101)
    town.decide("raise", 102)
    town.decide("raise", 3)
    town.sealed = len(town.entries)
    town.decide("unraise", 102)
    assert show(town, tmp_path / "a", [3]) == []
    town.decide("redact", 1, "redacted")
    assert show(town, tmp_path / "b", []) == []
    assert {file for file, _words in show(town, tmp_path / "c", [4])} == {HOME}


@pytest.mark.parametrize("kinds", [["raise", "raise"], ["unraise"], ["raise", "unraise", "unraise"]])
def test_an_entry_that_does_not_fit_is_named(tmp_path: Path, kinds: list[str]) -> None:
    town = told()
    for kind in kinds:
        town.decide(kind, 2)
    wrong = show(town, tmp_path / "public", [2] if kinds[-1] == "raise" else [])
    assert [words for file, words in wrong if file.startswith("record/tile/entries")]
