"""A backup as one file: a plain tar (POSIX.1-2001), written and read in one go."""

import tarfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, BinaryIO

from handbill.archive.backup.parts import MEDIUM, NAME, SMALL, SUMS, BadBackup, Part
from handbill.archive.tarred import Member


def write(parts: Iterable[Part], out: BinaryIO, at: int) -> None:
    """Write parts to a stream; `at` is the time that each is given, in seconds."""
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for part in parts:
            member = tarfile.TarInfo(part.name)
            member.size, member.mtime, member.mode = part.size, at, 0o600
            tar.addfile(member, part)


def read(stream: BinaryIO) -> Generator[Part, None, None]:
    """Give the parts of a file; each must be read before the next one.

    Raises:
        BadBackup: it is none, it is cut off, or something in it cannot be in a backup.
    """
    with _told(), tarfile.open(fileobj=stream, mode="r|", tarinfo=Member) as tar:
        for member in tar:
            yield _part(tar, member)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BadBackup:
        raise
    except (tarfile.TarError, ValueError, RecursionError):
        raise BadBackup("it is no backup of Handbill, or it is cut off") from None


@dataclass(slots=True)
class _Member:
    """The stream of a part, whose faults are told in words."""

    stream: IO[bytes]

    def read(self, size: int = -1, /) -> bytes:
        with _told():
            return self.stream.read(size)


def _part(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Part:
    match = NAME(member.name)
    if not match or member.type != tarfile.REGTYPE or member.issparse():
        raise BadBackup(f"{member.name!r} cannot be in a backup")
    if member.size > (MEDIUM if match[2] or member.name == SUMS else SMALL):
        raise BadBackup(f"{member.name} is too large")
    stream = tar.extractfile(member)
    assert stream is not None  # noqa: S101 - it is a regular file, for the type checker
    return Part(member.name, member.size, _Member(stream))
