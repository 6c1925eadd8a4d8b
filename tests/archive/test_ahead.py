"""A generator in a process of its own gives what it would give here, and ends when nobody listens."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import pytest

from handbill.archive.ahead import ahead
from tests.walks.site import soon

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


LEFT = """
import os, signal, time
from itertools import count
from django.conf import settings
settings.configure()
from handbill.archive.ahead import ahead

def making():
    yield os.getpid()
    while True:
        time.sleep(1)  # it reads something large, and says nothing for long

print(next(ahead(making)), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_it_ends_with_the_process_that_it_reads_for() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEFT], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    child = Path(f"/proc/{int(done.stdout)}/stat")
    soon(lambda: not child.exists() or child.read_text().rpartition(")")[2].split()[0] == "Z")
