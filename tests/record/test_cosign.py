"""Cosignatures and policies: vectors that nobody here wrote, and what must be refused."""

import json

import pytest

from handbill.record.format.checkpoint import sign_checkpoint
from handbill.record.format.cosign import Cosigner, CosignVerifier
from handbill.record.format.note import Signer
from handbill.record.format.policy import Policy, PolicyError
from handbill.record.format.tree import root
from tests.corpora import corpus

LOG = Signer("wire.example/record", bytes(32))
ONE, TWO, THREE = (Cosigner(f"w{n}.example/witness", bytes([n]) * 32) for n in (1, 2, 3))
CHECKPOINT = sign_checkpoint(LOG, 1, root([bytes(32)]))
NOON = 1_700_000_000


def cosigned(*by: Cosigner, checkpoint: bytes = CHECKPOINT) -> bytes:
    return checkpoint + "".join(one.cosign(checkpoint, NOON) for one in by).encode()


def policy(*lines: str) -> Policy:
    known = [
        f"log {LOG.vkey}",
        *(f"witness {one.verifier.name[:2]} {one.verifier.vkey}" for one in (ONE, TWO, THREE)),
    ]
    return Policy.parse("\n".join([*known, *lines, ""]).encode())


def test_a_witness_of_another_program_is_read() -> None:
    folder = corpus("tlog") / "skylight" / "witness"
    told = json.loads((folder / "witness.v0.json").read_text())
    witness = CosignVerifier.parse(told["verifier_keys"][0])
    assert witness.vkey == told["verifier_keys"][0]
    note = next(folder.glob("*/checkpoint")).read_bytes()
    time = witness.signed(note)
    assert time is not None
    assert 1_767_000_000 < time < 1_768_000_000
    with pytest.raises(ValueError, match="invalid cosignature"):
        witness.signed(note.replace(b"\n300\n", b"\n301\n"))


def test_a_cosignature_is_of_its_checkpoint_key_and_time_alone() -> None:
    note = cosigned(ONE, TWO)
    assert ONE.verifier.signed(note) == TWO.verifier.signed(note) == NOON
    assert THREE.verifier.signed(note) is None
    assert CosignVerifier.parse(ONE.verifier.vkey) == ONE.verifier
    other = sign_checkpoint(LOG, 2, root([bytes(32), bytes(32)]))
    with pytest.raises(ValueError, match="invalid cosignature by w1"):
        ONE.verifier.signed(other + ONE.cosign(CHECKPOINT, NOON).encode())


@pytest.mark.parametrize("vkey", [LOG.vkey, "w1.example", ONE.verifier.vkey.replace("w1", "w2"), ""])
def test_what_is_no_key_of_a_witness_is_refused(vkey: str) -> None:
    with pytest.raises(ValueError, match="key"):
        CosignVerifier.parse(vkey)


def test_a_quorum_counts_groups_and_witnesses() -> None:
    two_of_three = policy("group all-of-us 2 w1 w2 w3", "quorum all-of-us")
    assert not two_of_three.holds(set(two_of_three.cosigned(cosigned(ONE))))
    assert two_of_three.holds(set(two_of_three.cosigned(cosigned(THREE, ONE))))
    nested = policy("group some any w2 w3", "group both all w1 some", "quorum both")
    assert not nested.holds(set(nested.cosigned(cosigned(TWO, THREE))))
    assert nested.holds(set(nested.cosigned(cosigned(ONE, THREE))))
    assert policy("quorum none").holds(set())
    assert not policy("quorum w1").holds(set(policy("quorum w1").cosigned(CHECKPOINT)))


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("quorum w4",),
        ("quorum none", "quorum none"),
        ("group none any w1", "quorum w1"),
        ("group g 0 w1", "quorum g"),
        ("group g 3 w1 w2", "quorum g"),
        ("group g any w1", "group h any w1", "quorum h"),
        ("group g any h", "group h any w1", "quorum g"),
        ("group g any", "quorum none"),
        (f"witness w9 {ONE.verifier.vkey}", "quorum none"),
        (f"log {LOG.vkey}", "quorum none"),
        (f"witness w9 {LOG.vkey}", "quorum none"),
        ("quorum\x00none",),
        ("surely none",),
    ],
)
def test_a_policy_that_is_none_is_refused(lines: tuple[str, ...]) -> None:
    with pytest.raises(PolicyError):
        policy(*lines)


def test_spaces_tabs_and_comments_mean_nothing() -> None:
    text = f"  # ours\n\n\twitness  w1\t{ONE.verifier.vkey}  https://w1.example/api/witness\n quorum w1 \n"
    read = Policy.parse(text.encode())
    assert read.quorum == "w1"
    assert read.addresses == {"w1": "https://w1.example/api/witness"}
