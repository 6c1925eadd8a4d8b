"""Write public files whole or not at all, the compressed copy first, with times that never lie and never tell the second."""

import contextlib
import gzip
import os
import zlib
from datetime import datetime
from pathlib import Path

from handbill.record import durable

LEVEL = 6
"""Of zlib: 9 takes twice the time for one part in a hundred."""


class Writer:
    """Writes into one folder. `now` is the minute of the batch. Call `settle` before a cursor says that it is done."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.folder = folder
        self.minute = int(now.replace(second=0, microsecond=0).timestamp())
        self.written = 0
        self._made: set[Path] = set()
        self._unsettled = False

    def put(self, path: str, text: str | None) -> None:
        """Write a file and its compressed copy, or take both away. A file that would not change is left alone."""
        file = self.folder / path
        if text is None:
            self.remove(path)
            return
        data = text.encode()
        before = self._present(file)
        if before is not None and before[0] == data and file.with_name(f"{file.name}.gz").exists():
            return
        # RFC 9110 8.8.2: never the same time for other bytes; to the minute, unless it changes again within it
        changed = self.minute if before is None else max(self.minute, before[1] + 1)
        self._folder(file.parent)
        self._one(file.with_name(f"{file.name}.gz"), compress(data), changed)
        self._one(file, data, changed)
        self.written += 1

    def remove(self, path: str) -> None:
        """Take a file and its compressed copy away."""
        file = self.folder / path
        for one in (file, file.with_name(f"{file.name}.gz")):
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                one.unlink()
                self._unsettled = True

    def settle(self) -> None:
        """Put all that was written on the disc."""
        if self._unsettled:
            durable.settle(self.folder)
            self._unsettled = False

    @staticmethod
    def _present(file: Path) -> tuple[bytes, int] | None:
        try:
            with file.open("rb") as there:
                return there.read(), int(os.fstat(there.fileno()).st_mtime)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _folder(self, folder: Path) -> None:
        if folder not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(folder)

    def _one(self, file: Path, data: bytes, changed: int) -> None:
        temporary = f"{file.parent}/.{file.name}.new"  # one writer: the name is free, or left by a crash
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            os.write(handle, data) if len(data) < 2**20 else _write_all(handle, data)
            os.fchmod(handle, 0o644)
            os.utime(handle, (changed, changed))
        finally:
            os.close(handle)
        os.replace(temporary, file)  # noqa: PTH105 - a third of the cost of Path.replace, four times a page
        self._unsettled = True


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def compress(data: bytes) -> bytes:
    """Give the gzip form (RFC 1952) of data, the same bytes for the same input: no time, no name."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def unpack(data: bytes) -> bytes:
    """Give back what `compress` was given."""
    return gzip.decompress(data)
