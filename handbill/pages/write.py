"""Write public files whole or not at all, the compressed copy first, with times that never lie and never tell the second."""

import contextlib
import os
import sys
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Self

from deflate import gzip_compress

from handbill.newswire import media
from handbill.record import durable
from handbill.settings import Settings

UNSURE = 0
"""The time of a file of which nobody knows whether the disc has it."""
LEVEL = 5
"""Of libdeflate: 6 takes 4 % more time and makes 0.2 % less of a page."""


class Beside(NamedTuple):
    """The files of attachments that are to stand in a folder, and nothing else: the hash of each master, by name."""

    files: Mapping[str, str]


class Writer:
    """Writes into one folder. `now` is the minute of the batch. Call `settle` before a cursor says that it is done.

    Without `compressed` there are no compressed copies.
    """

    @classmethod
    def of(cls, site: Settings, now: datetime) -> Self:
        """Give the writer of a site's public files."""
        return cls(site.public, now, compressed=site.pages.compressed == "on")

    def __init__(self, folder: Path, now: datetime, *, compressed: bool = True) -> None:
        self.folder = folder
        self._compressed = compressed
        self.minute = int(now.replace(second=0, microsecond=0).timestamp())
        self.written = 0
        self._made: set[str] = set()
        self._unsettled = False
        self._written: list[str] = []  # since all was on the disc
        (folder / durable.NURSERY).mkdir(parents=True, exist_ok=True)

    def put(self, path: str, text: "str | bytes | Beside | None") -> list[str]:
        """Write a file and its compressed copy, or take both away; or let files stand in a folder. Give what is there now.

        A file that would not change is left alone.
        """
        if text is None:
            self.remove(path)
            return []
        if isinstance(text, Beside):
            return self._beside(path, text.files)
        self._text(path, text)
        return [path]

    def _text(self, path: str, text: str | bytes) -> None:
        file = f"{self.folder}/{path}"
        data = text if isinstance(text, bytes) else text.encode()
        before = _present(file)
        if before is not None and before[0] == data and self._is_whole(file, data, before[1]):
            return
        # RFC 9110 8.8.2: never the same time for other bytes; to the minute, unless it changes again within it
        changed = self.minute if before is None else max(self.minute, before[1] + 1)
        self._folder(file.rpartition("/")[0])
        self._written.append(file)
        if self._compressed:
            durable.place(self.folder, f"{file}.gz", compress(data), changed)
        else:  # first: a reader who takes it compressed must not see what stood here
            self._unlink(f"{file}.gz")
        durable.place(self.folder, file, data, changed)
        self._unsettled = True
        self.written += 1

    def _is_whole(self, file: str, data: bytes, changed: int) -> bool:
        """Is the file known to be on the disc, and with its copy if it is to have one? A copy that is not wanted goes."""
        if self._compressed:
            return _copied(file, data, changed)
        if changed != UNSURE:
            self._unlink(f"{file}.gz")
        return changed != UNSURE

    def _unlink(self, file: str) -> None:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            durable.remove(self.folder, file)
            self._unsettled = True

    def _beside(self, path: str, files: Mapping[str, str]) -> list[str]:
        """Let these files, and no others, stand in a folder: links to the masters, or copies where there can be none."""
        folder = self.folder / path
        try:
            there = set(os.listdir(folder))  # noqa: PTH208 - names are all that is asked
        except FileNotFoundError:
            there = set()
        for name in there - files.keys():
            with contextlib.suppress(FileNotFoundError):
                durable.remove(self.folder, folder / name)
            self._unsettled = True
        if not files:
            with contextlib.suppress(OSError):  # it was not there, or holds what a crash left half written
                folder.rmdir()
            return []
        self._folder(str(folder))
        found = []
        for name, sha256 in files.items():
            try:
                self._unsettled |= durable.link(self.folder, folder / name, media.path_of(sha256))
            except (
                FileNotFoundError
            ):  # it was destroyed just now, and the page follows; or somebody took it away
                with contextlib.suppress(FileNotFoundError):
                    durable.remove(self.folder, folder / name)
                sys.stderr.write(f"data/media lacks {sha256[:16]}…, which {path} needs\n")
            else:
                found.append(f"{path}/{name}")
        return found

    def remove(self, path: str) -> None:
        """Take a file and its compressed copy away."""
        for one in (f"{self.folder}/{path}", f"{self.folder}/{path}.gz"):
            self._unlink(one)

    def settle(self) -> None:
        """Put all that was written on the disc.

        After a sync that failed, the system may hold as written what is not. So that the next run writes these files again,
        their compressed copies are taken away, and where there are none their time is one that no page has; readers notice nothing.

        Raises:
            OSError: the disc did not take them.
        """
        if self._unsettled:
            try:
                durable.settle(self.folder)
            except OSError:
                for file in self._written:
                    with contextlib.suppress(OSError):
                        self._doubt(file)
                raise
            finally:
                self._written.clear()
            self._unsettled = False

    def _doubt(self, file: str) -> None:
        if self._compressed:
            os.unlink(f"{file}.gz")  # noqa: PTH108 - as they are kept
        else:
            os.utime(file, (UNSURE, UNSURE))

    def _folder(self, folder: str) -> None:
        if folder not in self._made:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)


def _present(file: str) -> tuple[bytes, int] | None:
    try:
        with open(file, "rb", buffering=0) as there:  # noqa: PTH123 - half the cost of Path.open
            return there.read(), int(os.fstat(there.fileno()).st_mtime)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _copied(file: str, data: bytes, changed: int) -> bool:
    """Is the compressed copy there, and of the same writing? A crash may have left that of another one, a power loss anything."""
    copy = _present(f"{file}.gz")
    if copy is None or copy[1] != changed:
        return False
    try:
        return zlib.decompress(copy[0], 31) == data
    except zlib.error:
        return False


def compress(data: bytes) -> bytes:
    """Give the gzip form (RFC 1952) of data, the same bytes for the same input: no time, no name."""
    return bytes(gzip_compress(data, LEVEL))
