"""What `deploy/` repeats of the program is what the program says."""

import json
from pathlib import Path

from handbill.front.doors import DYNAMIC
from handbill.headers import STATIC_POLICY, headers
from handbill.tables import Pages

DEPLOY = Path(__file__).parents[1] / "deploy"
CADDY = (DEPLOY / "machines/Caddyfile").read_text()


def test_what_a_bucket_cannot_tell_is_told_by_what_stands_before_it():
    assert f'Content-Security-Policy "{STATIC_POLICY}"' in CADDY
    table = headers("page", https=True)
    for name in (
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
        "Strict-Transport-Security",
    ):
        assert f"header {name} {table[name]}\n" in CADDY


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
