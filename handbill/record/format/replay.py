"""Every entry of a log read in order: what breaks the specification, and what follows (docs/record.md 3, 4, 12)."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from handbill.record.format.canonical import Json
from handbill.record.format.entry import Entry, Kind
from handbill.record.format.history import History
from handbill.record.format.tree import root

Said: TypeAlias = Callable[[int, Entry], Mapping[str, Json]]
"""Gives what a redact or a continue says in its fields: the entries after it depend on that."""

_DAY: Final = timedelta(hours=24)


class Replay:
    """The history of a log; `wrong` and `remarks` name entries by index. `now` is the reader's clock, in UTC."""

    def __init__(self, entries: Sequence[bytes], leaves: Sequence[bytes], said: Said, now: datetime) -> None:
        self.history = History()
        self.wrong: list[tuple[int, str]] = []
        self.remarks: list[tuple[int, str]] = []
        self._soon = f"{now + _DAY:%Y-%m-%dT%H:%MZ}"
        self._latest = ""
        for index, data in enumerate(entries):
            try:
                entry = Entry.decode(data)
                asked = entry.kind in (Kind.REDACT, Kind.CONTINUE)
                words = said(index, entry) if asked else {}
                if entry.kind is Kind.CONTINUE and not continues(words, leaves[index + 1 :]):
                    self.wrong.append((index, "the log that it continues is not in this one"))
                self._clock(index, entry.at)
                self.history.add(entry, words)
            except ValueError as error:
                self.wrong.append((index, str(error)))
                self.history.size = index + 1

    def _clock(self, index: int, at: str) -> None:
        if at > self._soon:
            self.wrong.append((index, f"{at} is in the future"))
        elif at < self._latest and _time(self._latest) - _time(at) > _DAY:
            self.remarks.append((index, f"{at} follows {self._latest}"))
        self._latest = max(self._latest, at)


def continues(said: Mapping[str, Json], leaves: Sequence[bytes]) -> bool:
    """Say whether the leaves after a `continue` begin with the log that it names."""
    size = said.get("size")
    if not isinstance(size, int) or size > len(leaves):
        return False
    return b64encode(root(leaves[:size])).decode() == said.get("root")


def _time(at: str) -> datetime:
    return datetime.fromisoformat(at[:16])
