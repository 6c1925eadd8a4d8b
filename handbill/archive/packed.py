"""A source that came packed: a zip or a tar of pages and exports, or one file that gzip has packed. It is unpacked into the import's own folder.

Names in it lead nowhere else, links and devices in it are passed over, and it becomes no larger than `unpacking` lets it.
"""

import errno
import os
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

from django.utils.translation import gettext as _

from handbill.archive.readers import crate
from handbill.archive.readers.saved import warc
from handbill.archive.sources import NotUnderstood, SourceError
from handbill.archive.tarred import Member
from handbill.archive.unpacking import Room, TooLargeError, inflated, pieces, zipped
from handbill.archive.walk import BEGINNING, Source, shown

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_TAR: Final = slice(257, 262)
_FILES: Final = 200_000
"""Files and folders of one source."""
_NAME: Final = 200  # bytes of a part of a path
_PATH: Final = 1000  # bytes of all of it
_DEEP: Final = 16  # parts of it
_NO_NAME: Final = frozenset({errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ})
"""What a disc says of a name that it does not take."""
_ENDINGS: Final = {".tgz": ".tar", ".gz": ""}
_BROKEN: Final = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What those raise that are cut off, encrypted, or packed in a way that is not known."""


def is_packed(source: Source) -> bool:
    """Tell by its first bytes whether a source must be unpacked. Web archives and Handbill's own exports are read as they are."""
    with source.open() as stream:
        start = stream.read(BEGINNING)
    if start.startswith((_GZIP, _ZIP)):
        return not warc.knows(start)
    return start[_TAR] == b"ustar" and not crate.knows(start)


def unpack(source: Source, folder: Path) -> Iterator[NotUnderstood]:
    """Unpack a source into an empty folder, and name what of it was not taken.

    Raises:
        SourceError: it is too large, broken or cut off.
        OSError: the disc has no room for it.
    """
    room = Room(source.size)
    try:
        with source.open() as stream:
            start = stream.read(BEGINNING)
            stream.seek(0)
            if start.startswith(_ZIP):
                yield from _members(source, folder, _of_zip(stream), room)
            elif start.startswith(_GZIP):
                yield from _one(source, folder, stream, room)
            else:
                yield from _members(source, folder, _of_tar(stream), room)
    except TooLargeError as error:
        raise SourceError(str(error)) from None
    except _BROKEN:
        raise SourceError(_("it is broken, cut off or encrypted, so it was not unpacked")) from None


def _one(source: Source, folder: Path, stream: BinaryIO, room: Room) -> Iterator[NotUnderstood]:
    """Unpack what gzip has packed: a file, or a tar of files."""
    path = Path(shown(source.path))
    ending = _ENDINGS.get(path.suffix.lower(), path.suffix)
    file = folder / f"{path.stem}{ending}"
    with file.open("xb") as out:
        room.put(inflated(stream), out)
    inside = Source(file, file.stat().st_size, follow=False)
    if is_packed(inside) and ending in {"", ".tar"}:
        with file.open("rb") as tar:
            file.unlink()
            yield from _members(source, folder, _of_tar(tar), room)


def _members(
    source: Source, folder: Path, members: Iterator[tuple[str, BinaryIO | None]], room: Room
) -> Iterator[NotUnderstood]:
    count = 0
    for name, stream in members:
        parts = name.replace("\\", "/").removeprefix("./").split("/")
        if parts[0] == "__MACOSX" or parts[-1].startswith("."):
            continue
        count += 1
        why = (
            _("this is a link or a device, not a file; it was passed over") if stream is None else _why(parts)
        )
        if stream is not None and not why:
            try:
                folders = _folders(folder, parts[:-1])
                count += len(folders)
                _demand_few(count)
                room.folders(len(folders))
                for one in folders:
                    one.mkdir()
                out = folder.joinpath(*parts).open("xb")
            except (FileExistsError, NotADirectoryError):
                why = _("another file has the same name; it was passed over")
            except OSError as error:
                if error.errno not in _NO_NAME:
                    raise
                why = _("its name is too long; it was passed over")
            else:
                with out, stream:
                    room.put(pieces(stream), out)
        _demand_few(count)
        if why:
            yield NotUnderstood(f"{source.name}: {shown(Path(parts[-1]))}", why)


def _demand_few(count: int) -> None:
    if count > _FILES:
        raise TooLargeError(_("there are too many files in it; it was not read"))


def _folders(folder: Path, parts: list[str]) -> list[Path]:
    """Give those of the folders on the way to a file that are not there yet, the outermost first."""
    missing: list[Path] = []
    way = folder.joinpath(*parts)
    while not way.is_dir():
        missing.insert(0, way)
        way = way.parent
    return missing


def _of_zip(stream: BinaryIO) -> Iterator[tuple[str, BinaryIO | None]]:
    with zipped(stream) as packed:
        for member in packed.infolist():
            kind = member.external_attr >> 16 & 0o170000
            if member.is_dir():
                continue
            regular = kind in {0, 0o100000}
            yield member.filename, cast("BinaryIO", packed.open(member)) if regular else None


def _of_tar(stream: BinaryIO) -> Iterator[tuple[str, BinaryIO | None]]:
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=Member) as tar:
        for member in tar:
            if member.isdir():
                continue
            regular = member.type in tarfile.REGULAR_TYPES and not member.issparse()
            yield member.name, cast("BinaryIO", tar.extractfile(member)) if regular else None
            tar.members.clear()  # type: ignore[attr-defined]  # it would keep all of them


def _why(parts: list[str]) -> str:
    """Say why a name is none to unpack to; "" where it is one."""
    if not all(map(_is_plain, parts)):
        return _("its name leads elsewhere; it was passed over")
    sizes = [len(os.fsencode(part)) for part in parts]
    if max(sizes) > _NAME or sum(sizes) + len(parts) > _PATH or len(parts) > _DEEP:
        return _("its name is too long; it was passed over")
    return ""


def _is_plain(part: str) -> bool:
    return part not in {"", ".", ".."} and "\0" not in part
