"""A private file that is there whole or not at all: readable by its owner alone, and without a name until it is on the disc."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def whole(out: Path, *, settle: bool = True) -> Iterator[BinaryIO]:
    """Give a file to write to (mode 0600). At the end it is `out`; after an error, or a kill, what was there before is untouched.

    Without `settle` its name may be gone after a power failure until `sync` was called for its folder; its bytes are never.

    Where the file system knows files without a name (open(2), O_TMPFILE), a kill leaves nothing behind; else `.NAME.….tmp`.

    Raises:
        OSError: it cannot be written.
    """
    beside = out.with_name(f".{out.name}.{secrets.token_hex(4)}.tmp")
    try:
        handle, named = os.open(out.absolute().parent, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600), False
    except OSError:
        made = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        handle, named = os.open(beside, made, 0o600), True
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(handle)
            if not named:
                # linkat(2) follows the link in /proc alone; Python calls it where a folder is given, which counts for nothing here
                os.link(f"/proc/self/fd/{handle}", beside, src_dir_fd=handle, follow_symlinks=True)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)  # it is there still where something went wrong
    if settle:
        sync(out.absolute().parent)


def sync(folder: Path) -> None:
    """Put the names of a folder on the disc."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
