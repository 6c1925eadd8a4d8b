"""Files that are there whole or not at all, also after the power failed."""

import os
import secrets
from pathlib import Path


def replace(file: Path, data: bytes) -> None:
    """Put `data` where `file` is, in one step; on the disc when this returns."""
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        temporary.chmod(0o644)
        temporary.replace(file)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(file.parent)


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


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
