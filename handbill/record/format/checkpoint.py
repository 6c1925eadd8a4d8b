"""The signed head of the log (C2SP tlog-checkpoint)."""

import re
from base64 import b64encode
from dataclasses import dataclass
from typing import Final

from handbill.record.format.note import Signer, Verifier, open_note, strict_b64
from handbill.record.format.tree import root

BIGGEST: Final = 2**63 - 1
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}").fullmatch
_FIRST_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Origin, number of entries, root of the tree over them; extension lines follow where there are any."""

    origin: str
    size: int
    root: bytes
    extension: tuple[str, ...] = ()

    def body(self) -> str:
        """Give the text that is signed."""
        lines = [self.origin, str(self.size), b64encode(self.root).decode(), *self.extension]
        return "".join(line + "\n" for line in lines)


def parse_body(body: str) -> Checkpoint:
    """Read the text of a checkpoint; ValueError where it is malformed. Roots of any length are read here."""
    lines = body.split("\n")
    if len(lines) <= _FIRST_LINES or lines.pop():
        raise ValueError("a checkpoint has three lines, each ended by a newline")
    origin, size, digest, *extension = lines
    if not origin:
        raise ValueError("a checkpoint without an origin")
    if not _SIZE(size) or int(size) > BIGGEST:
        raise ValueError("a checkpoint whose size is not a number of entries")
    return Checkpoint(origin, int(size), strict_b64(digest), tuple(extension))


def sign_checkpoint(signer: Signer, size: int, digest: bytes) -> bytes:
    """Make the checkpoint file; its origin is the name of the key."""
    return signer.sign(Checkpoint(signer.verifier.name, size, digest).body())


def open_checkpoint(data: bytes, verifier: Verifier) -> Checkpoint:
    """Check a checkpoint file as strictly as C2SP has it; ValueError says what is wrong."""
    checkpoint = parse_body(open_note(data, [verifier]).text)
    if checkpoint.origin != verifier.name:
        raise ValueError("a checkpoint of another origin than its key")
    if len(checkpoint.root) != 32 or "" in checkpoint.extension:  # noqa: PLR2004 - bytes of SHA-256
        raise ValueError("a checkpoint that C2SP tlog-checkpoint does not allow")
    if checkpoint.size == 0 and checkpoint.root != root([]):
        raise ValueError("a checkpoint of no entries with a root")
    return checkpoint
