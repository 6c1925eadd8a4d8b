"""What an import did not understand, however much that is: the first are in memory, the others in a temporary file."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final, SupportsIndex

from handbill.archive.sources import NotUnderstood

IN_MEMORY: Final = 20_000


class Notes(list[NotUnderstood]):
    """A list that grows at its end alone."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is where the file is made; it has no name there."""
        super().__init__()
        self._folder = folder
        self._file: IO[str] | None = None
        self._more = 0

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def append(self, note: NotUnderstood) -> None:
        """Add one."""
        if super().__len__() < IN_MEMORY:
            super().append(note)
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile("w+", encoding="utf-8", dir=self._folder)  # noqa: SIM115 - closed with this
        self._file.write(json.dumps([note.place, note.what]) + "\n")
        self._more += 1

    def extend(self, notes: Iterable[NotUnderstood]) -> None:
        """Add several."""
        for note in notes:
            self.append(note)

    def __iter__(self) -> Iterator[NotUnderstood]:
        yield from super().__iter__()
        if self._file is not None:
            self._file.seek(0)
            for line in self._file:
                yield NotUnderstood(*json.loads(line))
            self._file.seek(0, 2)

    def __len__(self) -> int:
        return super().__len__() + self._more

    def __getitem__(self, at: SupportsIndex | slice) -> NotUnderstood:  # type: ignore[override]  # no parts are asked for
        found: NotUnderstood = [*self][at] if self._more else super().__getitem__(at)  # type: ignore[assignment]
        return found

    def __eq__(self, other: object) -> bool:
        return [*self] == (other if not isinstance(other, Notes) else [*other])

    __hash__ = None  # as of every list
