"""Two sites side by side: one asks the other to witness its record, and a reader counts on it."""

from pathlib import Path
from urllib.parse import urlencode

from handbill.record.format.cosign import CosignVerifier
from handbill.record.format.policy import Policy
from tests.walks.site import Site, free_port, handbill, soon


def made(folder: Path, port: int) -> str:
    """Found a site; give what another site needs to know of it."""
    handbill("new", folder, "--name", folder.name, "--address", f"http://127.0.0.1:{port}/")
    return handbill("witness", folder).splitlines()[0]


def test_a_site_is_witnessed_by_another_and_goes_on_when_it_dies(tmp_path: Path) -> None:
    wire, friend = tmp_path / "wire", tmp_path / "friend"
    ports = free_port(), free_port()
    made(wire, ports[0])
    key, _space, address = made(friend, ports[1]).partition(" ")
    assert address == f"http://127.0.0.1:{ports[1]}/api/witness/"
    off = {"HANDBILL_GUARD_CHALLENGE": "off"}
    handbill("work", wire, "--once")
    log = (wire / "public" / "record" / "vkey").read_text().strip()
    other = Site.run(friend, ports[1], HANDBILL_WITNESS_LOGS=log)
    site = Site.run(wire, ports[0], HANDBILL_WITNESS_ASKS=f"{key} {address}", **off)
    try:
        policy = Policy.parse(f"log {log}\nwitness friend {key}\nquorum friend\n".encode())
        witness = CosignVerifier.parse(key)

        def witnessed() -> bytes:
            status, note = site.get("record/checkpoint.witnessed")
            return note.encode() if status == 200 and witness.signed(note.encode()) else b""

        first = soon(witnessed)
        assert policy.holds(set(policy.cosigned(first)))
        assert "friend" in handbill("witness", wire, HANDBILL_WITNESS_ASKS=f"{key} {address}") or key
        other.end()
        body = urlencode({"title": "The weir leaks", "body": "Since noon."}).encode()
        assert site.get("publish/", body=body)[0] == 201
        site.shows("newswire/index.html", "The weir leaks")
        site.is_well()
        assert witnessed() == first
    finally:
        for one in (site, other):
            if one.process.poll() is None:
                one.end()
