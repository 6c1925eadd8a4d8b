"""Proof that a log was signed in two versions: for everybody to check, with the verifier key alone.

Two checkpoints of one key. Of the same size with other roots they prove it by themselves. Of different sizes, the file
holds the root that the first entries of the larger tree really have, and the consistency proof (RFC 6962 section 2.1.2)
from that root to the larger one: the smaller checkpoint names another.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any, Final

from handbill.record.format.checkpoint import open_checkpoint
from handbill.record.format.note import Verifier
from handbill.record.format.prove import above, consistency
from handbill.record.format.tiles import Reader
from handbill.record.format.tree import check_consistency

KIND: Final = "handbill.fork.v1"


@dataclass(frozen=True, slots=True)
class Fork:
    """Two signed checkpoints that cannot be of one history; `begins` is the root of the larger tree's beginning."""

    vkey: str
    smaller: bytes
    larger: bytes
    begins: bytes = b""
    proof: tuple[bytes, ...] = ()

    def encode(self) -> bytes:
        """Give the file."""
        told = {
            "kind": KIND,
            "vkey": self.vkey,
            "smaller": self.smaller.decode(),
            "larger": self.larger.decode(),
            "begins": b64encode(self.begins).decode(),
            "proof": [b64encode(one).decode() for one in self.proof],
        }
        return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()

    @classmethod
    def decode(cls, data: bytes) -> "Fork":
        """Read the file; ValueError where it is none. Nothing is checked yet."""
        try:
            told: Any = json.loads(data)
            if told["kind"] != KIND:
                raise ValueError("another kind of file")  # noqa: TRY301 - one road for all that is wrong
            hashes = tuple(b64decode(one, validate=True) for one in told["proof"])
            return cls(
                told["vkey"],
                told["smaller"].encode(),
                told["larger"].encode(),
                b64decode(told["begins"], validate=True),
                hashes,
            )
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
            raise ValueError("not the proof of a fork") from None

    def check(self) -> str:
        """Say in words what is proven.

        Raises:
            ValueError: nothing is; says why not.
        """
        verifier = Verifier.parse(self.vkey)
        small, large = open_checkpoint(self.smaller, verifier), open_checkpoint(self.larger, verifier)
        if small.size == large.size:
            if small.root == large.root:
                raise ValueError("both checkpoints are the same")
            return f"{verifier.name} signed two trees of {small.size} entries"
        if small.size > large.size:
            raise ValueError("the smaller checkpoint is larger")
        if not check_consistency(small.size, large.size, self.proof, self.begins, large.root):
            raise ValueError("the proof does not lead to the larger checkpoint")
        if self.begins == small.root:
            raise ValueError("the larger checkpoint continues the smaller one")
        return (
            f"{verifier.name} signed {small.size} entries, and then {large.size} of which the first"
            f" {small.size} are others"
        )


def prove_fork(vkey: str, one: bytes, two: bytes, read: Reader) -> Fork | None:
    """Make the proof from two checkpoints of one key and the tiles of the larger; None where they agree.

    Raises:
        ValueError: a checkpoint is not of this key, or the tiles are not those of the larger one.
    """
    verifier = Verifier.parse(vkey)
    small, large = sorted((one, two), key=lambda note: open_checkpoint(note, verifier).size)
    a, b = open_checkpoint(small, verifier), open_checkpoint(large, verifier)
    if a.size in {0, b.size}:
        return Fork(vkey, small, large) if a.size == b.size and a.root != b.root else None
    begins = above(0, a.size, b.size, read)
    if begins == a.root:
        return None
    made = Fork(vkey, small, large, begins, consistency(a.size, b.size, read))
    made.check()
    return made
