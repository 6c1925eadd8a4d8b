"""What the operator says beside the sources of an import."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from handbill.archive.unpacking import Rooms
from handbill.archive.walk import Source


@dataclass(frozen=True, slots=True)
class Told:
    """The options of an import, and all its sources: what one file says may be about what stands in another."""

    media: Path | None = None  # a folder with the files of the old site
    layout: Path | None = None  # how saved pages are read, in a file of the operator's own (docs/rescuing.md)
    map: Path | None = None  # which column of a table holds what
    sources: Callable[[], Iterator[Source]] = lambda: iter(())
    rooms: Rooms | None = None  # how much may be read of all web archives that came packed in one source
    folder: Path | None = (
        None  # for what a reader finds out once for all sources: each is read in a process of its own
    )
