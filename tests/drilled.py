"""What takes hours is cut into parts, so that processes can share it, and counted together at the end."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

import pytest

T = TypeVar("T")
COUNTED = "drilled"
"""The property of a test that holds what was drilled, and how often."""


@dataclass(frozen=True)
class Part:
    """One of `count`: of one list, together they are all, and each thing is in one of them.

    Where each part makes a list of its own (what it recorded of a walk, the calls that it counted), lists may differ by a few:
    then no part has what another's list alone would have. How long they were is counted, and said at the end where it differs.
    """

    number: int
    count: int

    def of(self, all_: Sequence[T]) -> list[T]:
        return list(all_[self.number :: self.count])

    def __str__(self) -> str:
        return f"part {self.number + 1} of {self.count}"


def parts(count: int) -> Any:
    """Give a test `part`: None with `make test`, which takes a sample; one after the other with `make drill`."""
    each = [Part(number, count) for number in range(count)]
    drill = [pytest.mark.drill, pytest.mark.timeout(7200)]
    return pytest.mark.parametrize(
        "part", [None, *(pytest.param(part, marks=drill) for part in each)], ids=["a sample", *map(str, each)]
    )


class Drilled(NamedTuple):
    """So many of something were drilled; `among` so many of a list that goes by the name `of`."""

    what: str
    times: int
    among: int
    of: str


class Count(Protocol):
    def __call__(self, what: str, times: int, among: int, of: str) -> None: ...


@pytest.fixture
def drilled(record_property: Callable[[str, object], None]) -> Count:
    """Count so many of something, for the end."""

    def count(what: str, times: int, among: int, of: str) -> None:
        record_property(COUNTED, [*Drilled(what, times, among, of)])

    return count


def told(counted: Iterable[Drilled]) -> list[str]:
    """Say how many of each all parts were, and whose lists were not as long in each of them."""
    times, lists = Counter[str](), defaultdict[tuple[str, str], set[int]](set)
    for one in counted:
        times[one.what] += one.times
        lists[one.what, one.of].add(one.among)
    return [f"drilled: {count:,} {what}" for what, count in times.items()] + [
        f"drilled: {what}, {of}: the parts counted {min(among):,} to {max(among):,}"
        for (what, of), among in lists.items()
        if len(among) > 1
    ]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it, whichever process took them."""
    reports = (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed"))
    said = [it for report in reports if report.when == "call" for it in report.user_properties]
    for line in told(Drilled(*value) for name, value in said if name == COUNTED):
        terminalreporter.write_line(line)
