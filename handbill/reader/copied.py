"""What a run of `mirror` comes to, and what a copy keeps for itself."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PIN: Final = ".mirror"
"""In the folder, and never served: `vkey`, the key that was pinned; `address`, where it is a mirror of; `since`, how far it got."""


class MirrorError(Exception):
    """Why there is no newer copy; the one that was there is untouched. Lines for people."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Copy:
    """What came of a run."""

    size: int  # entries
    before: int  # entries that the copy had
    fetched: int  # files
    unsealed: int  # files that say more than the log proves yet


def text_of(file: Path) -> str:
    """Give a line that a copy keeps; empty where there is none."""
    with suppress(OSError):
        return file.read_text("utf-8").strip()
    return ""
