"""A generator in a process of its own gives what it would give here, and ends when nobody listens."""

import os
from collections.abc import Iterator
from itertools import count, islice

import pytest

from handbill.archive.ahead import ahead

pytestmark = pytest.mark.once


def test_it_gives_all_in_order_from_another_process(site: object) -> None:
    found = list(ahead(lambda: ((one, os.getpid()) for one in range(1000))))
    assert [one for one, _process in found] == list(range(1000))
    assert {process for _one, process in found}.isdisjoint({os.getpid()})


def test_what_it_raises_is_raised_here_after_what_came_before(site: object) -> None:
    def making() -> Iterator[int]:
        yield 1
        raise LookupError("nothing")

    found = ahead(making)
    assert next(found) == 1
    with pytest.raises(LookupError, match="nothing"):
        next(found)


def test_a_process_that_is_killed_is_said(site: object) -> None:
    def making() -> Iterator[int]:
        yield 1
        os.kill(os.getpid(), 9)

    found = ahead(making)
    assert next(found) == 1
    with pytest.raises(ChildProcessError):
        next(found)


def test_nobody_listens_any_more_and_it_ends(site: object) -> None:
    found = ahead(lambda: ((one, os.getpid()) for one in count()))
    taken = list(islice(found, 3))
    found.close()  # type: ignore[attr-defined]  # it is a generator
    with pytest.raises(ProcessLookupError):
        os.kill(taken[0][1], 0)


def test_with_one_core_there_is_no_other_process(site: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert list(ahead(lambda: iter([os.getpid()]))) == [os.getpid()]
