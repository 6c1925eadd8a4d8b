"""A disc that is full, fails or may only be read: readers notice nothing, nothing is signed that is not on it, and it goes on by itself."""

import contextlib
import errno
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest

from handbill.desk import health
from handbill.patience import patiently
from handbill.record import durable
from handbill.record.trouble import trouble
from tests.cast import BRIDGE, RENT, Town, files
from tests.crashes.test_trouble import size_of
from tests.walks.site import Site, free_port, handbill

SPACE = 60.0
"""Seconds after there is room again in which all must be as ever."""


class Disc:
    """Between a site and its disc: each call of `name` is refused with `number` until `mend`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> None:
        self.real: Callable[..., object] = getattr(durable, name)
        self.number, self.naps = number, 0
        monkeypatch.setattr(durable, name, self.refuse)
        monkeypatch.setattr(time, "sleep", self.mend)

    def refuse(self, *given: object) -> object:
        if self.number:
            raise OSError(self.number, os.strerror(self.number))
        return self.real(*given)

    def mend(self, seconds: float) -> None:
        """The worker sleeps until it tries again: the third time the disc is well."""
        assert seconds <= SPACE / 4
        self.naps += 1
        if self.naps == 3:
            self.number = 0


@pytest.fixture
def town(site):
    town = Town(site)
    town.publish()
    town.go_and_verify()
    return town


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [
        ("place", errno.ENOSPC, "there is no room left on the disc"),
        ("place", errno.EDQUOT, "there is no room left on the disc"),
        ("place", errno.EROFS, "the disc may only be read"),
        ("settle", errno.EIO, "the disc fails"),
    ],
)
def test_the_worker_waits_for_the_disc_and_goes_on_by_itself(town, monkeypatch, capsys, name, number, said):
    before = files(town.site.public)
    town.publish(RENT)
    disc = Disc(monkeypatch, name, number)
    patiently(town.go)
    assert disc.naps == 3
    told = capsys.readouterr().err
    assert told.count(said) == 1
    assert "Traceback" not in told
    assert told.endswith("the disc takes what is written again\n")
    town.go_and_verify()
    assert trouble() == ""
    assert files(town.site.public).keys() > before.keys()


def test_a_sync_that_fails_stops_the_signing_and_says_so_and_pages_go_on(town, monkeypatch):
    size = size_of(town)
    new = {town.site.public / f"record/tile/{kind}/000.p/{size + 1}" for kind in ("0", "entries")}
    with monkeypatch.context() as patched:
        Disc(patched, "settle", errno.EIO)
        number = town.publish(RENT)
        for _ in range(2):  # the page of the record tells what the run before has found
            with pytest.raises(OSError, match="Input/output error"):
                town.go()
        assert size_of(town) == size
        assert "the disc did not take" in trouble()
        assert RENT["title"] in town.page(f"2024/03/{number}.html")
        assert "Signing has stopped." in town.page("record/index.html")
        assert [words for words in health.complaints() if "Signing has stopped." in words]
        assert not [file for file in new if file.exists()]  # the system may believe that it has written them
        assert not town.there(f"2024/03/{number}.html.gz")  # so that both are written again
    town.go_and_verify()
    assert trouble() == ""
    assert size_of(town) == size + 1
    assert town.there(f"2024/03/{number}.html.gz")
    assert "Signing has stopped." not in town.page("record/index.html")


def test_other_errors_end_the_worker(town, monkeypatch):
    town.publish(BRIDGE)
    Disc(monkeypatch, "place", errno.ENOTDIR)
    with pytest.raises(NotADirectoryError):
        patiently(town.go)


def send(site: Site, body: str) -> tuple[int, str]:
    return site.get("publish/", body=urlencode({"title": "Kept", "body": body}).encode())


def fill(folder: Path) -> list[Path]:
    """Leave no byte."""
    made = []
    for name, size in (("large", 1 << 16), ("small", 512)):
        made.append(folder / name)
        with made[-1].open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"x" * size)
    assert os.statvfs(folder).f_bfree == 0
    return made


@pytest.mark.drill
def test_a_disc_that_is_full_through_the_real_doors(tmp_path):
    """A file system of its own, 24 MB in memory: as root."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", tmp_path], check=True)
    try:
        port = free_port()
        handbill("new", tmp_path / "wire", "--name", "Wire", "--address", f"http://127.0.0.1:{port}/")
        off = {"HANDBILL_GUARD_CHALLENGE": "off", "HANDBILL_FRONT_LIMITS": "off"}
        site = Site.run(tmp_path / "wire", port, **off)
        try:
            assert send(site, "It rained.")[0] == 201
            site.shows("newswire/index.html", "Kept")
            filled = fill(tmp_path)
            reads = ["", "newswire/", "feed.atom", "record/checkpoint", "publish/", "search/?q=rained"]
            for turn in range(4):
                status, page = send(site, f"Kept words {turn}. " * 500)
                assert (status, f"Kept words {turn}. Kept" in page) == (507, True)
                assert {path: site.get(path)[0] for path in reads} == dict.fromkeys(reads, 200)
                time.sleep(2)
            for file in filled:
                file.unlink()
            room = time.monotonic()
            assert send(site, "There is room again.")[0] == 201
            while "2 articles" not in "".join(handbill("verify", site.url)):
                assert time.monotonic() < room + SPACE
            site.is_well()
            print(f"public and verified {time.monotonic() - room:.1f} s after there was room")  # noqa: T201
        finally:
            site.end()
    finally:
        subprocess.run(["umount", "-l", tmp_path], check=True)
