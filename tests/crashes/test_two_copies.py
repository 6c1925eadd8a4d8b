"""A site that was copied with its database and runs twice: one goes on, the other one stops and says why. Never a fork."""

import shutil

import pytest
from django.db import connections
from django.test import Client

from handbill import settings
from handbill.archive.catch_up import catch_up
from handbill.archive.kept import Kept
from handbill.reader.verify import verify
from handbill.record.format.checkpoint import open_checkpoint
from handbill.record.models import Head
from handbill.worker import Worker
from tests.cast import BRIDGE, RENT, Town
from tests.conftest import connect
from tests.crashes.test_killed import NOW, work
from tests.crashes.twins import twin


@pytest.fixture
def two(site, server, tmp_path):
    """Two site folders with a database each; both write to the public folder of the first."""
    town = Town(site)
    town.now = NOW
    town.publish()
    town.go_and_verify()
    copy = twin(site, server, tmp_path)
    shutil.rmtree(copy.public)
    copy.public.symlink_to(site.public)
    connections.close_all()
    return site, copy


def enter(site) -> Town:
    connections.close_all()
    settings.use(site)
    connect(site)
    town = Town(site)
    town.now = NOW
    return town


def sizes(site) -> tuple[int, int]:
    """What the database has signed, and what is published."""
    signer = Worker(site).log.signer
    there = open_checkpoint((site.public / "record/checkpoint").read_bytes(), signer.verifier)
    return Head.objects.get().size, there.size


@pytest.mark.parametrize("turn", range(3))
def test_at_the_same_time_one_signs_and_the_other_stops(two, turn):
    site, copy = two
    before = (site.public / "record/checkpoint").read_bytes()
    for one, values in ((site, RENT), (copy, BRIDGE)):
        enter(one).publish(values)
    connections.close_all()
    order = (site, copy) if turn % 2 else (copy, site)
    with work(order[0]) as first, work(order[1]) as second:
        both = [first.wait(), second.wait()]
    assert [one.returncode for one in both] == [0, 0]
    said = [one.stderr for one in both]
    stopped = [words for words in said if "the database is older than the public record" in words]
    assert len(stopped) == 1
    signed = []
    for one in (site, copy):
        enter(one)
        own, there = sizes(one)
        signed.append(own == there)
    assert sorted(signed) == [False, True]
    report = verify(str(site.public), None, before)
    assert report.wrong + report.unsealed == []


def test_the_one_that_stopped_says_so_at_its_doors_and_goes_on_after_catching_up(two):
    site, copy = two
    enter(site).publish(RENT)
    enter(site).go_and_verify()
    enter(copy).go()
    assert Client().get("/publish/").status_code == 503
    catch_up(Kept.open(site.public), copy, lambda _done: None)
    town = enter(copy)
    town.publish(BRIDGE)
    town.go_and_verify()
    assert Client().get("/publish/").status_code == 200
    enter(site).go()
    assert Client().get("/publish/").status_code == 503  # now the first one is behind


def test_a_copy_with_files_of_its_own_is_found_by_whoever_saw_the_other(two):
    site, copy = two
    copy.public.unlink()
    shutil.copytree(site.public, copy.public)
    enter(site).publish(RENT)
    enter(site).go_and_verify()
    enter(copy).publish(BRIDGE)
    enter(copy).go_and_verify()
    report = verify(str(copy.public), None, (site.public / "record/checkpoint").read_bytes())
    assert [words for file, words in report.wrong if file == "--since"]
