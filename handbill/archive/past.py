"""Acts that were done before, done again by their own verbs: each appends not a new entry, but the one that it made then.

So rows follow from entries on one road alone, and a verb that would make another entry than the one on the record is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from handbill.actions.act import About, Act
from handbill.archive.said import Said, stored
from handbill.record.adopt import adopt
from handbill.record.format.canonical import Json
from handbill.record.format.commitment import Sealed, values
from handbill.record.format.entry import Entry, Kind


class Unlike(Exception):
    """What was done again does not make the entry that is on the record. The words name it."""


class Tape:
    """The entries of a log from `at` on, taken one after the other."""

    def __init__(self, bodies: Sequence[bytes], entries: Sequence[Entry], said: Said, at: int) -> None:
        self.bodies, self.entries, self.said, self.at = bodies, entries, said, at

    @property
    def taken_up(self) -> int:
        """The index of the last entry that the first one takes up from an older log; -1 where there is none."""
        first = self.entries[0] if self.entries else None
        if first is None or first.kind is not Kind.CONTINUE:
            return -1
        return int(str(values(self.said.fields(0))["size"]))

    def next(self, ahead: int = 0) -> Entry | None:
        """Give the next entry, or one further ahead; None at the end."""
        at = self.at + ahead
        return self.entries[at] if at < len(self.entries) else None

    def words(self, ahead: int = 0) -> dict[str, Json]:
        """Give the values of the next entry, or one further ahead, that are not destroyed."""
        return values(self.said.fields(self.at + ahead))

    def take(self, made: Entry) -> tuple[int, str]:
        """Adopt the next entry, which the verb has `made` again; give its row's id and its fields.

        Raises:
            Unlike: it is another one.
        """
        there = self.next()
        if there is None or replace(made, content=there.content) != there:
            raise Unlike(f"entry {self.at}: {made.kind} is not what the record has there")
        fields = stored(self.said.fields(self.at))
        row = adopt(self.bodies[self.at])
        self.at += 1
        return row, fields


@dataclass(frozen=True, slots=True)
class Past(Act):
    """The act of the next entry of a tape."""

    tape: Tape | None = None

    @classmethod
    def of(cls, entry: Entry, tape: Tape) -> "Past":
        """Give the act that made an entry."""
        return cls(entry.by, datetime.fromisoformat(entry.at[:16]).replace(tzinfo=UTC), entry.via, tape)

    def by_site(self) -> "Past":
        """What the program did on its own because of it, which is the next entry."""
        return replace(self, by="site", via=None)

    def append_all(self, kind: Kind, said: Sequence[tuple[Sealed, About]]) -> list[tuple[int, str]]:
        """Adopt entries, as `append` does."""
        return [self._adopt(kind, about) for _values, about in said]

    def _adopt(self, kind: Kind, about: About) -> tuple[int, str]:
        if self.tape is None:
            raise RuntimeError("a past act without its record")
        made = Entry(kind=kind, at=self.minute, by=self.by, via=self.via, **about._asdict())
        return self.tape.take(made)
