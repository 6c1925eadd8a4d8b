"""What a log sends to a witness: the checkpoint, and the proof that it continues the last one (C2SP tlog-witness)."""

import re
from base64 import b64encode
from dataclasses import dataclass
from typing import Final

from handbill.record.format.checkpoint import BIGGEST
from handbill.record.format.note import strict_b64

MOST_HASHES: Final = 63
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})").fullmatch


@dataclass(frozen=True, slots=True)
class Submission:
    """The body of `add-checkpoint`: `proof` leads from `old` entries to the size of the checkpoint (RFC 6962 section 2.1.2)."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def encode(self) -> bytes:
        """Give the bytes to send."""
        lines = [f"old {self.old}", *(b64encode(one).decode() for one in self.proof), "", ""]
        return "\n".join(lines).encode() + self.checkpoint

    @classmethod
    def decode(cls, data: bytes) -> "Submission":
        """Read what was sent; ValueError where it is malformed. Nothing is checked yet."""
        head, gap, checkpoint = data.partition(b"\n\n")
        try:
            first, *proof = head.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise ValueError("a line of the proof that is not ASCII") from None
        old = _OLD(first)
        if not gap or not old or int(old[1]) > BIGGEST:
            raise ValueError("the first line is like: old 20852014")
        hashes = tuple(strict_b64(line) for line in proof)
        if len(hashes) > MOST_HASHES or any(len(one) != 32 for one in hashes):  # noqa: PLR2004 - SHA-256
            raise ValueError("a proof has at most 63 hashes of 32 bytes")
        return cls(int(old[1]), hashes, checkpoint)
