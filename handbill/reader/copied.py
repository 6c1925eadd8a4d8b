"""What a run of `mirror` comes to, and what a copy keeps for itself."""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from handbill import below
from handbill.record.format.checkpoint import Checkpoint, open_checkpoint
from handbill.record.format.rotation import Get, Keys

PIN: Final = ".mirror"
"""In the folder, and never served: `vkey`, the key that was pinned; `address`, where it is a mirror of; `since`, how far it got."""


class MirrorError(Exception):
    """Why there is no newer copy; the one that was there is untouched. Lines for people."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Held:
    """Where a copy is: the checkpoint that its last good run ended with, and the key that signed it."""

    note: bytes
    vkey: str
    checkpoint: Checkpoint

    @classmethod
    def by(cls, folder: Path) -> "Held | None":
        """Read it from a copy; None where there is no copy yet.

        Raises:
            MirrorError: it is damaged, so nobody knows what must be continued.
        """
        pin = text_of(folder / PIN / "vkey")
        if not pin:
            return None
        get = partial(below.read, folder)
        try:
            note, present = get("record/checkpoint") or b"", Keys.read(get, pin).present
            return cls(note, present.vkey, open_checkpoint(note, present))
        except ValueError as error:
            raise MirrorError(
                f"{folder} is damaged: its own record/checkpoint cannot be opened ({error}), so it is not known what the site"
                " has to continue.",
                "Put that file back, or keep this folder and make a new copy in another one.",
            ) from None

    def demand(self, keys: Keys, get: Get, where: str) -> Checkpoint:
        """Give the checkpoint, if one of these keys signed it before it handed over.

        Raises:
            MirrorError: the site shows another record.
        """
        try:
            return keys.open_since(self.note, get)
        except ValueError as error:
            found = ", then ".join(one.vkey for one in keys.all)
            raise _another(
                where, f"{self.checkpoint.size} entries, signed by {self.vkey}", f"{found} ({error})"
            ) from None


def _another(where: str, known: str, found: str) -> MirrorError:
    """Say what was remembered, what was found, and what to do."""
    return MirrorError(
        f"{where} shows another record than the one of this copy, and nothing of it is taken; the copy stays as it is.",
        f"remembered: {known}",
        f"found: {found}",
        "Either the people of the site lost their key and began a new record, or somebody uses a key that is not theirs, or not"
        " theirs any more. Ask them on another way than this address. If the new record is right, make a new copy of it in"
        " another folder, with --key, and keep this one: it shows what there was.",
    )


@dataclass(frozen=True, slots=True)
class Copy:
    """What came of a run."""

    size: int  # entries
    before: int  # entries that the copy had
    fetched: int  # files
    unsealed: int  # files that say more than the log proves yet


def pinned_key(found: Keys, pinned: str, given: str | None, where: str) -> Keys:
    """Give the keys of a log from the one on that was pinned; else from the one that is to be, without which the present one.

    Raises:
        MirrorError: none of them is the one that was pinned, or the one that was given.
    """
    keys = [one.vkey for one in found.all]
    if pinned and pinned not in keys:
        raise _another(where, f"the key {pinned}", f"{keys[-1]}, which is not it nor follows it")
    if pinned and given and given not in keys[keys.index(pinned) :]:
        raise MirrorError(f"the key that was given is not the one that was pinned, nor follows it: {pinned}")
    if given and given not in keys:
        raise MirrorError(f"record/vkey is not the key that was given, nor one that follows it: {keys[-1]}")
    return replace(found, given=keys.index(pinned or given or keys[-1]))


def text_of(file: Path) -> str:
    """Give a line that a copy keeps; empty where there is none."""
    with suppress(OSError):
        return file.read_text("utf-8").strip()
    return ""
