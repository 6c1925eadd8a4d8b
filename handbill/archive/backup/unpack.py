"""A backup as the folder of a site that is not whole yet: everything is looked at before any of it is used. No Django: it needs the folder."""

import json
import os
import re
import tomllib
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from handbill.archive.backup import age, store, tar
from handbill.archive.backup.parts import FORMAT, HEADER, NAME, SMALL, SUMS, VERSION, BadBackup, Part, summed
from handbill.record import durable

EPOCH: Final = 946_684_800
"""The time of all masters: 2000-01-01."""
ROWS: Final = "data/tmp/restore"
_STEP: Final = re.compile(r"([a-z0-9_]{1,40})\.([0-9a-z_]{1,100})").fullmatch


@dataclass(slots=True)
class Unpacked:
    """What a backup said of itself, and masters that the disc had changed when it was made."""

    folder: Path
    at: str = ""
    origin: str = ""
    entries: int = 0
    migrations: list[tuple[str, str]] = field(default_factory=list)
    tables: dict[str, list[str]] = field(default_factory=dict)
    masters: int = 0
    damaged: list[str] = field(default_factory=list)

    def lines(self, table: str) -> Iterator[bytes]:
        """Give the rows of a table, or the proofs, as they stand in their parts.

        Raises:
            BadBackup: a part cannot be unpacked.
        """
        for file in sorted((self.folder / ROWS / table).glob("*"), key=lambda one: (len(one.name), one.name)):
            yield from _unpacked(file).splitlines(keepends=False)
            file.unlink()


def size(source: Path) -> int:
    """Give how many bytes a backup has, as it lies there, for a progress bar."""
    if source.is_dir():
        source = store.newest(source)
    return store.size(source) if (source.parent / "parts").is_dir() else source.stat().st_size


@contextmanager
def opened(source: Path, identity: Path | None, aside: Path) -> Iterator[Iterable[Part]]:
    """Open a backup: a file, one of a folder of backups, or such a folder, which means the newest.

    `aside` is a private folder for what does not fit into memory.

    Raises:
        BadBackup: it is none.
        ValueError: there is no secret key where one is needed.
        OSError: it cannot be read.
    """
    by = age.identities(identity) if identity else []
    if source.is_dir() or (source.parent / "parts").is_dir():
        with closing(store.read(store.newest(source) if source.is_dir() else source, by, aside)) as parts:
            yield parts
        return
    with ExitStack() as stack:
        stream: BinaryIO = stack.enter_context(source.open("rb"))
        if age.is_encrypted(stream):
            stream = stack.enter_context(age.decrypted(stream, by))
        yield stack.enter_context(closing(tar.read(stream)))


def unpack(parts: Iterable[Part], folder: Path, tick: Callable[[int], None]) -> Unpacked:
    """Put the parts where they belong, in a new folder, and compare them with their sums. `tick` is told bytes.

    Raises:
        BadBackup: it is none, of a newer version, cut off, or altered.
    """
    folder.chmod(0o755)
    for name, mode in (
        ("secrets", 0o700),
        ("data", 0o700),
        ("data/tmp", 0o700),
        ("data/media", 0o700),
        ("public", 0o755),
    ):
        (folder / name).mkdir()
        (folder / name).chmod(mode)
    _private(folder / "data/handbill.sqlite3", [b""])  # its mode is that of all that SQLite makes beside it
    found = Unpacked(folder)
    seen: set[str] = set()
    with summed(folder / "data/tmp") as sums:
        for part in parts:
            if SUMS in seen:
                raise BadBackup("something follows its sums")
            if not seen:
                _begin(part, found)
            elif part.name == SUMS:
                sums.check(part)
            elif part.is_master:
                _master(part, found)
            else:
                _put(part, found, seen)
            sums.add(part)
            seen |= set() if part.is_master else {part.name}
            tick(part.size)
    _demand_whole(seen)
    durable.settle(folder)
    return found


def _begin(part: Part, found: Unpacked) -> None:
    if part.name != HEADER:
        raise BadBackup("it is no backup of Handbill")
    try:
        said = json.loads(part.data())
        if (said["format"], type(said["version"])) != (FORMAT, int):
            raise BadBackup("it is no backup of Handbill")
        if said["version"] > VERSION:
            raise BadBackup(
                f"it is of version {said['version']}, and this Handbill knows those up to {VERSION}"
            )
        found.at, found.origin, found.entries = str(said["at"]), str(said["origin"]), int(said["entries"])
        found.migrations = [(match[1], match[2]) for one in said["migrations"] if (match := _STEP(one))]
        found.tables = {str(name): [str(one) for one in columns] for name, columns in said["tables"].items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, BadBackup):
            raise
        raise BadBackup(f"{HEADER} does not say what it must") from None


def _put(part: Part, found: Unpacked, seen: set[str]) -> None:
    """Put a small part in its place."""
    match = NAME(part.name)
    if part.name in seen or not match or (match[1] and match[1] not in found.tables):
        raise BadBackup(f"{part.name} does not belong there")
    rows = part.name.startswith(("tables/", "proofs/"))
    place = found.folder / (f"{ROWS}/{part.name.removeprefix('tables/')}" if rows else part.name)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _private(place, part.pieces())


def _master(part: Part, found: Unpacked) -> None:
    """Put a master in its place, unless it is not what its name says."""
    sha256 = part.name.removeprefix("media/")
    file = found.folder / "data/media" / sha256
    _private(file, part.pieces())
    os.utime(file, (EPOCH, EPOCH))  # a link beside a page tells it to everyone
    file.chmod(0o644)
    if part.digest == sha256:
        found.masters += 1
    else:
        file.unlink()
        found.damaged.append(sha256)


def take_beside(found: Unpacked, folder: Path) -> None:
    """Copy the masters that lie in a folder and are not there yet: a backup from before an upgrade has them beside it."""
    for file in folder.glob("[0-9a-f]*"):
        place = found.folder / "data/media" / file.name
        if NAME(f"media/{file.name}") and not place.exists() and file.is_file():
            with file.open("rb") as stream:
                _master(Part(f"media/{file.name}", file.stat().st_size, stream), found)


def _demand_whole(seen: set[str]) -> None:
    if SUMS not in seen:
        raise BadBackup("it is cut off: its sums are missing")
    missing = {"site.toml", "secrets/record", "secrets/django", "secrets/guard", "secrets/provenance"} - seen
    if missing:
        raise BadBackup(f"it lacks {', '.join(sorted(missing))}")


def _private(file: Path, pieces: Iterable[bytes]) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.writelines(pieces)


def _unpacked(file: Path) -> bytes:
    """Unpack rows, as much as a part may have."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(file.read_bytes(), SMALL)
    except zlib.error:
        raise BadBackup(f"{file.parent.name}/{file.name} cannot be unpacked") from None
    if not unpacker.eof or unpacker.unused_data:
        raise BadBackup(f"{file.parent.name}/{file.name} unpacks to more than a part may have, or is cut off")
    return data


def choose_database(folder: Path, named: str | None) -> bool:
    """Where the environment names another database than `site.toml`, make that line a comment, so that nobody takes the old one for it; say whether."""
    file = folder / "site.toml"
    text = file.read_text("utf-8")
    top, table, rest = text.partition("\n[")
    changed = re.sub(r"(?m)^(database_url\s*=)", r"# before the restore: \1", top) + table + rest
    if named is None or changed == text or named == tomllib.loads(text).get("database_url"):
        return False
    file.write_text(changed, "utf-8")
    return True
