"""A worker that is killed outright, and workers that meet."""

import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connections

from handbill.rebuild import rebuild
from handbill.worker import Worker
from tests.cast import Town, files
from tests.crashes.sampled import WHOLE
from tests.crashes.test_twins import a_day, the_work
from tests.crashes.twins import twin
from tests.shell import Running

NOW = datetime.now(UTC).replace(second=0, microsecond=0)
"""The command goes by the clock of the machine."""

CALLS = "rename,pwrite64,fsync,fdatasync,syncfs,unlink,write"
"""What is cut off in the drill: every call by which something comes to stand on the disc."""


def command(site) -> list[str]:
    return [sys.executable, "-m", "handbill", "work", str(site.folder), "--once"]


def environment(site) -> dict[str, str]:
    return {**os.environ, "HANDBILL_DATABASE_URL": site.database_url}


def work(site) -> Running:
    """The same, forked: it begins in a moment."""
    return Running("work", site.folder, "--once", HANDBILL_DATABASE_URL=site.database_url)


def busy_town(site) -> Town:
    town = Town(site)
    town.now = NOW
    a_day(town)
    town.go()
    the_work(town)
    return town


def expected_of(site, server, into) -> dict[str, bytes]:
    peaceful = Town(twin(site, server, into))
    peaceful.now = NOW
    peaceful.go_and_verify()
    return files(peaceful.site.public)


def check(site, expected) -> None:
    town = Town(site)
    town.now = NOW
    town.go_and_verify()
    found = files(site.public)
    assert found.keys() == expected.keys()
    assert [name for name in found if found[name] != expected[name]] == []


@WHOLE
def test_killed_at_any_moment(site, server, tmp_path, whole):
    busy_town(site)
    expected = expected_of(site, server, tmp_path)
    dice = random.Random(20261123)
    peaceful = twin(site, server, tmp_path)
    connections.close_all()
    begun = time.monotonic()
    with work(peaceful) as worker:
        assert worker.wait().returncode == 0
    took = time.monotonic() - begun
    for _ in range(12 if whole else 2):
        copy = twin(site, server, tmp_path)
        connections.close_all()
        with work(copy):  # and killed
            time.sleep(dice.uniform(0.3, 1) * took)
        check(copy, expected)


@pytest.mark.once
def test_what_a_test_began_ends_with_it(site):
    """Also where it fails in between; nothing of it stays, or it would work on in what the next test measures."""
    running = Running("work", site.folder)

    def fail() -> None:
        with running:
            assert not running.ended
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert running.ended
    assert not running.folder.exists()


@pytest.mark.drill
@pytest.mark.timeout(1800)
def test_killed_at_every_kind_of_call(site, server, tmp_path):
    """With strace: at call number N that reaches the disc the process is killed, for N from the first to the last."""
    busy_town(site)
    expected = expected_of(site, server, tmp_path)
    counted = twin(site, server, tmp_path)
    connections.close_all()
    for call in CALLS.split(","):
        tally = tmp_path / f"{call}.count"
        trace = ["strace", "-f", "-qq", "-o", str(tally), "-e", f"trace={call}"]
        copy = twin(counted, server, tmp_path)
        connections.close_all()
        subprocess.run([*trace, *command(copy)], env=environment(copy), check=True, stdout=subprocess.DEVNULL)
        last = len(tally.read_text("utf-8").splitlines())
        for at in sorted({1, 2, 3, *(last * part // 8 for part in range(1, 9))} - {0}):
            copy = twin(counted, server, tmp_path)
            connections.close_all()
            inject = ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"inject={call}:signal=KILL:when={at}"]
            subprocess.run(
                [*inject, *command(copy)], env=environment(copy), check=False, stdout=subprocess.DEVNULL
            )
            check(copy, expected)


def test_two_workers_at_once(site, server, tmp_path):
    busy_town(site)
    expected = expected_of(site, server, tmp_path)
    copy = twin(site, server, tmp_path)
    connections.close_all()
    with work(copy) as one, work(copy) as other:
        assert [one.wait().returncode, other.wait().returncode] == [0, 0]
    check(copy, expected)


def test_a_rebuild_while_the_worker_works(site):
    town = busy_town(site)
    connections.close_all()
    with work(site) as worker:
        rebuild(site, lambda _done: None, processes=2)
        assert worker.wait().returncode == 0
    town.go_and_verify()


def test_acts_while_the_worker_works(site):
    """Threads publish and comment; the worker seals and shows; whenever it stops a stranger finds nothing wrong."""
    town = Town(site)
    first = town.publish()
    town.go()

    def talk() -> None:
        try:
            for _ in range(15):
                town.comment(town.publish())
                town.comment(first)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        talkers = [pool.submit(talk) for _ in range(4)]
        while not all(one.done() for one in talkers):
            Worker(site).run_once(town.now)
    assert [one.result() for one in talkers] == [None] * 4
    town.go_and_verify()
