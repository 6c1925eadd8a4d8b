"""A folder with the files of an old site, as it lay on its server: what an address of it names is found there, and nowhere else."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import unquote, urlsplit

from handbill import below
from handbill.archive.sources import ImportedFile
from handbill.cleaning.text import tidy

_MARKS: Final = ("wp-content/uploads/", "wp-content/", "uploads/", "files/", "sites/default/files/")
"""Where a path begins that is the same on every server; longer ones first."""
_SIZED: Final = re.compile(r"-[0-9]{2,5}x[0-9]{2,5}(?=\.[A-Za-z0-9]{2,5}$)|-scaled(?=\.[A-Za-z0-9]{2,5}$)")
_LONGEST: Final = 1_000


class Uploads:
    """Finds files by the addresses that they had."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, address: str) -> str | None:
        """Give the path below the folder of the file that an address names: of a picture in another size, the whole one."""
        for path in _paths(address):
            whole = _SIZED.sub("", path)
            for one in dict.fromkeys((whole, _scaled(whole), path)):
                if self._is_here(one):
                    return one
        return None

    def file(self, path: str, caption: str = "", alternative: str = "") -> ImportedFile:
        """Give a file that was found, as an item carries it."""
        return ImportedFile(path, lambda: self.open(path), caption, alternative)

    def open(self, path: str) -> BinaryIO:
        """Open a file below the folder.

        Raises:
            LookupError: it is not there.
        """
        try:
            found = below.opened(self.folder, path)
        except ValueError as error:
            raise LookupError(str(error)) from None
        if found is None:
            raise LookupError(path)
        return found

    def _is_here(self, path: str) -> bool:
        try:
            found = below.opened(self.folder, path)
        except ValueError:
            return False
        if found is None:
            return False
        found.close()
        return True


def _paths(address: str) -> Iterable[str]:
    """Give the paths, below the folder, by which an address may be meant: from its whole path to the part that stays the same."""
    try:
        path = tidy(unquote(urlsplit(address).path, errors="strict")).strip("/")
    except ValueError:
        return
    parts = path.split("/")
    if not path or len(path) > _LONGEST or not {"", ".", ".."}.isdisjoint(parts) or "\0" in path:
        return
    yield path
    for mark in _MARKS:
        rest = f"/{path}".partition(f"/{mark}")[2]
        if rest:
            yield f"{mark}{rest}"
            yield rest
            if mark == "wp-content/uploads/":
                yield f"uploads/{rest}"


def _scaled(path: str) -> str:
    """Since WordPress 5.3 the picture that was sent is kept beside a smaller one that is shown."""
    name, dot, ending = path.rpartition(".")
    return f"{name}-scaled{dot}{ending}"
