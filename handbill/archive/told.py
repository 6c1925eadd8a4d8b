"""What the operator says beside the sources of an import."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from handbill.archive.walk import Source

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Told:
    """The options of an import, and all its sources: what one file says may be about what stands in another."""

    media: Path | None = None  # a folder with the files of the old site
    layout: Path | None = None  # how saved pages are read, in a file of the operator's own (docs/rescuing.md)
    sources: Callable[[], Iterator[Source]] = lambda: iter(())
    known: dict[str, Any] = field(default_factory=dict, compare=False)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Give what a reader has to find out once for all sources."""
        if name not in self.known:
            self.known[name] = make()
        found: Made = self.known[name]
        return found
