"""Decisions as they come, each verified; a log that does not continue what was seen ends it with words."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbill.cli import main
from handbill.fetch import FetchError
from handbill.reader.follow import LONGEST, PAUSE, Decided, Follower, FollowError, follow
from handbill.record.format import tree
from handbill.record.format.checkpoint import sign_checkpoint
from handbill.record.format.note import Signer
from handbill.settings import Settings
from tests.cast import Town as Cast
from tests.reader.served import served
from tests.reader.town import Town, put


@pytest.fixture
def cast(site: Settings) -> Cast:
    made = Cast(site)
    made.nora()
    made.publish()
    made.go()
    return made


@pytest.fixture
def address(cast: Cast) -> Iterator[str]:
    with served(cast.site.public) as where:
        yield where


def test_what_is_decided_from_now_on(cast: Cast, address: str) -> None:
    follower = Follower(address)
    assert list(follower.step()) == []
    cast.publish()
    from handbill.actions.hide import hide  # noqa: PLC0415 - once the site is there

    hide(cast.desk(1), 1, 3, "It names\na neighbour.")
    cast.go()
    (one,) = follower.step()
    assert one.line() == (
        f"2024-03-04T09:30Z hide article 1, Nora (editor:1), guideline 3: It names a neighbour. {address}record/decision/{one.index}.html"
    )
    assert json.loads(one.to_json())["said"] == {"reason": "It names\na neighbour."}
    assert list(follower.step()) == []


def test_since_a_checkpoint_everything_after_it(cast: Cast, address: str, tmp_path: Path) -> None:
    old = tmp_path / "checkpoint"
    old.write_bytes((cast.site.public / "record/checkpoint").read_bytes())
    for _round in range(70):
        cast.later(minutes=1).hide(1)
        from handbill.actions.unhide import unhide  # noqa: PLC0415 - once the site is there

        unhide(cast.operator(), 1, "It is fine.")
        cast.publish()
        cast.comment(1)
    cast.go()
    said = CliRunner().invoke(main, ["follow", address, "--since", str(old), "--once", "--json"])
    assert said.exit_code == 0, said.output
    told = [json.loads(line) for line in said.stdout.splitlines()]
    assert [one["kind"] for one in told] == ["hide", "unhide"] * 70
    assert [one["index"] for one in told] == sorted(one["index"] for one in told)


@pytest.mark.parametrize("lie", ["fork", "rollback", "same size", "words", "tile"])
def test_a_log_that_is_not_what_it_was(tmp_path: Path, lie: str) -> None:
    town = Town()
    town.publish()
    for number in range(8):
        town.publish(f"Rain, part {number}")
    public = town.write(tmp_path / "public")
    with served(public) as address:
        follower = Follower(address)
        size = len(town.entries)
        other = Town()
        for number in range(5 if lie == "rollback" else 12):
            other.publish(f"Snow, part {number}")
        if lie in {"fork", "rollback"}:
            other.write(public)
        elif lie == "same size":
            leaves = [tree.leaf_hash(entry) for entry in town.entries]
            put(public / "record/checkpoint", sign_checkpoint(town.signer, size, tree.root(leaves[::-1])))
        else:
            town.publish("More")
            town.decide("appeal", 1, by="author", guideline=None)
            town.write(public)
            if lie == "words":
                file = public / f"record/decision/{len(town.entries) - 1}.json"
                put(file, file.read_bytes().replace(b"Because.", b"Perhaps."))
            else:
                file = public / f"record/tile/entries/000.p/{len(town.entries)}"
                put(file, file.read_bytes()[:-1] + b"x")
        with pytest.raises(FollowError) as refused:
            list(follower.step())
        assert str(refused.value)


def test_each_line_says_what_it_is_about(cast: Cast, address: str) -> None:
    from handbill.actions.appeal import appeal  # noqa: PLC0415 - once the site is there
    from handbill.actions.hide import hide  # noqa: PLC0415 - once the site is there

    before = cast.comment(1)
    cast.go()
    follower = Follower(address)
    hide(cast.desk(1), before, 3, "Rude.")
    appeal(cast.author(), before, "It is not.")
    hide(cast.desk(1), 1, 3, "It names a neighbour.")
    hide(cast.desk(1), cast.publish(), 3, "A door.")
    cast.idris()
    cast.go()
    told = [one.line().split(", ")[0].split(" ", 1)[1] for one in follower.step()]
    assert told == [
        "hide comment 2",
        "appeal comment 2",
        "hide article 1",
        "hide article 3",
        "invite editor 2",
    ]


def test_a_site_that_does_not_answer_is_asked_ever_more_rarely(address: str) -> None:
    slept: list[float] = []

    class Silent:
        base = address
        left = 9

        def step(self) -> Iterator[Decided]:
            self.left -= 1
            if self.left:
                raise FetchError("refused")
            raise KeyboardInterrupt

    words: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        follow(Silent(), lambda _one: None, words.append, sleep=slept.append)  # type: ignore[arg-type]
    assert slept == [PAUSE * 2**n for n in range(6)] + [LONGEST] * 2
    assert len(words) == 8


@pytest.mark.parametrize(
    ("where", "words"), [("http://127.0.0.1:9/", "refused"), ("ftp://wire.example/", "not_an_address")]
)
def test_where_there_is_no_site(where: str, words: str) -> None:
    said = CliRunner().invoke(main, ["follow", where, "--once"])
    assert (said.exit_code, words in said.output) == (1, True), said.output


def test_another_key(address: str) -> None:
    other = Town("other.example").signer.vkey
    said = CliRunner().invoke(main, ["follow", address, "--once", "--key", other])
    assert (said.exit_code, "not the key that was given" in said.output) == (1, True)


def test_words_that_were_left_out(cast: Cast, address: str) -> None:
    follower = Follower(address)
    cast.hide(1)
    cast.go()
    index = max(int(file.stem) for file in (cast.site.public / "record/decision").glob("*.json"))
    file = cast.site.public / f"record/decision/{index}.json"
    file.write_text(f'{{"entry":{index},"fields":{{}},"kind":"hide","number":1}}')
    with pytest.raises(FollowError, match="not those that its entry commits to"):
        list(follower.step())


def test_what_was_told_is_not_told_again(cast: Cast) -> None:
    silent: list[str] = []

    def answer(path: str) -> tuple[int, dict[str, str], bytes] | None:
        return (500, {}, b"") if path in silent else None

    with served(cast.site.public, answer=answer) as where:
        follower = Follower(where)
        cast.hide(1)
        second = cast.publish()
        cast.hide(second)
        cast.go()
        last = max(int(file.stem) for file in (cast.site.public / "record/decision").glob("*.json"))
        silent.append(f"record/decision/{last}.json")
        told: list[int] = []
        follower_says = follower.step()
        told.append(next(follower_says).index)
        with pytest.raises(FetchError):
            next(follower_says)
        silent.clear()
        told += [one.index for one in follower.step()]
        assert told == sorted(set(told))
        assert len(told) == 2


def test_a_key_that_was_not_handed_over_to(tmp_path: Path) -> None:
    town, thief = Town(), Town()
    thief.signer = Signer("town.example/log", bytes(31) + b"\x09")
    town.publish()
    thief.publish()
    public = town.write(tmp_path / "public")
    with served(public) as address:
        follower = Follower(address)
        thief.publish("Snow")
        thief.write(public)
        with pytest.raises(FollowError, match="not the key that was given"):
            list(follower.step())
        put(public / "record/keys", f"{town.signer.vkey}\n{thief.signer.vkey}\n".encode())
        with pytest.raises(FollowError):
            list(follower.step())
