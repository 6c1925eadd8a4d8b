"""Entries that bring items are read together, and come to the same as one by one, whatever is wrong with them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from handbill.record.format.entry import Entry, Kind
from handbill.record.format.replay import Replay
from tests.reader.town import small_town

AT, HEX = "2026-11-23T04:29Z", "0123456789abcdef" * 4


def article(number: int, **said: Any) -> bytes:
    given = {"at": AT, "path": f"2026/11/{number}", "receipt": HEX, "content": HEX, **said}
    return Entry(Kind.PUBLISH, by="author", number=number, **given).encode()


def comment(number: int, of: int, **said: Any) -> bytes:
    given = {"at": AT, "receipt": HEX, "content": f"{number:064x}", **said}
    return Entry(Kind.COMMENT, by="author", number=number, article=of, **given).encode()


def brought(number: int, **said: Any) -> bytes:
    return Entry(Kind.IMPORT, AT, "site", number=number, content=HEX, **said).encode()


def hidden(number: int, kind: Kind = Kind.HIDE) -> bytes:
    return Entry(kind, AT, "site", number=number, content=HEX).encode()


FROZEN = Entry(Kind.FREEZE, AT, "site", content=HEX).encode()
LOG = [
    *(
        article(1),
        comment(2, 1),
        brought(3, path="2001/02/3"),
        brought(4, article=3),
        hidden(4),
        comment(5, 1),
    ),
    *(article(6), comment(7, 6), comment(8, 1)),
]
ODD = {
    "nothing": [],
    "a number that is taken": [article(8)],
    "a number that is left out": [comment(10, 1)],
    "a comment on a comment": [comment(9, 2)],
    "a comment on what comes later": [comment(9, 10), article(10)],
    "a comment on itself": [comment(9, 9)],
    "a comment on what comes with it": [article(9), comment(10, 9), comment(11, 10)],
    "a day that there is not": [comment(9, 1).replace(b"11-23T", b"11-31T")],
    "an hour that there is not": [comment(9, 1).replace(b"T04", b"T24")],
    "a month that is not that of the time": [article(9, path="2026/11/9").replace(b"2026/11", b"2026/10")],
    "a month that there is not": [brought(9, path="2001/02/9").replace(b"2001/02", b"2001/13")],
    "a path of another number": [article(9).replace(b"11/9", b"11/8")],
    "a path that is none": [article(9).replace(b"11/9", b"1//9")],
    "by somebody else": [article(9).replace(b"author", b"site")],
    "an import by its author": [brought(9, path="2001/02/9").replace(b"site", b"author")],
    "no path": [article(9).replace(b'"path":"2026/11/9",', b"")],
    "no receipt": [article(9).replace(b'"receipt":"' + HEX.encode() + b'",', b"")],
    "an import with a receipt": [brought(9, path="2001/02/9").replace(b'"v"', b'"receipt":"' + HEX.encode() + b'","v"')],
    "the future": [comment(9, 1, at="2035-01-01T00:00Z")],
    "long ago": [comment(9, 1, at="2026-11-01T00:00Z"), comment(10, 1)],
    "long ago in one run": [comment(9, 1, at="2026-11-24T00:00Z"), comment(10, 1, at="2026-11-22T00:00Z")],
    "not canonical": [comment(9, 1).replace(b'"at"', b' "at"')],
    "after the end": [FROZEN, comment(9, 1)],
    "hidden as it comes": [brought(9, article=1), hidden(9)],
    "hidden after another": [brought(9, article=1), comment(10, 1), hidden(9)],
}  # fmt: skip


def read(entries: Sequence[bytes], *, together: bool, since: int | None = None) -> Replay:
    replay = Replay(lambda _index, _entry: {}, datetime(2026, 11, 25, tzinfo=UTC), since)
    if together:
        replay.take_all(entries)
    else:
        for data in entries:
            replay.take(data)
    replay.end([bytes(32)] * len(entries))
    return replay


def told(replay: Replay) -> dict[str, Any]:
    history = replay.history
    items = {number: (item, history.items.content(number)) for number, item in history.items.items()}
    found = {
        "wrong": replay.wrong,
        "remarks": replay.remarks,
        "size": history.size,
        "items": items,
        "new": replay.new,
    }
    return {
        **found,
        "decisions": dict(history.decisions),
        "articles": history.items.articles,
        "frozen": history.frozen,
    }


@pytest.mark.parametrize("what", ODD)
def test_together_is_one_by_one(what: str) -> None:
    for more in ([], [comment(9, 1)], [article(9), comment(10, 9)]):
        entries = [*LOG, *ODD[what], *more]
        for since in (None, 0, 3, len(LOG), len(entries) + 1):
            assert told(read(entries, together=True, since=since)) == told(
                read(entries, together=False, since=since)
            )


def test_a_whole_town() -> None:
    entries = small_town().entries
    assert told(read(entries, together=True)) == told(read(entries, together=False))


def test_items_are_those_that_were_born() -> None:
    items = read(LOG, together=True).history.items
    assert [(it.number, it.article, it.path, it.state, it.sets, it.comments, it.imported) for it in items.values()] == [
        (1, None, "2026/11/1", "listed", [0], [2, 5, 8], False),
        (2, 1, None, "listed", [1], [], False),
        (3, None, "2001/02/3", "listed", [2], [4], True),
        (4, 3, None, "hidden", [3], [], True),
        (5, 1, None, "listed", [5], [], False),
        (6, None, "2026/11/6", "listed", [6], [7], False),
        (7, 6, None, "listed", [7], [], False),
        (8, 1, None, "listed", [8], [], False),
    ]  # fmt: skip
    assert (len(items), 8 in items, 9 in items, 0 in items, items.get(9)) == (8, True, False, False, None)
    assert items.content(7) == (Kind.COMMENT, f"{7:064x}")
