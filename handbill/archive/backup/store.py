"""A folder of backups: each part lies there once, under its hash, however many of them need it; a backup is a list of its parts.

So the second one writes what is new alone, and compares the rest with its hash: what lies there damaged is written anew. Encrypted parts lie under a keyed hash instead, which tells nobody what is in them.
"""

import fcntl
import hashlib
import hmac
import os
import re
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

from handbill.archive.backup import age
from handbill.archive.backup.parts import NAME, BadBackup, Part, line
from handbill.archive.whole import sync, whole

ENDING: Final = ".backup"
_ADD: Final = "INSERT OR REPLACE INTO part VALUES (?, ?)"
_IN_MEMORY: Final = 2**24
_LINE: Final = re.compile(rb"([0-9a-f]{64})  ([A-Za-z0-9_./-]{1,120})(?:  ([0-9a-f]{64}))?\n").fullmatch
_PART: Final = re.compile(r"[0-9a-f]{64}").fullmatch
_STAMP: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{4}Z\.backup").fullmatch


def write(
    parts: Iterable[Part], folder: Path, at: datetime, to: Sequence[Any] = (), key: bytes = b""
) -> tuple[int, int]:
    """Add a backup to a folder; give how many bytes of it are new, and how many of its parts lay there damaged and are so no more.

    `to`: age recipients; `key` keeps the names of their parts.

    Raises:
        OSError: it cannot be written; what is there stays.
    """
    size = mended = 0
    made: set[Path] = set()
    with (
        Said(_lists(folder)[-1:] if to else ()) as said,
        whole(folder / f"{at:%Y-%m-%dT%H%MZ}{ENDING}") as listed,
    ):
        for part in parts:
            name = hmac.new(key, part.sha256.encode(), hashlib.sha256).hexdigest() if to else part.sha256
            file = _place(folder, name)
            there = file.exists()
            digest = said.of(name) if to else name
            if not there or not is_sound(file, digest):
                file.parent.mkdir(mode=0o700, exist_ok=True)
                made.add(file.parent)
                part.left_out = not _put(part, file, to)
                size += 0 if part.left_out else file.stat().st_size
                mended += there and bool(digest) and not part.left_out
                if to and not part.left_out:
                    digest = said.add(name, _digest(file))
            if not part.left_out:
                listed.write(line(name, f"{part.name}  {digest}" if to else part.name))
        for one in (*made, folder / "parts"):
            sync(one)
    return size, mended


def read(listed: Path, by: Sequence[Any], aside: Path) -> Generator[Part, None, None]:
    """Give the parts of one of the backups of a folder. What is decrypted and too large for memory lies in `aside`, a private folder.

    Raises:
        BadBackup: it is no list of parts, or one of them is missing.
    """
    with listed.open("rb") as lines:
        for said in lines:
            match = _LINE(said)
            if not match or not NAME(match[2].decode()):
                raise BadBackup(f"{listed.name} is no list of the parts of a backup")
            file = _place(listed.parent, match[1].decode())
            try:
                with file.open("rb") as stream:
                    yield from _opened(match[2].decode(), stream, by, aside)
            except FileNotFoundError:
                raise BadBackup(f"{match[2].decode()} is missing: {file}") from None


def size(listed: Path) -> int:
    """Give the bytes of the parts of a backup, as they lie there."""
    with listed.open("rb") as lines:
        matches = (_LINE(one) for one in lines)
        files = (_place(listed.parent, match[1].decode()) for match in matches if match)
        return sum(one.stat().st_size for one in files if one.exists())


def is_sound(file: Path, sha256: str) -> bool:
    """Tell whether a part lies there as it was written."""
    try:
        return bool(sha256) and _digest(file) == sha256
    except OSError:
        return False


