"""Files below a folder that somebody else may have filled: regular ones alone, and no link is followed, wherever it stands.

The folder itself may be named through a link: whoever runs the command chose it.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Final, TypeVar

Taken = TypeVar("Taken")

LIMIT: Final = 64 * 2**20
"""Bytes of a public file that are read: a bundle of 256 of the longest entries has 17 MB."""

FILE: Final = 2**32
"""Bytes of a file of an attachment that are read, a piece at a time."""

ODD: Final = "is a link, or no regular file"

_FOLDER: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY
_FILE: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # a pipe would wait for a writer


def read(folder: str | Path, path: str) -> bytes | None:
    """Read a file; None where there is none.

    Raises:
        ValueError: it cannot be had: a link on the way, no regular file, too large.
    """
    return _taken(folder, path, _data)


def opened(folder: str | Path, path: str) -> BufferedReader | None:
    """Open a file to read a piece at a time; for the rest as `read`."""
    return _taken(folder, path, lambda file, _size: os.fdopen(os.dup(file.fileno()), "rb"))


def digest(folder: str | Path, path: str) -> tuple[str, int] | None:
    """Give the SHA-256 of a file, in lower-case hexadecimal digits, and how many bytes it has; for the rest as `read`."""
    return _taken(folder, path, _digest)


def _taken(folder: str | Path, path: str, take: Callable[[BufferedReader, int], Taken]) -> Taken | None:
    *parts, name = path.split("/")
    if not {"", ".", ".."}.isdisjoint((*parts, name)):
        raise ValueError("is no path below the folder")
    try:
        here, at = os.open(folder, _FOLDER), name
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    try:
        for at in parts:  # where it ends, it is known at what
            below = os.open(at, _FOLDER | os.O_NOFOLLOW, dir_fd=here)
            os.close(here)
            here = below
        at = name
        return _opened(os.open(name, _FILE, dir_fd=here), take)
    except OSError as error:
        if _is_odd(at, here):
            raise ValueError(ODD) from None
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            return None
        raise ValueError(f"cannot be read: {error.strerror}") from None
    finally:
        os.close(here)


def names(folder: str | Path) -> Iterator[tuple[str, bool]]:
    """Name all that is below a folder but folders, relative to it, and say whether it is a regular file."""
    waiting = [""]
    while waiting:
        within = waiting.pop()
        try:
            with os.scandir(f"{folder}/{within}") as listed:
                found = list(listed)
        except OSError:  # what it holds is not known
            yield within.rstrip("/"), False
            continue
        for one in found:
            if one.is_dir(follow_symlinks=False):
                waiting.append(f"{within}{one.name}/")
            else:
                yield f"{within}{one.name}", one.is_file(follow_symlinks=False)


def _opened(handle: int, take: Callable[[BufferedReader, int], Taken]) -> Taken | None:
    try:
        about = os.fstat(handle)
        if S_ISDIR(about.st_mode):
            return None
        if not S_ISREG(about.st_mode):
            raise ValueError(ODD)
        with open(handle, "rb", closefd=False) as file:
            return take(file, about.st_size)
    finally:
        os.close(handle)


def _data(file: BufferedReader, size: int) -> bytes:
    data = file.read(min(size, LIMIT) + 1)
    if len(data) > LIMIT:
        raise ValueError("is too large")
    return data


def _digest(file: BufferedReader, size: int) -> tuple[str, int]:
    if size > FILE:
        raise ValueError("is too large")
    return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()


def _is_odd(name: str, folder: int) -> bool:
    with suppress(OSError):
        mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
        return not S_ISDIR(mode) and not S_ISREG(mode)
    return False
