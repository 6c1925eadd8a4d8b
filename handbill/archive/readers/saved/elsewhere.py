"""Pictures, sound and film that lie in another archive than their page: those that are imported together know each other's.

All archives are read once for it, when the first page lacks something; what was found is kept for the import, in a file.
"""

import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

from handbill.archive.readers.crate import part
from handbill.archive.readers.saved.captures import Capture, Captures
from handbill.archive.readers.saved.records import BROKEN, Records, demand_theirs
from handbill.archive.sources import SourceError
from handbill.archive.told import Told
from handbill.archive.unpacking import Rooms, TooLargeError, zipped
from handbill.archive.walk import BEGINNING, Source

_HEADER: Final = 30
"""Bytes of what stands before a file in a zip, without its name (APPNOTE 4.3.7); where the lengths of name and extra field stand in it."""
_LENGTHS: Final = slice(26, 30)

_ZIP: Final = b"PK\x03\x04"
ENDINGS: Final = (".warc", ".warc.gz", ".arc", ".arc.gz")
"""Of the names of archives in a zip."""

Take: TypeAlias = Callable[[Any, int, Captures, str], None]


class Elsewhere:
    """The media of all archives of an import."""

    def __init__(self, told: Told, knows: Callable[[bytes], bool], take: Take) -> None:
        """`knows` tells an archive by its beginning; `take` takes down a record."""
        self._told, self._knows, self._take = told, knows, take
        self._captures: Captures | None = None

    def find(self, address: str) -> Capture | None:
        """Give the latest capture of a file in any archive; its `source` is the path of that."""
        if self._told.folder is None:
            return None
        if self._captures is None:
            self._captures = Captures(self._told.folder / "captures")
            if not self._captures.is_ready:
                self._fill(self._captures)
                self._captures.ready()
        return self._captures.find(address)

    def close(self) -> None:
        """It is not asked any more."""
        if self._captures is not None:
            self._captures.close()

    def _fill(self, captures: Captures) -> None:
        found = [(source, *one) for source in self._told.sources() for one in self._archives(source)]
        for source, base, size in found if len(found) > 1 else ():  # of one alone all is known
            with suppress(SourceError), source.open() as stream, part(stream, base, size) as archive:
                self._read(archive, (base, size), captures, os.fspath(source.path))

    def _archives(self, source: Source) -> list[tuple[int, int]]:
        """Give where in a file archives lie that can be read there, and how long they are: in a zip those that are not packed once more."""
        with suppress(SourceError), source.open() as stream:
            start = stream.read(BEGINNING)
            stream.seek(0)
            if not self._knows(start):
                return []
            return _members(stream) if start.startswith(_ZIP) else [(0, source.size)]
        return []

    def _read(self, stream: BinaryIO, where: tuple[int, int], captures: Captures, source: str) -> None:
        base, size = where
        try:
            for offset, record in Records(stream, (self._told.rooms or Rooms(size)).index):
                self._take(record, base + offset, captures, source)
        except BROKEN as error:  # what is wrong is told when it is its turn
            demand_theirs(error)


def _members(stream: BinaryIO) -> list[tuple[int, int]]:
    found = []
    try:
        with zipped(stream) as packed:
            for member in packed.infolist():
                if member.compress_type == zipfile.ZIP_STORED and member.filename.lower().endswith(ENDINGS):
                    stream.seek(member.header_offset)
                    lengths = stream.read(_HEADER)[_LENGTHS]
                    name, extra = int.from_bytes(lengths[:2], "little"), int.from_bytes(lengths[2:], "little")
                    found.append((member.header_offset + _HEADER + name + extra, member.compress_size))
    except (TooLargeError, zipfile.BadZipFile, NotImplementedError, *BROKEN):
        return []
    return found


def opened(capture: Capture) -> BinaryIO:
    """Open the archive in which something lies.

    Raises:
        LookupError: it is not there any more.
    """
    try:
        return Path(capture.source).open("rb")
    except OSError as error:
        raise LookupError(str(error)) from None
