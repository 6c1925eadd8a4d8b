"""The keys of a log, one after the other: each hands over to the next by a note that both signed (docs/record.md section 12)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from handbill.record.format.checkpoint import Checkpoint, open_checkpoint
from handbill.record.format.note import Verifier

Get: TypeAlias = Callable[[str], bytes | None]
"""Gives a public file; None where there is none, ValueError where it cannot be had."""

MOST: Final = 1000
"""Keys that one log may have had."""


class Log(Protocol):
    """A log that was read."""

    @property
    def size(self) -> int:
        """How many entries it has."""

    def begins(self, old: Checkpoint) -> bool:
        """Say whether it begins with the log of an older checkpoint."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """A `rotate-key` of this log: its index, and the verifier key that follows."""

    index: int
    vkey: str


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of a log, the oldest first; the last one signs now. `given` is the place of the one that a reader knows."""

    all: tuple[Verifier, ...]
    given: int = 0

    @classmethod
    def read(cls, get: Get, key: str | None = None) -> "Keys":
        """Read them from a site; ValueError where they cannot be, or where `key` is none of them."""
        vkey = _lines(get("record/vkey"))
        lines = vkey if (listed := get("record/keys")) is None else _lines(listed)
        if len(vkey) != 1 or lines[-1:] != vkey or len(lines) > MOST or len(set(lines)) < len(lines):
            raise ValueError("is not one key, the last of record/keys where that is there")
        keys = tuple(Verifier.parse(line) for line in lines)
        if {one.name for one in keys} != {keys[0].name}:
            raise ValueError("keys of several names")
        if key is not None and key not in lines:
            raise ValueError("is not the key that was given, nor one that follows it")
        return cls(keys, lines.index(key) if key else 0)

    @property
    def present(self) -> Verifier:
        """The key that signs now."""
        return self.all[-1]

    def open_since(self, note: bytes, get: Get) -> Checkpoint:
        """Open an older checkpoint, by the key that is known or a later one; ValueError where it is by none of them."""
        for place, verifier in list(enumerate(self.all))[self.given : -1]:
            try:
                there = open_checkpoint(note, verifier)
            except ValueError:
                continue
            if there.size > open_checkpoint(get(f"record/rotation/{place + 1}") or b"", verifier).size:
                raise ValueError("was signed by a key after it had handed over")
            return there
        return open_checkpoint(note, self.present)

    def open_each(
        self, notes: Mapping[str, bytes], get: Get
    ) -> tuple[dict[str, Checkpoint], list[tuple[str, str]]]:
        """Open older checkpoints, by name; say of each that does not open why."""
        opened, wrong = dict[str, Checkpoint](), list[tuple[str, str]]()
        for name, note in notes.items():
            try:
                opened[name] = self.open_since(note, get)
            except ValueError as error:
                wrong.append((name, str(error)))
        return opened, wrong


def demand_handover(keys: Keys, get: Get) -> None:
    """Check that each key after the given one was handed over to, by a note that both signed; ValueError where not.

    For whoever reads only what is new of a log: that its entries say so too, `handed_over` checks with the whole log.
    """
    for place in range(keys.given + 1, len(keys.all)):
        note = get(f"record/rotation/{place}") or b""
        for verifier in keys.all[place - 1 : place + 1]:
            open_checkpoint(note, verifier)


def handed_over(keys: Keys, rotations: Sequence[Rotation], log: Log, get: Get) -> Iterator[tuple[str, str]]:
    """Say what is wrong with the way from the first key to the present one."""
    if len(keys.all) != len(rotations) + 1:
        yield "record/keys", f"{len(keys.all)} keys, and {len(rotations)} of them were replaced"
        return
    ends = [
        *(one.index for one in rotations[1:]),
        log.size,
    ]  # one more than there are rotations, where none is
    for place, (rotation, end) in enumerate(zip(rotations, ends, strict=False), 1):
        file = f"record/rotation/{place}"
        try:
            note = get(file) or b""
            there = open_checkpoint(note, keys.all[place - 1])
            open_checkpoint(note, keys.all[place])
        except ValueError as error:
            yield file, f"{error}: the key before and the key after must both have signed it"
            continue
        if rotation.vkey != keys.all[place].vkey:
            yield "record/keys", f"key {place} is not the one that entry {rotation.index} names"
        if not rotation.index < there.size <= end or not log.begins(there):
            yield file, "it is not of this log, or not of the first checkpoint that holds its rotate-key"


def _lines(data: bytes | None) -> list[str]:
    text = (data or b"").decode("utf-8", "replace")
    if not text.endswith("\n"):
        raise ValueError("is missing, or has no newline at its end")
    return text[:-1].split("\n")
