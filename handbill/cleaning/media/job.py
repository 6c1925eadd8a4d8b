"""What goes through the door between the parent and a child, as JSON: the job there, and the answer back.

The parent believes nothing of an answer but what it can see for itself (`answer.py`).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from handbill.cleaning.media.cleaned import Allowed, Cleaned
from handbill.cleaning.media.sniff import Family

Verb: TypeAlias = Literal["clean", "prepare", "burn", "probe"]
How: TypeAlias = Literal["blur", "black"]

WHOLE: Final = 10_000
"""The width and the height of a picture, as areas count."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a picture that nobody shall see: its upper left corner and its size, in ten-thousandths of the picture."""

    x: int
    y: int
    width: int
    height: int
    how: How


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child, and each that it starts, may take."""

    seconds: float  # by the clock
    memory: int = 512 * 2**20  # bytes of address space
    file: int = 64_000_000  # bytes of one file that it writes
    handles: int = 64
    tools: bool = False  # it may start other programs
    nice: int = 5  # how much it lets others go before it: who sends a text does not wait for who sends a film
    tasks: int = 0  # processes and threads that whoever runs it may have; 0 where that is left as it is


@dataclass(frozen=True, slots=True)
class Job:
    """What a child is asked to do."""

    family: Family
    verb: Verb
    source: Path
    into: Path
    allowed: Allowed
    limits: Limits
    areas: tuple[Area, ...] = ()

    def dump(self) -> bytes:
        """Write it, for the child."""
        return json.dumps(asdict(self), default=str).encode()


def load(data: bytes) -> Job:
    """Read it, in the child."""
    told: dict[str, Any] = json.loads(data)
    return Job(
        family=told["family"],
        verb=told["verb"],
        source=Path(told["source"]),
        into=Path(told["into"]),
        allowed=Allowed(**told["allowed"]),
        limits=Limits(**told["limits"]),
        areas=tuple(Area(**area) for area in told["areas"]),
    )


def answer(cleaned: Cleaned) -> Mapping[str, object]:
    """Say in the child what it made. Sizes in bytes and hashes are for the parent to find."""
    return {
        "kind": cleaned.kind,
        "files": [
            {"name": made.path.name, "type": made.type, "width": made.width, "height": made.height}
            for made in cleaned.files
        ],
        "seconds": cleaned.seconds,
        "removed": dict(cleaned.removed),
        "alike": cleaned.alike,
        "waits": cleaned.waits,
        "moves": cleaned.moves,
    }
