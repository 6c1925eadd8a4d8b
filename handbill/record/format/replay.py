"""Every entry of a log read in order: what breaks the specification, and what follows (docs/record.md 3, 4, 12)."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from handbill.record.format.births import Births, runs
from handbill.record.format.canonical import Json
from handbill.record.format.entry import Entry, Kind
from handbill.record.format.history import History
from handbill.record.format.items import Items
from handbill.record.format.kinds import ATTACHING
from handbill.record.format.rotation import Rotation
from handbill.record.format.rows import Packed
from handbill.record.format.tiles import bundle_of
from handbill.record.format.tree import root

Said: TypeAlias = Callable[[int, Entry], Mapping[str, Json] | None]
"""Gives what some kinds say in their fields: what follows depends on that. None where it cannot be read."""

ASKED: Final = frozenset({Kind.REDACT, Kind.CONTINUE, Kind.ROTATE_KEY, *ATTACHING})
_DAY: Final = timedelta(hours=24)


class Replay:
    """The history of a log; `wrong` and `remarks` name entries by index. `now` is the reader's clock, in UTC.

    Give it the entries in order by `take_all` or `take`, then call `end`. Those from `since` on are kept, if that is given, in `new`.
    Those in `doubted` were taken as if they said nothing, since that could not be read: what follows from them may be wrong.
    """

    def __init__(self, said: Said, now: datetime, since: int | None = None) -> None:
        self.history = History()
        self.wrong: list[tuple[int, str]] = []
        self.remarks: list[tuple[int, str]] = []
        self.rotations: list[Rotation] = []
        self.new: list[tuple[int, Entry]] = []
        self.doubted: list[tuple[int, Entry]] = []
        self._said, self._since, self._soon = said, since, f"{now + _DAY:%Y-%m-%dT%H:%MZ}"
        self._latest = ""
        self._taken_up: list[int] = []
        self._continued: list[tuple[int, Mapping[str, Json]]] = []
        self._said_of_all = 0  # remarks that `end` added

    def state(self) -> dict[str, Any]:
        """Give what was read, all of it right, as JSON has it, but for items and decisions: who goes on from it reads it all no more."""
        return {
            "history": self.history.state(),
            "latest": self._latest,
            "taken_up": self._taken_up,
            "rotations": [[one.index, one.vkey] for one in self.rotations],
            "remarks": self.remarks[: len(self.remarks) - self._said_of_all],
        }

    def go_on_from(self, state: Mapping[str, Any], items: Items, decisions: Packed) -> None:
        """Begin with what `state` gave, and read on by `go_on`; ValueError, KeyError or TypeError where it is not that."""
        self.history = History.of(state["history"], items, decisions)
        self._latest, self._taken_up = str(state["latest"]), [int(one) for one in state["taken_up"]]
        self.rotations = [Rotation(int(index), str(vkey)) for index, vkey in state["rotations"]]
        self.remarks = [(int(index), str(words)) for index, words in state["remarks"]]

    def go_on(self, first: int, entries: Sequence[bytes]) -> None:
        """Read entries from the index `first` on: what was read before is kept where it is new to who asks, and the rest is read."""
        known = max(self.history.size - first, 0)
        since = first + known if self._since is None else self._since
        for index, data in enumerate(entries[max(since - first, 0) : known], max(since, first)):
            self.new.append((index, Entry.decode(data)))
        self.take_all(entries[known:])

    @classmethod
    def of(cls, entries: Sequence[bytes], leaves: Sequence[bytes], said: Said, now: datetime) -> "Replay":
        """Read a log whose entries are all at hand."""
        replay = cls(said, now)
        replay.take_all(entries)
        replay.end(leaves)
        return replay

    def take_all(self, entries: Sequence[bytes]) -> None:
        """Read the next entries."""
        for births, part in runs(entries):
            if births is None or not self._take_births(births, part):
                for data in part:
                    self.take(data)

    def _take_births(self, births: Births, part: Sequence[bytes]) -> bool:
        new = self._since is not None and self.history.size + len(part) > self._since
        back = births.first < self._latest and _time(self._latest) - _time(births.first) > _DAY
        if new or back or births.last > self._soon or _time(births.last) - _time(births.first) > _DAY:
            return False  # some are remarked on, wrong, or to be kept
        if not self.history.add_births(births, Entry.decode(part[-1])):
            return False
        self._latest = max(self._latest, births.last)
        return True

    def take(self, data: bytes) -> None:
        """Read the next entry."""
        index = self.history.size
        try:
            entry = Entry.decode(data)
            words = self._words(index, entry) if entry.kind in ASKED else {}
            if entry.kind is Kind.CONTINUE:
                self._continue(index, words)
            if entry.kind is Kind.ROTATE_KEY and index > max(self._taken_up, default=-1):
                self.rotations.append(Rotation(index, str(words.get("vkey", ""))))
            self._clock(index, entry.at)
            self.history.add(entry, self._counted_here(index, words))
            if self._since is not None and index >= self._since:
                self.new.append((index, entry))
        except ValueError as error:
            self.wrong.append((index, str(error)))
            self.history.size = index + 1

    def end(self, leaves: Sequence[bytes], start: int = 0) -> None:
        """Say what can be said only of the whole; `leaves` are the hashes of the entries from `start` on, all where it is not given."""
        for index, said in self._continued:
            size, after = said.get("size"), index + 1 - start
            inside = isinstance(size, int) and size <= len(leaves) - after
            first = leaves[after : after + int(str(size))] if inside else ()
            if not inside or b64encode(root(first)).decode() != said.get("root"):
                self.wrong.append((index, "the log that it continues is not in this one"))
        self.wrong.sort(key=lambda found: found[0])
        if self.history.frozen:
            ends = [index for index, one in self.history.decisions.items() if one.kind is Kind.FREEZE]
            self.remarks.append(
                (ends[-1], f"the site is finished since {self.history.decisions[ends[-1]].at}")
            )
            self._said_of_all = 1

    def works(self, part: float) -> int:
        """Guess how many articles and decisions there will be, from those of a part of the log."""
        return int((self.history.items.articles + len(self.history.decisions)) / part)

    def named(self, found: Sequence[tuple[int, str]]) -> list[tuple[str, str]]:
        """Give findings by the file that holds the entry."""
        size = self.history.size
        return [(f"record/{bundle_of(at, size).path}", f"entry {at}: {words}") for at, words in found]

    def _words(self, index: int, entry: Entry) -> dict[str, Json]:
        words = self._said(index, entry)
        if words is None:
            self.doubted.append((index, entry))
        return dict(words or {})

    def _continue(self, index: int, said: Mapping[str, Json]) -> None:
        """The leaves after a `continue` begin with the log that it names: looked at in the end."""
        self._continued.append((index, said))
        size = said.get("size")
        if isinstance(size, int):
            self._taken_up.append(index + size)

    def _counted_here(self, index: int, said: dict[str, Json]) -> dict[str, Json]:
        """A decision that is named in an entry of a log taken up counts in that log: shift it into this one."""
        decision = said.get("decision")
        if isinstance(decision, int):
            said["decision"] = decision + sum(index <= last for last in self._taken_up)
        return said

    def _clock(self, index: int, at: str) -> None:
        if at > self._soon:
            self.wrong.append((index, f"{at} is in the future"))
        elif at < self._latest and _time(self._latest) - _time(at) > _DAY:
            self.remarks.append((index, f"{at} follows {self._latest}"))
        self._latest = max(self._latest, at)


def _time(at: str) -> datetime:
    return datetime.fromisoformat(at[:16])
