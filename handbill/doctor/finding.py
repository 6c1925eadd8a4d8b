"""What the doctor finds: one thing, judged, in one line of words."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "look", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok`: as it should be. `look`: it works, and somebody should know. `wrong`: it must be mended."""

    level: Level
    words: str

    def __str__(self) -> str:
        return f"{self.level:5}  {self.words}"


def ok(words: str) -> Finding:
    """Say that something is as it should be."""
    return Finding("ok", words)


def look(words: str) -> Finding:
    """Say what works, and should be known."""
    return Finding("look", words)


def wrong(words: str) -> Finding:
    """Say what must be mended."""
    return Finding("wrong", words)
