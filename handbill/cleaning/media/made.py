"""A file of our own making, as it is handed on."""

import hashlib
from pathlib import Path

from handbill.cleaning.media.cleaned import Made


def made(path: Path, kind: str, width: int = 0, height: int = 0) -> Made:
    """Give what is known of a finished file; `kind` is its media type."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Made(path, kind, digest, path.stat().st_size, width, height)
