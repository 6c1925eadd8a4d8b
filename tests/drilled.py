"""What takes hours is cut into parts, so that processes can share it, and counted together at the end."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
COUNTED = "drilled"
"""The property of a test that holds what was drilled, and how often."""


@dataclass(frozen=True)
class Part:
    """One of `count`: together they are all, and each thing is in one of them."""

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


Count = Callable[[str, int], None]


@pytest.fixture
def drilled(record_property: Callable[[str, object], None]) -> Count:
    """Count so many of something, for the end."""
    return lambda what, times: record_property(COUNTED, [what, times])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many of each all parts were, whichever process took them."""
    found: Counter[str] = Counter()
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, value in report.user_properties if report.when == "call" else ():
            if name == COUNTED:
                found[value[0]] += value[1]
    for what, times in found.items():
        terminalreporter.write_line(f"drilled: {times:,} {what}")
