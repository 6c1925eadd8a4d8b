"""Files that are there whole or not at all, and one call that puts them all on the disc.

A sync of the whole file system costs as much as that of two files, so a batch is written first and synced once, before
anything says that it is there: a signature over tiles, a cursor behind pages. After a power failure the file may be
empty, but then nothing said yet that it is done, and it is written again.
"""

import ctypes
import os
import secrets
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)


def replace(file: Path, data: bytes) -> None:
    """Put `data` where `file` is, in one step; `settle` puts it on the disc."""
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as out:
            out.write(data)
        temporary.chmod(0o644)
        temporary.replace(file)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def create(file: Path, data: bytes) -> None:
    """Put `data` into a new file. A file that is there with the same bytes is fine, since a step may be done twice.

    Raises:
        FileExistsError: it is there with other bytes; nothing was changed.
    """
    try:
        present = file.read_bytes()
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace(file, data)
        return
    if present != data:
        raise FileExistsError(f"{file} is there with other bytes")


def settle(folder: Path) -> None:
    """Put all that was written to the file system of `folder` on the disc: syncfs(2), else sync(2).

    Raises:
        OSError: the disc could not take it.
    """
    if not hasattr(_LIBC, "syncfs"):
        os.sync()
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if _LIBC.syncfs(handle):
            raise OSError(ctypes.get_errno(), "syncfs failed", str(folder))
    finally:
        os.close(handle)
