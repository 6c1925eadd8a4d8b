"""What a reader remembers of a site: the largest checkpoint that they saw of its log, and how much of it each place showed.

Also the key that signed at an address: another one, which that key did not hand over to, is wrong until the reader names it.
It lies in `$XDG_STATE_HOME/handbill/seen` (else `~/.local/state/handbill/seen`), a file a key. Whoever reads it learns which
sites were looked at; `handbill verify --no-memory` leaves nothing. What follows from the entries of a large log stands beside its file: `kept`.
"""

import errno
import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from handbill.record.format.checkpoint import parse_body
from handbill.record.format.note import Verifier

BROKEN: Final = (
    *(OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError),
    RecursionError,
)
"""What a file of these that is damaged ends in: it counts as none."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A checkpoint, and the sizes that addresses showed last."""

    note: str = ""
    sizes: dict[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many entries the checkpoint has; 0 where nothing is remembered."""
        return size_of(self.note)


def size_of(note: str) -> int:
    """Give how many entries a checkpoint says that it has, unchecked; 0 where it is none."""
    with suppress(ValueError):
        return parse_body(note.partition("\n\n")[0] + "\n").size
    return 0


def recall(vkey: str) -> Seen:
    """Give what is remembered of the log with this key; a file that is broken is as if there were none."""
    with suppress(*BROKEN):
        told: Any = json.loads(_file(vkey).read_bytes())
        return Seen(str(told["note"]), {str(where): int(size) for where, size in told["sizes"].items()})
    return Seen()


def keep(given: str, source: str, note: str, present: str) -> None:
    """Remember a checkpoint that was found right, that this place showed it, and the key that signs there now.

    Under the key that the reader gave, and under that one: what stands beside its file is forgotten with it.
    """
    for vkey in dict.fromkeys((given, present)):
        known = recall(vkey)
        largest = note if size_of(note) >= known.size else known.note
        _write(_file(vkey), _told(largest, {**known.sizes, source: size_of(note)}))
    _write(_file(f"at {source}"), present)


def forget(source: str) -> None:
    """Forget the key of a place and what it showed; a checkpoint that another place showed too is kept for that one.

    Raises:
        OSError: something is not forgotten.
    """
    _file(f"at {source}").unlink(missing_ok=True)
    for file in [one for one in _file("").parent.glob("*") if not one.suffix]:
        left: tuple[str, dict[str, int]] | None = None
        with suppress(*BROKEN):
            told: Any = json.loads(file.read_bytes())
            del told["sizes"][source]
            left = told["note"], told["sizes"]
        if left and left[1]:
            _write(file, _told(*left))
        elif left is not None:
            for beside in (*file.parent.glob(f"{file.name}.*"), file):
                beside.unlink(missing_ok=True)


def key_at(source: str) -> str:
    """Give the key that a place had when it was looked at last; empty where it is not known."""
    with suppress(OSError, ValueError):
        return Verifier.parse(_file(f"at {source}").read_text("utf-8")).vkey
    return ""


def beside(vkey: str) -> Path:
    """Name the file beside the one of a log, for what follows from its entries."""
    return _file(vkey).with_suffix(".kept")


def _told(note: str, sizes: dict[str, int]) -> str:
    return json.dumps({"note": note, "sizes": sizes})


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_suffix(f".{token_hex(8)}")  # another one may be writing too
    try:
        fresh.write_text(text, "utf-8")
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def _file(name: str) -> Path:
    return _home() / "handbill" / "seen" / sha256(name.encode()).hexdigest()[:32]


def _home() -> Path:
    """Name the folder for what programs remember; OSError where this person has none."""
    if told := os.environ.get("XDG_STATE_HOME"):
        return Path(told)
    try:
        return Path.home() / ".local" / "state"
    except RuntimeError:
        raise OSError(errno.ENOENT, "neither XDG_STATE_HOME nor HOME names a folder for it") from None
