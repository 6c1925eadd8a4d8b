"""What brings items, many at a time: nearly all of a log of millions, and each entry is as strictly read as alone (docs/record.md 3).

Whatever is not right at the first look is left to who reads entries one by one, and says what is wrong with it.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from handbill.record.format.entry import BORN, is_time


class Births(NamedTuple):
    """Entries that follow each other, in columns."""

    articles: list[int]  # that comments answer; 0 for articles
    months: list[int]  # of paths, 202611 for 2026/11; 0 for comments
    imported: bytes
    contents: bytes  # 32 bytes each
    numbers: list[int]
    first: str  # of their times
    last: str


def runs(entries: Sequence[bytes]) -> Iterator[tuple[Births | None, Sequence[bytes]]]:
    """Cut entries into those that bring items, with their columns, and all others."""
    found = [BORN(data) for data in entries]
    start = 0
    for born, run in groupby(found, key=bool):
        matches = list(run)
        part = entries[start : start + len(matches)]
        start += len(matches)
        yield _columns([it.groups() for it in matches if it]) if born else None, part


def _columns(rows: list[tuple[bytes | None, ...]]) -> Births | None:
    """Give their columns, if each is right by itself."""
    imported, months = bytearray(), list[int]()
    for article, at, by, _content, kind, number, path, receipt in rows:
        comes = kind == b"import"
        right = (
            by == (b"site" if comes else b"author")
            and (receipt is None) == comes
            and (article is None) == (path is not None)
            and (article is None) == (kind == b"publish" or (comes and path is not None))
        )
        if not right or at is None or not _is_time(at):
            return None
        month = _month(path[:7]) if path else 0
        if path and (
            month == 0
            or path[7:] != b"/" + (number or b"")
            or not (comes or path[:7] == at[:7].replace(b"-", b"/"))
        ):
            return None
        imported.append(comes)
        months.append(month)
    articles, times, _by, contents, _kind, numbers, _path, _receipt = zip(*rows, strict=True)
    return Births(
        [int(one) if one else 0 for one in articles],
        months,
        bytes(imported),
        bytes.fromhex(b"".join(contents).decode()),
        [int(one) for one in numbers],
        min(times).decode(),
        max(times).decode(),
    )


@lru_cache(maxsize=4096)
def _is_time(at: bytes) -> bool:
    """Is it a minute of the calendar? Entries that follow each other are mostly of a few."""
    return is_time(at.decode())


@lru_cache(maxsize=4096)
def _month(of: bytes) -> int:
    """Give 202611 for 2026/11; 0 where it is no month."""
    year, month = of[:4], of[5:]
    right = of[4:5] == b"/" and year.isdigit() and month.isdigit() and b"01" <= month <= b"12"
    return int(year + month) if right else 0
