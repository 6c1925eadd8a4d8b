"""What a backup is made of (docs/archive-format.md): named parts, one after the other, and the sums of all of them at the end."""

import hashlib
import re
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final, Protocol

FORMAT: Final = "handbill-backup"
VERSION: Final = 1
HEADER: Final = "handbill-backup.json"
SUMS: Final = "SHA256SUMS"
NAME: Final = re.compile(
    r"handbill-backup\.json|site\.toml|SHA256SUMS|secrets/[a-z][a-z.]{0,39}"
    r"|tables/([a-z0-9_]{1,60})/[0-9]{6,9}\.jsonl\.gz|proofs/[0-9]{6,15}\.jsonl\.gz|media/([0-9a-f]{64})"
).fullmatch
"""Every name that a part can have: none leads out of a folder."""

MEDIUM: Final = 2**32
"""Bytes of one master."""
SMALL: Final = 2**26
"""Bytes of any other part, packed or unpacked, but for the sums."""
_PIECE: Final = 2**20
_IN_MEMORY: Final = 2**23


class BadBackup(ValueError):
    """It cannot be brought back; the words say why."""


class Readable(Protocol):
    """A stream."""

    def read(self, size: int = -1, /) -> bytes: ...  # noqa: D102 - as all streams have it


@dataclass(slots=True)
class Part:
    """A name, how many bytes there are, and the stream that gives them: it is hashed while it is read."""

    name: str
    size: int
    stream: Readable
    sha256: str = ""  # as it should be, where that is known before
    left_out: bool = False
    seen: int = 0
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @classmethod
    def of(cls, name: str, data: bytes) -> "Part":
        """Give a part that is held in memory."""
        return cls(name, len(data), BytesIO(data), hashlib.sha256(data).hexdigest())

    @property
    def is_master(self) -> bool:
        """Is it a file of an attachment?"""
        return self.name.startswith("media/")

    @property
    def digest(self) -> str:
        """What was read, as SHA-256; of one that nobody read, what it should be."""
        return self._hash.hexdigest() if self.seen == self.size else self.sha256

    def read(self, size: int = -1, /) -> bytes:
        """Read on."""
        data = self.stream.read(size)
        self._hash.update(data)
        self.seen += len(data)
        return data

    def pieces(self) -> Iterator[bytes]:
        """Give its bytes, a piece at a time.

        Raises:
            BadBackup: there are fewer than there should be.
        """
        while self.seen < self.size:
            piece = self.read(min(_PIECE, self.size - self.seen))
            if not piece:
                raise BadBackup(f"it is cut off within {self.name}")
            yield piece

    def data(self) -> bytes:
        """Give all of a small one."""
        if self.size > SMALL:
            raise BadBackup(f"{self.name} is too large")
        return b"".join(self.pieces())


@contextmanager
def summed(folder: Path) -> Iterator["Sums"]:
    """Open the sums of a backup; what of them does not fit into memory lies in a private folder."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(folder)) as file:
        yield Sums(file)  # type: ignore[arg-type]


@dataclass(slots=True)
class Sums:
    """A line for each part, as `sha256sum` writes and checks it."""

    file: BinaryIO

    def passing(self, parts: Iterable[Part]) -> Iterator[Part]:
        """Give parts on, and at last their sums."""
        for part in parts:
            yield part
            if not part.left_out:
                self.add(part)
        size = self.file.tell()
        self.file.seek(0)
        hashed = hashlib.sha256()
        while piece := self.file.read(_PIECE):
            hashed.update(piece)
        self.file.seek(0)
        yield Part(SUMS, size, self.file, hashed.hexdigest())

    def add(self, part: Part) -> None:
        """Note what was read of a part."""
        self.file.write(line(part.digest, part.name))

    def check(self, said: Part) -> None:
        """Compare with the sums that came.

        Raises:
            BadBackup: they are others.
        """
        size = self.file.tell()
        self.file.seek(0)
        if size != said.size or not all(piece == self.file.read(len(piece)) for piece in said.pieces()):
            raise BadBackup("it is not as it was written: its parts and their sums do not agree")


def packed(data: bytes) -> bytes:
    """Pack rows (RFC 1952): the same bytes each time, so that nothing new is written of what did not change."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def line(sha256: str, name: str) -> bytes:
    """Give a line of sums."""
    return f"{sha256}  {name}\n".encode("ascii")
