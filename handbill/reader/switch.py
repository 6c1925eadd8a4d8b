"""Put a new state of a folder in the old one's place, in one step."""

import ctypes
import os
import shutil
from pathlib import Path
from typing import Final

_LIBC: Final = ctypes.CDLL(None, use_errno=True)
_HERE: Final = -100  # AT_FDCWD
_EXCHANGE: Final = 2  # RENAME_EXCHANGE


def switch(fresh: Path, folder: Path) -> None:
    """Let `fresh` take the place of `folder`; the old state is deleted afterwards."""
    _sync(fresh)
    if not folder.exists():
        fresh.rename(folder)
    elif _exchange(fresh, folder):
        shutil.rmtree(fresh)
    else:
        old = folder.with_name(f".{folder.name}.old")
        folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old)


def recover(folder: Path) -> None:
    """Put the old state back where a switch in two steps was cut off between them."""
    old = folder.with_name(f".{folder.name}.old")
    if old.exists() and not folder.exists():
        old.rename(folder)


def _sync(folder: Path) -> None:
    """Put all of the new state on the disc before it takes the old one's place (syncfs(2), else sync(2))."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if not hasattr(_LIBC, "syncfs") or _LIBC.syncfs(handle):
            os.sync()
    finally:
        os.close(handle)


def _exchange(one: Path, two: Path) -> bool:
    """Exchange two folders (renameat2(2) with RENAME_EXCHANGE); False where the system cannot."""
    if not hasattr(_LIBC, "renameat2"):
        return False
    return not _LIBC.renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(two), _EXCHANGE)
