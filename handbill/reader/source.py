"""Where a stranger reads the public files from: an address, or a folder."""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from handbill.below import FILE, LIMIT, digest, names, read
from handbill.fetch import Fetcher, FetchError, worded

SAMPLE: Final = 8
"""One file of so many is asked for as it is too, not only compressed as browsers get it."""


class Folder:
    """A folder of public files. Nothing changes under the reader."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def get(self, path: str) -> bytes | None:
        """Read a file; None where there is none, ValueError where it cannot be had."""
        return read(self.folder, path)

    def digest(self, path: str) -> tuple[str, int] | None:
        """Give the SHA-256 of a file, and how many bytes it has; for the rest as `get`."""
        return digest(self.folder, path)

    def names(self) -> Iterator[tuple[str, bool]]:
        """Name every file, relative to the folder, and say whether it is a regular one."""
        return names(self.folder)


class Site:
    """A site at its address. It may move on while it is read."""

    def __init__(self, address: str) -> None:
        try:
            self.fetcher = Fetcher(address, near=True)
        except FetchError as error:
            raise ValueError(error.word) from None
        self._dice = os.urandom(16)

    def get(self, path: str) -> bytes | None:
        """Fetch a file; None where there is none, ValueError where it cannot be had."""
        dice = sha256(self._dice + path.encode()).digest()[0]
        drawn = path.endswith(("html", "json")) and dice % SAMPLE == 0
        with worded():
            return (self.fetcher.get_alike if drawn else self.fetcher.get)(path, LIMIT)

    def digest(self, path: str) -> tuple[str, int] | None:
        """Fetch a file for its SHA-256 and length alone; for the rest as `get`."""
        with worded():
            return self.fetcher.digest(path, FILE)

    def names(self) -> Iterator[tuple[str, bool]]:
        """An address does not tell which files it has."""
        return iter(())


def open_source(source: str) -> Folder | Site:
    """Give the reader of an address or a folder; ValueError where it is neither."""
    if source.startswith(("http://", "https://")):
        return Site(source)
    if not Path(source).is_dir():
        raise ValueError("neither an address nor a folder")
    return Folder(source)
