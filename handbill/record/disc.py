"""A disc that does not take what is written: what it says, in one word, whoever passes it on."""

import errno
from typing import Final, Literal

from django.db import DatabaseError

State = Literal["full", "read-only", "failing", ""]

_NUMBERS: Final[dict[int, State]] = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read-only",
    errno.EIO: "failing",
}
_WORDS: Final[tuple[tuple[str, State], ...]] = (  # of SQLite, then of PostgreSQL
    ("database or disk is full", "full"),
    ("No space left on device", "full"),
    ("Disk quota exceeded", "full"),
    ("could not extend file", "full"),
    ("attempt to write a readonly database", "read-only"),
    ("Read-only file system", "read-only"),
    ("disk I/O error", "failing"),
    ("Input/output error", "failing"),
    ("could not fsync", "failing"),
)


def state(error: Exception) -> State:
    """Say what is the matter with the disc; empty where an error is none of a disc's."""
    if isinstance(error, OSError):
        return _NUMBERS.get(error.errno or 0, "")
    if isinstance(error, DatabaseError):
        return next((word for words, word in _WORDS if words in str(error)), "")
    return ""
