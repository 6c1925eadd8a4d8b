"""Several machines, each with a folder of its own, serve one site on PostgreSQL: workers as processes that are killed."""

import dataclasses
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections

from handbill import settings
from handbill.actions.freeze import freeze
from handbill.archive.finished import mark
from handbill.reader.verify import verify
from handbill.record import host
from handbill.record.leader import KEY, Leading, Twin
from handbill.record.models import Head, Leader
from handbill.settings import Settings
from tests.cast import BRIDGE, FLOOD, RENT, SECRETS, VANE, Town

PATIENCE = 20.0
"""Seconds; on a machine that does nothing else one takes over within two."""


def second(site: Settings, folder: Path) -> Settings:
    """Join with another folder, as the command does."""
    folder.mkdir()
    shutil.copy(site.folder / "site.toml", folder)
    shutil.copytree(site.folder / "secrets", folder / "secrets")
    done = handbill(site, "join", str(folder))
    assert done.returncode == 0, done.stderr
    return dataclasses.replace(site, folder=folder)


def environment(site: Settings) -> dict[str, str]:
    return {**os.environ, "HANDBILL_DATABASE_URL": site.database_url}


def handbill(site: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "handbill", *words]
    return subprocess.run(command, env=environment(site), capture_output=True, text=True, check=False)


