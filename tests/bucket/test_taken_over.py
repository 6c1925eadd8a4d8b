"""Two machines and a bucket: whoever leads is killed, again and again, and readers of the bucket find all that was promised."""

import dataclasses
import random
import sys
import time
from hashlib import md5
from pathlib import Path

import pytest
import urllib3
from django.db import connections

from handbill.actions.redact import redact
from handbill.reader.verify import verify
from handbill.record.models import Entry, Head
from handbill.settings import Settings
from handbill.store import Store
from handbill.tables import Pages
from tests.cast import BRIDGE, RENT, SECRETS, VANE, Town, files
from tests.worker.test_machines import Machine, leads, second, until

LATEST = 10.0
"""Seconds until the bucket is what the folder of the leader is, on a machine that does nothing else."""


def told(folder: Path) -> dict[str, str]:
    return {path: md5(data).hexdigest() for path, data in files(folder).items()}


def put(site: Settings) -> dict[str, str]:
    return {path: tag for path, _size, tag in Store(site, site.pages.url).list()}


@pytest.fixture
def bucket(site: Settings, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("HANDBILL_PAGES_URL", "s3://taken-over"),
        ("HANDBILL_PAGES_ENDPOINT", endpoint),
    ):
        monkeypatch.setenv(name, value)
    assert urllib3.request("PUT", f"{endpoint}/taken-over").status == 200
    return dataclasses.replace(site, pages=Pages(url="s3://taken-over", endpoint=endpoint))


@pytest.mark.only_postgresql
@pytest.mark.timeout(900)
@pytest.mark.parametrize("rounds", [2, pytest.param(12, marks=[pytest.mark.drill, pytest.mark.alone])])
def test_the_leader_is_killed_at_any_time(bucket: Settings, tmp_path: Path, rounds: int) -> None:
    dice = random.Random(20261126)
    machines = [Machine(bucket), Machine(second(bucket, tmp_path / "other"))]
    town, promised = Town(bucket), []
    try:
        for _ in range(rounds):
            promised += [town.publish(RENT), town.publish(BRIDGE)]
            gone = town.publish(VANE)
            redact(town.operator(), gone, 2, "A private address.")
            connections.close_all()
            time.sleep(dice.uniform(0, 0.6))
            leader = next(one for one in machines if leads(one))
            leader.kill()
            promised.append(town.publish(BRIDGE))
            connections.close_all()
            machines[machines.index(leader)] = Machine(leader.site)
        until(lambda: Head.objects.get(id=1).size == Entry.objects.count())
        leader = next(one for one in machines if leads(one))
        begun = time.monotonic()
        until(lambda: put(bucket) == told(leader.site.public))
        sys.stderr.write(f"the bucket was whole after {time.monotonic() - begun:.1f} s\n")
    finally:
        for one in machines:
            one.kill()
            one.close()
    there = put(bucket)
    assert [number for number in promised if f"2024/03/{number}.html" not in there] == []
    for one in machines:
        report = verify(str(one.site.public))
        assert report.wrong + report.unsealed == []
        assert not [path for path, data in files(one.site.public).items() if any(w in data for w in SECRETS)]
