"""One entry's proof as a file of its own, to be checked offline (C2SP tlog-proof)."""

import re
from base64 import b64encode
from dataclasses import dataclass
from typing import Final

from handbill.record.format.checkpoint import Checkpoint, open_checkpoint
from handbill.record.format.note import Verifier, strict_b64
from handbill.record.format.tree import check_inclusion

HEADER: Final = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})").fullmatch
_MOST_HASHES: Final = 63


@dataclass(frozen=True, slots=True)
class Proof:
    """The index of an entry, the hashes to the root, and the checkpoint file with that root."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def encode(self) -> bytes:
        """Give the bytes of the file."""
        extra = [f"extra {b64encode(self.extra).decode()}"] if self.extra is not None else []
        hashes = [b64encode(one).decode() for one in self.hashes]
        lines = [HEADER, *extra, f"index {self.index}", *hashes, "", ""]
        return "\n".join(lines).encode() + self.checkpoint

    @classmethod
    def decode(cls, data: bytes) -> "Proof":
        """Read the file; ValueError where it is malformed."""
        head, gap, checkpoint = data.partition(b"\n\n")
        try:
            lines = head.decode().split("\n")
        except UnicodeDecodeError:
            raise ValueError("a proof that is not UTF-8") from None
        if not gap or lines.pop(0) != HEADER:
            raise ValueError("not a proof")
        extra = strict_b64(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else None
        match = _INDEX(lines.pop(0)) if lines else None
        if not match:
            raise ValueError("a proof without an index")
        hashes = tuple(strict_b64(line) for line in lines)
        if len(hashes) > _MOST_HASHES or any(len(one) != 32 for one in hashes):  # noqa: PLR2004 - SHA-256
            raise ValueError("a proof whose hashes are not hashes")
        return cls(int(match[1]), hashes, checkpoint, extra)

    def check(self, leaf: bytes, verifier: Verifier) -> Checkpoint:
        """Give the checkpoint that holds this leaf at this index; ValueError where it does not."""
        checkpoint = open_checkpoint(self.checkpoint, verifier)
        if not check_inclusion(leaf, self.index, checkpoint.size, self.hashes, checkpoint.root):
            raise ValueError("the proof does not hold")
        return checkpoint
