"""What a reader remembers of a site: the largest checkpoint that they saw of its log, and how much of it each place showed.

It lies in `$XDG_STATE_HOME/handbill/seen` (else `~/.local/state/handbill/seen`), a file a key. Whoever reads it learns which
sites were looked at; `handbill verify --no-memory` leaves nothing.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from handbill.record.format.checkpoint import parse_body


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
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        told: Any = json.loads(_file(vkey).read_bytes())
        return Seen(str(told["note"]), {str(where): int(size) for where, size in told["sizes"].items()})
    return Seen()


def keep(vkey: str, source: str, note: str) -> None:
    """Remember a checkpoint that was found right, and that this place showed it."""
    known = recall(vkey)
    largest = note if size_of(note) >= known.size else known.note
    file = _file(vkey)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps({"note": largest, "sizes": {**known.sizes, source: size_of(note)}}), "utf-8")
    fresh.replace(file)
    place = _file(f"at {source}")
    fresh = place.with_suffix(".new")
    fresh.write_text(vkey, "utf-8")
    fresh.replace(place)


def key_at(source: str) -> str:
    """Give the key that a place had when it was looked at last; empty where it is not known."""
    with suppress(OSError, UnicodeDecodeError):
        return _file(f"at {source}").read_text("utf-8")
    return ""


def _file(name: str) -> Path:
    home = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(home) / "handbill" / "seen" / sha256(name.encode()).hexdigest()[:32]
