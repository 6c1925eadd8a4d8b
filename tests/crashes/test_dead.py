"""Python is dead or stuck: everything public is answered by nginx alone, the forms say so calmly, and all is well again by itself."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from handbill.front.doors import LONG, PATIENCE
from tests.walks.site import Site, free_port, handbill, soon

STUCK = 5.0
"""Seconds more than a door waits for the app, after which whoever asked one that is stuck is told so."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    port = free_port()
    handbill("new", tmp_path / "wire", "--name", "Wire", "--address", f"http://127.0.0.1:{port}/")
    site = Site.run(tmp_path / "wire", port, HANDBILL_GUARD_CHALLENGE="off", HANDBILL_FRONT_LIMITS="off")
    for number in range(3):
        body = urlencode({"title": f"Article {number}", "body": "It rained."}).encode()
        assert site.get("publish/", body=body)[0] == 201
    site.shows("newswire/index.html", "Article 2")
    site.shows("index.html", "Article 2")
    yield site
    site.end()


def python(site: Site) -> list[int]:
    """The app, with whatever it has started, and the worker."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = line.read_bytes()
            environ = line.with_name("environ").read_bytes()
        except OSError:
            continue
        ours = f"HANDBILL_SITE={site.folder}".encode() in environ.split(b"\0")
        if ours and (b"granian" in words or b"\0work\0" in words):
            found.append(int(line.parent.name))
    return found


def read_all(site: Site) -> int:
    """Ask for every public file; give how many there are."""
    files = [file for file in site.public.rglob("*") if file.is_file() and not file.name.startswith(".")]
    files = [file for file in files if ".new" not in file.parts]
    for file in files:
        path = str(file.relative_to(site.public))
        with urlopen(f"{site.url}{path}", timeout=5) as answer:
            assert (answer.status, answer.read()) == (200, file.read_bytes()), path
    return len(files)


def refused(site: Site, path: str) -> tuple[int, str, str]:
    """Ask for a form: status, Retry-After, words."""
    try:
        with urlopen(f"{site.url}{path}", timeout=LONG + STUCK) as answer:
            return answer.status, "", ""
    except HTTPError as error:
        with error:
            return error.code, error.headers.get("Retry-After", ""), error.read().decode()


@pytest.mark.drill
@pytest.mark.once
def test_stopped(site: Site) -> None:
    stopped = python(site)
    assert len(stopped) >= 2
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    assert read_all(site) > 100
    for door, longest in (("search/", PATIENCE), ("publish/", LONG)):  # which takes files
        began = time.monotonic()
        status, again, words = refused(site, door)
        assert (status, again) == (503, "10")
        assert "Everything can be read" in words
        assert time.monotonic() - began < longest + STUCK
    for pid in stopped:
        os.kill(pid, signal.SIGCONT)
    soon(lambda: site.get("publish/")[0] == 200)
    site.is_well()


@pytest.mark.drill
@pytest.mark.once
def test_killed_again_and_again(site: Site) -> None:
    over = threading.Event()

    def kill() -> None:
        while not over.wait(0.05):
            for pid in python(site):
                os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        for _ in range(3):
            assert read_all(site) > 100
            status, again, words = refused(site, "publish/")
            assert (status, again) == (503, "10")
            assert "Everything can be read" in words
    finally:
        over.set()
        killer.join()
    soon(lambda: site.get("publish/")[0] == 200)
    site.is_well()