class Machine:
    """The worker of one machine."""

    def __init__(self, site: Settings) -> None:
        self.site = site
        command = [sys.executable, "-m", "handbill", "work", str(site.folder)]
        self.process = subprocess.Popen(
            command, env=environment(site), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        if self.process.stdout.readline() != "caught-up\n":
            raise AssertionError(self.process.communicate()[1])

    def kill(self, number: signal.Signals = signal.SIGKILL) -> str:
        self.process.send_signal(number)
        return self.process.communicate()[1]

    def close(self) -> None:
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()

    def page(self, number: int) -> Path:
        return self.site.public / f"2024/03/{number}.html"


@pytest.fixture
def both(site: Settings, tmp_path: Path) -> Iterator[tuple[Machine, Machine]]:
    """A machine that leads and one that stands by; on SQLite there is one machine, so this asks for nothing."""
    other = second(site, tmp_path / "other")
    made = [Machine(site), Machine(other)]
    yield made[0], made[1]
    for one in made:
        if one.process.poll() is None:
            one.kill()
        one.close()


def until(there: Callable[[], object]) -> float:
    """Wait for it; give the seconds that it took."""
    begun = time.monotonic()
    while not there():
        assert time.monotonic() < begun + PATIENCE
        time.sleep(0.02)
    return time.monotonic() - begun


def signed() -> int:
    return Head.objects.get(id=1).size


def whole(site: Settings) -> None:
    report = verify(str(site.public))
    assert report.wrong + report.unsealed == []


def had(lead: Leading) -> bool:
    """Take the lead for one run, if it is free: the server frees it a moment after a session was closed."""
    with lead.now() as leads:
        return leads


def leads(machine: Machine) -> bool:
    return Leader.objects.get(id=1).place == host.place(machine.site)


@pytest.mark.only_postgresql
def test_another_machine_takes_over_from_a_leader_that_is_killed(both):
    first, other = both
    assert leads(first)
    town = Town(first.site)
    one = town.publish(FLOOD)
    until(lambda: first.page(one).exists() and other.page(one).exists())
    assert "this machine leads" in handbill(first.site, "doctor", str(first.site.folder)).stdout
    assert (
        f"another machine leads: {host.place(first.site)}"
        in handbill(other.site, "doctor", str(other.site.folder)).stdout
    )
    first.kill()
    size = signed()
    two = town.publish(RENT)
    until(lambda: signed() > size and other.page(two).exists())
    assert leads(other)
    connections.close_all()
    again = Machine(first.site)  # it comes back, and stands by
    three = town.publish(BRIDGE)
    until(lambda: again.page(three).exists() and other.page(three).exists())
    until(lambda: (again.site.public / "record/checkpoint").read_text() == Head.objects.get(id=1).checkpoint)
    assert leads(other)
    said = again.kill(signal.SIGTERM)
    assert "Traceback" not in said
    other.kill()
    for site in (first.site, other.site):
        connections.close_all()
        whole(site)
    for number in (one, two, three):
        assert first.page(number).read_bytes() == other.page(number).read_bytes()


@pytest.mark.only_postgresql
def test_a_leader_that_loses_its_connection_goes_on_or_stands_by(both):
    first, other = both
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    town = Town(first.site)
    number = town.publish(FLOOD)
    until(lambda: first.page(number).exists() and other.page(number).exists())
    until(
        lambda: (
            (other.site.public / "record/checkpoint").read_text()
            == (first.site.public / "record/checkpoint").read_text()
        )
    )
    said = [first.kill(signal.SIGTERM), other.kill(signal.SIGTERM)]
    assert all("PostgreSQL does not answer" in words for words in said)
    assert not any("Traceback" in words or "stopped" in words for words in said)
    whole(first.site)
    whole(other.site)


@pytest.mark.only_postgresql
def test_a_copy_of_a_folder_is_not_another_machine(site, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(site.folder, copy)
    leading = Machine(site)
    with pytest.raises(Twin), Leading(dataclasses.replace(site, folder=copy)).now():
        pass
    connections.close_all()
    leading.kill()
    done = handbill(site, "join", str(site.folder))
    assert done.returncode == 1
    assert "has led the site, so it is a folder of it already" in done.stderr
    assert not (site.data / host.FILE).exists()


@pytest.mark.only_postgresql
def test_a_lock_that_another_session_holds_is_not_ours_whatever_was_noted(site):
    """One run of another machine has the lock, and the row is still of a time when this folder led."""
    with Leading(site).now() as leads:
        assert leads
    assert Leader.objects.get(id=1).place == host.place(site)
    with psycopg.connect(site.database_url) as foreign:
        foreign.execute("SELECT pg_advisory_lock(%s)", [KEY])
        with Leading(site).now() as leads:
            assert not leads
    until(lambda: had(Leading(site)))


@pytest.mark.only_postgresql
def test_one_run_leads_where_its_own_worker_waits_and_is_noted_where_it_took_the_lock(site, tmp_path):
    other = dataclasses.replace(site, folder=tmp_path / "other")
    (other.data / "run").mkdir(parents=True)
    host.join(other.data)
    worker = Leading(site, stays=True)
    with worker.now() as leads:
        assert leads
    term = Leader.objects.get(id=1).term
    mine, connections["default"].connection = connections["default"].connection, None  # another process
    with Leading(other).now() as leads:
        assert not leads
    with Leading(site).now() as leads:
        assert leads
    mine.close()
    until(lambda: had(Leading(other)))
    noted = Leader.objects.get(id=1)
    assert (noted.place, noted.term) == (host.place(other), term + 1)
    again = Leading(site, stays=True)
    with again.now() as leads:
        assert leads
    assert again.anew  # so it copies what that one signed


@pytest.mark.only_postgresql
def test_who_took_the_lock_and_was_killed_at_once_copies_when_it_is_back(site, tmp_path):
    first = Machine(site)
    town = Town(site)
    one = town.publish(FLOOD)
    until(lambda: first.page(one).exists())
    first.kill()
    first.close()
    other = second(site, tmp_path / "other")
    with Leading(other, stays=True).now() as leads:
        assert leads
    connections.close_all()  # as the end of its process would: the note is there, and nothing else
    again = Machine(other)
    size = signed()
    two = town.publish(RENT)
    until(lambda: signed() > size and again.page(one).exists() and again.page(two).exists())
    assert "signing has stopped" not in again.kill()
    again.close()
    connections.close_all()
    whole(other)


@pytest.mark.only_postgresql
def test_what_is_redacted_on_one_machine_of_a_finished_site_is_found_on_the_others(site, tmp_path):
    """Each act takes away the mark of its own machine: the others compare theirs with the record."""
    other = second(site, tmp_path / "other")
    number = Town(site).publish(VANE)
    freeze(Town(site).operator(), "We have done what we came for.")
    connections.close_all()
    page = f"2024/03/{number}.html"
    for one in (site, other):
        assert handbill(one, "work", str(one.folder), "--once").returncode == 0
        assert one.finished
        assert any(word in (one.public / page).read_bytes() for word in SECRETS)
    assert "needs nothing but a web server" in handbill(site, "doctor", str(site.folder)).stdout
    words = ("redact", f"article/{number}", "--guideline", "2", "--reason", "A private address.")
    done = handbill(other, "act", str(other.folder), *words)
    assert done.returncode == 0, done.stderr
    assert f"on every machine: handbill work {other.folder} --once" in done.stderr
    assert site.finished  # that one knows of nothing
    assert "something was decided since" in handbill(site, "doctor", str(site.folder)).stdout
    mark.look(site)
    assert not site.finished  # so `run` starts the worker too
    site.finished_mark.write_text("1")
    done = handbill(site, "freeze", str(site.folder))
    assert done.returncode == 0, done.stderr
    assert not any(word in (site.public / page).read_bytes() for word in SECRETS)
    assert site.finished
    assert not mark.is_behind(site)


def test_who_joins_is_refused_in_words(site, tmp_path):
    """Without PostgreSQL, without the secrets, or twice; and nothing is left behind."""
    folder = tmp_path / "other"
    folder.mkdir()
    shutil.copy(site.folder / "site.toml", folder)
    (folder / "secrets").mkdir()
    shutil.copy(site.secrets / "django", folder / "secrets")
    done = handbill(site, "join", str(folder))
    assert done.returncode == 1
    assert re.search("SQLite serves one machine|secrets/guard is missing", done.stderr)
    assert not (folder / "public").exists()
    assert not (folder / "data/host").exists()
    if site.database_url:
        shutil.copytree(site.secrets, folder / "secrets", dirs_exist_ok=True)
        assert handbill(site, "join", str(folder)).returncode == 0
        name = (folder / "data/host").read_text()
        assert "has joined already" in handbill(site, "join", str(folder)).stderr
        assert (folder / "data/host").read_text() == name
    settings.use(site)
