"""What `deploy/` repeats of the program is what the program says."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import urllib3

from handbill.bucket.kinds import kind_of
from handbill.front.doors import DYNAMIC
from handbill.headers import ATTACHED, STATIC_POLICY, headers
from handbill.tables import Pages
from tests.bucket.conftest import endpoint

__all__ = ["endpoint"]

DEPLOY = Path(__file__).parents[1] / "deploy"
CADDY = (DEPLOY / "machines/Caddyfile").read_text()


def test_what_a_bucket_cannot_tell_is_told_by_what_stands_before_it():
    assert f'default "{STATIC_POLICY}" same-origin\n' in CADDY
    table = headers("page", https=True)
    for name in (
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
        "Strict-Transport-Security",
        "Permissions-Policy",
    ):
        assert f"header {name} {table[name]}\n" in CADDY.replace('"', "")


@pytest.mark.parametrize(
    ("path", "kind"),
    [(f"2024/03/12/media-1.{ending}", "attachment") for ending in ATTACHED]
    + [
        ("2024/03/12.html", "page"),
        ("2024/03/12/light.html", "page"),
        ("2024/03/12/comments/1.html", "page"),
        ("2024/03/12.json", "data"),
        ("hidden/3.html", "data"),
        ("record/checkpoint", "log"),
        ("record/tile/0/000", "tile"),
        ("record/index.html", "page"),
        ("look/style.css", "look"),
        ("index.html", "page"),
    ],
)
def test_each_kind_of_file_has_its_own_policy(path, kind):
    assert kind_of(path) == kind
    lines = re.findall(r'^\t\t(?:~(\S+)|default) "([^"]+)" (\S+)$', CADDY, re.MULTILINE)
    told = next((policy, sharing) for rule, policy, sharing in lines if re.search(rule, f"/{path}"))
    table = headers(kind)
    assert told == (table["Content-Security-Policy"], table["Cross-Origin-Resource-Policy"])


def test_every_door_goes_to_a_machine_and_not_to_the_bucket():
    line = CADDY[CADDY.index("@doors path") :].splitlines()[0].split()
    assert [door for door in DYNAMIC if not any(door.startswith(one.rstrip("*")) for one in line)] == []


def test_the_machines_of_the_example_share_what_must_be_shared():
    compose = (DEPLOY / "machines/compose.yaml").read_text()
    for name in ("DATABASE_URL", *(f"PAGES_{name.upper()}" for name in ("url", "masters", "endpoint"))):
        assert f"HANDBILL_{name}: " in compose
    assert set(Pages.__dataclass_fields__) == {"url", "masters", "endpoint", "region", "compressed"}
    anonymous = next(
        one
        for one in json.loads((DEPLOY / "machines/store.json").read_text())["identities"]
        if one["name"] == "anonymous"
    )
    assert anonymous["actions"] == ["Read:wire"]  # and nothing of the masters
    named = set(re.findall(r"\$\{(\w+)\}", compose))
    assert named == set(re.findall(r"^(\w+)=", (DEPLOY / "machines/env.example").read_text(), re.MULTILINE))
    start = (DEPLOY / "machines/start.sh").read_text()
    for name in re.findall(r"\$\{?([A-Z_]+)", start):
        assert f"      {name}: ${{{name}}}\n" in compose or f"    {name}: " in compose


def test_a_container_that_is_made_anew_is_the_same_machine():
    compose = (DEPLOY / "machines/compose.yaml").read_text()
    services = dict(re.findall(r"^  (\w+):\n((?:    .*\n)+)", compose, re.MULTILINE))
    for service, name in (("founded", "one"), ("one", "one"), ("two", "two")):
        assert re.search(rf"^    hostname: {name}\b", services[service], re.MULTILINE)
        assert f"[{name}:/srv/wire" in services[service]


def test_the_server_that_makes_the_database_waits_for_no_replica():
    """The image gives what stands on the command line to a server of its own first, whose CREATE DATABASE would wait for ever."""
    assert "synchronous_standby_names" not in (DEPLOY / "machines/compose.yaml").read_text()
    last = (DEPLOY / "machines/primary.sh").read_text().splitlines()[-1]
    assert "ALTER SYSTEM SET synchronous_standby_names = 'db2'" in last


def test_the_buckets_are_made_once(endpoint, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "handbill")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "key")
    monkeypatch.setenv("HANDBILL_PAGES_URL", "s3://deployed")
    monkeypatch.setenv("HANDBILL_PAGES_MASTERS", "s3://deployed-masters/below")
    monkeypatch.setenv("HANDBILL_PAGES_ENDPOINT", endpoint)
    for _ in range(2):
        subprocess.run([DEPLOY / "machines/buckets.sh"], check=True)
    for bucket in ("deployed", "deployed-masters"):
        assert urllib3.request("HEAD", f"{endpoint}/{bucket}").status == 200
    monkeypatch.setenv("HANDBILL_PAGES_URL", "s3://x")  # S3 has no name of one letter
    done = subprocess.run([DEPLOY / "machines/buckets.sh"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "the store does not make the bucket x: 400\n")
