"""A machine that joined with --doors takes what is sent, makes no pages and never leads; another one makes what it took public."""

import dataclasses
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connections

from handbill import settings
from handbill.intake.wait import has_passed
from handbill.record import host, lock
from handbill.record.models import Entry, Leader, Sealed
from handbill.settings import Settings
from tests.cast import FLOOD, RENT, Town
from tests.worker.test_machines import Machine, environment, handbill, signed, until, whole


@pytest.fixture
def doors(site: Settings, tmp_path: Path) -> Settings:
    """The folder of such a machine."""
    folder = tmp_path / "doors"
    folder.mkdir()
    shutil.copy(site.folder / "site.toml", folder)
    shutil.copytree(site.secrets, folder / "secrets")
    done = handbill(site, "join", str(folder), "--doors")
    assert done.returncode == 0, done.stderr
    return dataclasses.replace(site, folder=folder)


@pytest.fixture
def first(site: Settings) -> Iterator[Machine]:
    made = Machine(site)
    yield made
    if made.process.poll() is None:
        made.kill()
    made.close()


@pytest.mark.only_postgresql
def test_what_it_takes_another_one_makes_public(first: Machine, doors: Settings) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = environment(doors) | {"HANDBILL_GUARD_CHALLENGE": "off", "HANDBILL_FRONT_LIMITS": "off"}
    command = [sys.executable, "-m", "handbill", "run", str(doors.folder), "--port", str(port)]
    link = HTTPConnection("127.0.0.1", port, timeout=20)
    with closing(link), subprocess.Popen(command, env=given, stdout=subprocess.PIPE, text=True) as run:
        try:
            assert run.stdout is not None
            assert run.stdout.readline() == f"ready http://127.0.0.1:{port}/\n"
            link.request("GET", "/publish/")
            page = link.getresponse().read().decode()
            token = page.split('name="token" value="')[1].split('"')[0]
            said = {"token": token, "action": "publish", "title": "The weir leaks", "body": "Since noon."}
            link.request(
                "POST",
                "/publish/",
                urlencode(said),
                {"Content-Type": "application/x-www-form-urlencoded", "Host": f"127.0.0.1:{port}"},
            )
            answer = link.getresponse()
            told = answer.read().decode()
            assert (answer.status, "Go to its page" in told) == (201, True)
            assert "it will be there in a moment" not in told
            number = told.split('data-number="')[1].split('"')[0]
            assert any(first.site.public.glob(f"2*/*/{number}.html"))
            link.request("GET", "/index.html")
            assert link.getresponse().status == 404
        finally:
            run.send_signal(signal.SIGTERM)
    assert run.returncode == 0
    assert list(doors.public.rglob("*")) == []
    done = handbill(doors, "doctor", str(doors.folder))
    assert "this machine takes what is sent, and makes no pages" in done.stdout
    assert "another machine leads" in done.stdout
    wrong = [line for line in done.stdout.splitlines() if line.startswith("wrong ")]
    # the tests' server does without the first; and there is no bucket for media
    assert all("fsync" in line or "pages.masters" in line for line in wrong), wrong
    first.kill()
    whole(first.site)


@pytest.mark.only_postgresql
def test_whoever_sent_waits_for_the_pages_of_the_machine_that_leads(first: Machine, doors: Settings) -> None:
    settings.use(doors)
    try:
        one = Town(first.site).publish(FLOOD)
        until(lambda: has_passed(one))
        assert first.page(one).exists()
        first.kill()
        two = Town(first.site).publish(RENT)
        assert not has_passed(two)
    finally:
        settings.use(first.site)


@pytest.mark.only_postgresql
def test_it_never_leads(site: Settings, doors: Settings) -> None:
    leader = Machine(site)
    until(Leader.objects.exists)
    leader.kill()
    leader.close()
    size = signed()
    alone = Machine(doors)
    Town(site).publish(FLOOD)
    waiting = Entry.objects.order_by("-id").first()
    assert waiting is not None
    connections.close_all()
    for words in (("rebuild",), ("freeze",), ("work", "--once"), ("catch-up", str(site.public))):
        done = handbill(doors, words[0], str(doors.folder), *words[1:])
        assert (done.returncode, "makes no pages (it joined with --doors)" in done.stderr) == (1, True), words
    with pytest.raises(host.NoPages), lock.alone(doors):
        pass
    assert "a machine that makes pages" in handbill(doors, "doctor", str(doors.folder)).stdout
    assert "Traceback" not in alone.kill(signal.SIGTERM)
    alone.close()
    assert (signed(), Leader.objects.get(id=1).place) == (size, host.place(site))
    assert not Sealed.objects.filter(entry_id=waiting.pk).exists()
    assert list(doors.public.rglob("*")) == []
    again = Machine(site)
    until(lambda: Sealed.objects.filter(entry_id=waiting.pk).exists())
    again.kill()
    again.close()
    whole(site)


def test_its_name_says_what_it_is(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    name = host.join(data, doors=True)
    assert (data / "host").read_text() == f"{name} doors\n"
    assert (host.name_of(data), host.makes_pages(data)) == (name, False)
    other = tmp_path / "other"
    other.mkdir()
    (other / "host").write_text(f"{name} windows\n")
    with pytest.raises(host.NoName):
        host.makes_pages(other)


@pytest.mark.only_postgresql
def test_no_site_is_founded_in_the_database_of_another(site: Settings, tmp_path: Path) -> None:
    before = signed()
    done = handbill(
        site, "new", str(tmp_path / "again"), "--name", "Again", "--address", "https://again.example/"
    )
    words = (
        "the database holds a site already: another machine of it joins (handbill join). Nothing was founded"
    )
    assert (done.returncode, done.stderr) == (1, f"Error: {words}\n")
    assert not (tmp_path / "again").exists()
    assert signed() == before