def looked_through(listed: Path, most: int) -> tuple[int, int, list[str]]:
    """Compare the parts of a backup with their hashes, from any one on, until so many bytes were read.

    Give how many parts it has, how many were compared, and the names of those that are damaged or missing.
    """
    with listed.open("rb") as lines:
        count = sum(1 for _line in lines)
    first, looked, read, wrong = secrets.randbelow(max(1, count)), 0, 0, list[str]()
    for begin, end in ((first, count), (0, first)):
        with listed.open("rb") as lines:
            for said in islice(lines, begin, end):
                if read > most:
                    return count, looked, wrong
                match = _LINE(said)
                file = _place(listed.parent, match[1].decode()) if match else listed
                if not match or not is_sound(file, (match[3] or match[1]).decode()):
                    wrong.append(match[2].decode() if match else listed.name)
                looked += 1
                read += file.stat().st_size if file.exists() else 0
    return count, looked, wrong


class Said:
    """What lists say of the bytes of encrypted parts: a hash by the name of each, in a temporary database, for there may be millions."""

    def __init__(self, lists: Iterable[Path]) -> None:
        self._base = sqlite3.connect("")
        self._base.execute("CREATE TABLE part (name TEXT PRIMARY KEY, sha256 TEXT) WITHOUT ROWID")
        for listed in lists:
            with listed.open("rb") as lines:
                found = (match for said in lines if (match := _LINE(said)) and match[3])
                rows = ((one[1].decode(), one[3].decode()) for one in found)
                self._base.executemany(_ADD, rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._base.close()

    def add(self, name: str, sha256: str) -> str:
        """Note what was written."""
        self._base.execute(_ADD, (name, sha256))
        return sha256

    def of(self, name: str) -> str:
        """Give the hash of a part; "" where no list says it."""
        row = self._base.execute("SELECT sha256 FROM part WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""


def newest(folder: Path) -> Path:
    """Give the last backup of a folder.

    Raises:
        BadBackup: there is none.
    """
    found = _lists(folder)
    if not found:
        raise BadBackup(f"{folder} holds no backup")
    return found[-1]


def prune(folder: Path, keep: int) -> int:
    """Throw away all but the newest backups, and the parts that no other one needs; give how many backups went."""
    old = _lists(folder)[:-keep]
    for listed in old:
        listed.unlink()
    if old:
        sync(folder)
        needed: set[bytes] = set()
        for listed in _lists(folder):
            with listed.open("rb") as lines:
                needed.update(bytes.fromhex(said[:64].decode()) for said in lines)
        for file in (folder / "parts").glob("??/*"):
            if _PART(file.name) and bytes.fromhex(file.name) not in needed:
                file.unlink()
    return len(old)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Make the folder where it is not there, and let no other backup write into it meanwhile. What a kill left there goes."""
    (folder / "parts").mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for left in (*folder.glob(".*.tmp"), *folder.glob("parts/??/.*.tmp")):
            left.unlink()
        yield
    finally:
        os.close(handle)


def _lists(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if _STAMP(one.name))


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _place(folder: Path, name: str) -> Path:
    return folder / "parts" / name[:2] / name


def _put(part: Part, file: Path, to: Sequence[Any]) -> bool:
    """Write a part where it belongs, whole or not at all; not a master that the disc has changed."""
    with suppress(_Changed), whole(file, settle=False) as out:
        if to:
            with age.encrypted(out, to) as into:
                into.writelines(part.pieces())
        else:
            out.writelines(part.pieces())
        _demand_same(part)
        return True
    return False


class _Changed(Exception):
    """It is not what its name says."""


def _demand_same(part: Part) -> None:
    if part.digest != part.sha256:
        raise _Changed


def _opened(name: str, stream: BinaryIO, by: Sequence[Any], aside: Path) -> Iterator[Part]:
    if not age.is_encrypted(stream):
        yield Part(name, os.fstat(stream.fileno()).st_size, stream)
        return
    with (
        age.decrypted(stream, by) as plain,
        tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(aside)) as held,
    ):
        shutil.copyfileobj(plain, held)
        size = held.tell()
        held.seek(0)
        yield Part(name, size, held)
