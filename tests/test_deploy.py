"""What `deploy/` repeats of the program is what the program says."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import urllib3

from handbill.bucket.kinds import kind_of
from handbill.front.doors import DYNAMIC, LONG
from handbill.headers import ATTACHED, STATIC_POLICY, headers
from handbill.tables import Pages
from tests.bucket.conftest import endpoint

__all__ = ["endpoint"]

DEPLOY = Path(__file__).parents[1] / "deploy"
CADDY = (DEPLOY / "machines/Caddyfile").read_text()


def block(text: str, begins: str) -> str:
    """The first block whose line begins so."""
    found = re.search(rf"^(\t*){re.escape(begins)} {{.*?^\1}}$", text, re.MULTILINE | re.DOTALL)
    assert found
    return found[0]


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
        assert f"\t\t{name} {table[name]}\n" in CADDY.replace('"', "")
    # instead of what the store or a machine says, which would stand there twice
    assert "\t\tContent-Security-Policy {policy}\n" in block(CADDY, "header")
    assert "\t\tdefer" in block(CADDY, "header")


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
    doors = re.findall(r"@doors path (.*)", CADDY)[0].split()
    assert [door for door in DYNAMIC if not any(door.startswith(one.rstrip("*")) for one in doors)] == []
    assert re.findall(r"@page not path (.*)", CADDY)[0].split() == doors


def test_who_asks_for_a_page_does_not_notice_that_the_store_is_gone():
    store = block(CADDY, "reverse_proxy store:8333")
    assert re.search(r"@gone status 403 404 5xx\s+handle_response @gone {\s+import pages\s+}", store)
    assert "response_header_timeout 5s" in store
    assert "import pages" in block(CADDY, "handle @page")


def test_what_has_a_question_mark_goes_to_a_machine():
    """A bucket takes `/?p=123` for the front page, where an imported article may have stood."""
    assert '@asked expression `{query} != ""`' in CADDY
    assert "import pages" in block(CADDY, "handle @asked")


def test_a_store_is_asked_by_its_own_name():
    """One that makes buckets of names takes `wire.example` for a bucket."""
    assert "header_up Host {upstream_hostport}" in block(CADDY, "reverse_proxy store:8333")


def test_a_machine_that_is_gone_takes_no_other_with_it():
    """A form that Caddy sends to a second machine comes without its body: it fails, and by `fail_duration` that one would be out too."""
    assert "fail_duration" not in block(CADDY, "(machines)")
    assert "health_uri" in block(CADDY, "(machines)")
    waits = re.search(r"response_header_timeout (\d+)s", block(CADDY, "(machines)"))
    assert waits
    assert int(waits[1]) > LONG  # one that fell silent never answers, and one that works is not cut off
    before = re.findall(r"reverse_proxy one:8000 two:8000 {[^}]*}", CADDY)
    assert ["import machines" in one for one in before] == [True, True]


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


def test_a_site_is_founded_when_its_database_listens():
    compose = (DEPLOY / "machines/compose.yaml").read_text()
    assert "      db1: {condition: service_healthy}\n" in compose
    # not by its socket, where the server that makes the database answers
    assert "test: pg_isready -h 127.0.0.1" in compose


def test_what_a_picture_leaves_behind_is_taken_leave_of():
    """The first process of a container is the parent of all whose own has ended, and Handbill waits for its own children alone."""
    assert block_of("x-handbill: &handbill").count("\n  init: true") == 1


def block_of(begins: str) -> str:
    """A part of compose.yaml, by its first line."""
    compose = (DEPLOY / "machines/compose.yaml").read_text()
    return re.split(r"\n(?=\S)", compose[compose.index(begins) :])[0]


def test_no_password_and_no_venv_gets_into_the_image():
    ignored = (DEPLOY / "machines/Dockerfile.dockerignore").read_text().splitlines()
    assert {"**/.env", "**/.venv", ".git"} <= set(ignored)


@pytest.fixture
def machine(tmp_path):
    """start.sh with folders of its own, and a handbill that notes what it was told; joining fails as long as there is `away`."""
    (tmp_path / "seed/site/secrets").mkdir(parents=True)
    (tmp_path / "seed/site/site.toml").touch()
    (tmp_path / "wire").mkdir()
    handbill = tmp_path / "handbill"
    handbill.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/told\ntest "$1" != join || test ! -e {tmp_path}/away\n'
    )
    handbill.chmod(0o755)
    start = (DEPLOY / "machines/start.sh").read_text()
    for stands, here in (
        ("/opt/handbill/.venv/bin/handbill", handbill),
        ("/srv/wire", tmp_path / "wire"),
        ("/seed/", f"{tmp_path}/seed/"),
    ):
        assert stands in start
        start = start.replace(stands, str(here))

    def run(how: str) -> tuple[int, list[str]]:
        done = subprocess.run(["sh", "-c", start, "start.sh", how], capture_output=True, check=False)
        told = (tmp_path / "told").read_text().replace(f"{tmp_path}/wire/", "").splitlines()
        (tmp_path / "told").unlink()
        return done.returncode, told

    return run


@pytest.mark.parametrize(
    ("how", "joined"), [("serve", "join site.joins"), ("doors", "join site.joins --doors")]
)
def test_a_machine_joins_once_also_where_the_database_came_late(machine, how, joined, tmp_path):
    served = "run site --host 0.0.0.0 --port 8000"
    (tmp_path / "away").touch()
    for _ in range(2):
        status, told = machine(how)
        assert (status != 0, told) == (True, [joined])
    (tmp_path / "away").unlink()
    assert machine(how) == (0, [joined, served])
    assert machine(how) == (0, [served])


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
