"""Where a stranger reads the public files from: an address, or a folder."""

import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from handbill.fetch import Fetcher, FetchError

LIMIT: Final = 64 * 2**20
"""Bytes of a public file that are read: a bundle of 256 of the longest entries has 17 MB."""


class Folder:
    """A folder of public files. Nothing changes under the reader."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    def get(self, path: str) -> bytes | None:
        """Read a file; None where there is none, ValueError where it cannot be had."""
        try:
            with (self.folder / path).open("rb") as file:
                data = file.read(LIMIT + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise ValueError(f"cannot be read: {error.strerror}") from None
        if len(data) > LIMIT:
            raise ValueError("is too large")
        return data

    def names(self) -> Iterator[str]:
        """Name every file, relative to the folder."""
        for place, _, files in os.walk(self.folder):
            below = os.path.relpath(place, self.folder)
            for name in files:
                yield name if below == "." else f"{below}/{name}"


class Site:
    """A site at its address. It may move on while it is read."""

    def __init__(self, address: str) -> None:
        try:
            self.fetcher = Fetcher(address)
        except FetchError as error:
            raise ValueError(error.word) from None

    def get(self, path: str) -> bytes | None:
        """Fetch a file; None where there is none, ValueError where it cannot be had."""
        try:
            return self.fetcher.get(path, LIMIT)
        except FetchError as error:
            raise ValueError(f"cannot be fetched: {error.word}") from None

    def names(self) -> Iterator[str]:
        """An address does not tell which files it has."""
        return iter(())


def open_source(source: str) -> Folder | Site:
    """Give the reader of an address or a folder; ValueError where it is neither."""
    if source.startswith(("http://", "https://")):
        return Site(source)
    if not Path(source).is_dir():
        raise ValueError("neither an address nor a folder")
    return Folder(source)


def same_as_its_copy(data: bytes, copy: bytes) -> bool:
    """Say whether a compressed copy holds exactly these bytes, whatever a bomb it may be."""
    unpack = zlib.decompressobj(wbits=31)
    try:
        whole = unpack.decompress(copy, len(data) + 1)
    except zlib.error:
        return False
    return whole == data and unpack.eof and not unpack.unused_data
