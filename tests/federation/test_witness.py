"""Witnessing others: the dialogue that another program wrote, and what is refused with nothing remembered."""

import dataclasses
import json
from base64 import b64decode
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client

from handbill import settings
from handbill.limits import WITNESS_REQUEST
from handbill.record.format.checkpoint import sign_checkpoint
from handbill.record.format.note import Signer, Verifier
from handbill.record.format.submission import Submission
from handbill.record.format.tree import consistency_proof, leaf_hash, root
from handbill.record.models import Witnessed
from handbill.record.witness import cosigner
from handbill.settings import Settings, Witness
from tests.corpora import corpus

ADDRESS = "/api/witness/add-checkpoint"
LOG = Signer("other.example/record", bytes(range(32)))
LEAVES = [leaf_hash(str(number).encode()) for number in range(9)]


@pytest.fixture
def watching(site: Settings) -> Settings:
    """A site that witnesses one other log."""
    new = dataclasses.replace(site, witness=Witness(logs=(LOG.vkey,)))
    settings.use(new)
    return new


def send(body: bytes) -> tuple[int, str, str]:
    answer = Client().post(ADDRESS, body, content_type="application/octet-stream")
    return answer.status_code, answer.content.decode(), answer.headers["Content-Type"]


def submission(old: int, size: int, **other: Any) -> bytes:
    leaves = other.get("leaves", LEAVES)[:size]
    proof = tuple(other.get("proof", consistency_proof(old, leaves) if old <= size else ()))
    return Submission(old, proof, sign_checkpoint(other.get("by", LOG), size, root(leaves))).encode()


def known() -> list[tuple[str, int]]:
    return list(Witnessed.objects.values_list("origin", "size"))


def test_the_dialogue_is_answered_as_stated(site: Settings) -> None:
    told = json.loads((corpus("tlog") / "witness_add_checkpoint.json").read_text())
    name, public = told["log_origin"], bytes.fromhex(told["log_key_hex"])
    key_id = sha256(name.encode() + b"\n\x01" + public).digest()[:4]
    vkey = Verifier(name, key_id, public).vkey
    settings.use(dataclasses.replace(site, witness=Witness(logs=(vkey,))))
    witness = cosigner(site).verifier
    assert len(told["steps"]) == 9
    for step in told["steps"]:
        status, said, kind = send(step["body"].encode())
        # the specification of 2026 says 404 where the program of 2025 said 403 (the vector's own note)
        assert status == (404 if "unknown log" in step["asserts"] else step["status"]), said
        for words in step["asserts"]:
            assert words.replace("example.com/witness", witness.name) in said
        if status == 200:
            checkpoint = step["body"].partition("\n\n")[2]
            assert witness.signed((checkpoint + said).encode())
        if status == 409:
            assert (said, kind) == (f"{known()[0][1]}\n", "text/x.tlog.size")
    assert known() == [(name, 5)]


def test_a_log_is_followed_and_the_time_is_the_minute(watching: Settings) -> None:
    for old, size in ((0, 1), (1, 4), (4, 4), (4, 9)):
        body = submission(old, size)
        status, said, _kind = send(body)
        assert status == 200
        time = cosigner(watching).verifier.signed(Submission.decode(body).checkpoint + said.encode())
        assert time is not None
        assert time % 60 == 0
    assert known() == [(LOG.verifier.name, 9)]


@pytest.mark.once
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"old 4\n", 400),
        (b"old 04\n\n" + submission(0, 4).partition(b"\n\n")[2], 400),
        (submission(4, 9).replace(b"old 4\n", b"old four\n"), 400),
        (submission(4, 9).replace(b"\n\n", b"\nx\n\n", 1), 400),
        (submission(4, 9, proof=[bytes(32)] * 64), 400),
        (submission(9, 4), 400),
        ("old 4\n\nÜ".encode("latin-1"), 400),
        (submission(4, 9, by=Signer("unknown.example/record", bytes(32))), 404),
        (submission(4, 9, by=Signer(LOG.verifier.name, bytes(32))), 403),
        (submission(4, 9).replace(b"\n9\n", b"\n8\n"), 403),
        (submission(3, 9), 409),
        (submission(0, 9), 409),
        (submission(4, 4, leaves=LEAVES[::-1]), 409),
        (submission(4, 9, proof=[bytes(32)]), 422),
        (submission(4, 9, proof=[]), 422),
        (submission(4, 9, leaves=LEAVES[::-1]), 422),
        (b"old 4\n" + b"A" * WITNESS_REQUEST, 413),
    ],
)
def test_what_is_refused_is_not_remembered(watching: Settings, body: bytes, status: int) -> None:
    assert send(submission(0, 4))[0] == 200
    before = Witnessed.objects.get()
    answered, said, _kind = send(body)
    assert answered == status
    assert said
    after = Witnessed.objects.get()
    assert (after.size, bytes(after.root), after.checkpoint) == (4, bytes(before.root), before.checkpoint)


@pytest.mark.once
def test_only_a_post_is_answered(watching: Settings) -> None:
    assert Client().get(ADDRESS).status_code == 405
    assert known() == []


def test_the_key_is_not_that_of_the_record(site: Settings) -> None:
    ours = cosigner(site).verifier
    record = Signer(site.origin, (site.secrets / "record").read_bytes()).verifier
    assert ours.public != record.public
    assert b64decode(ours.vkey.split("+", 2)[2])[:1] == b"\x04"


@pytest.mark.once
@pytest.mark.parametrize("asks", ['"wire"', '["wire+00000000+AAAA"]', "[1]", "7"])
def test_a_witness_without_key_and_address_is_no_setting(site: Settings, asks: str) -> None:
    toml = site.folder / "site.toml"
    toml.write_text(f"{toml.read_text()}\n[witness]\nasks = {asks}\n")
    with pytest.raises(settings.SettingsError, match=r"witness\.asks"):
        settings.load(site.folder, {})
