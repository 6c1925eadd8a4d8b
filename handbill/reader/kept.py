"""What a reader keeps of the entries of a large log that they found right: what follows from these, so that no one is read twice.

It stands beside what `memory` remembers of the log, a file a key: a line that says what it is, what was decided, the columns of
`Items`, and the SHA-256 of all that. It is written whole or not at all, after nothing was wrong. It counts only for the rules that
it was read by, and under a checkpoint that the log proves to continue. Whatever is not so: it is as if there were none.
"""

import json
import mmap
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import SystemRandom
from secrets import token_hex
from typing import IO, Any, Final

from handbill.reader import memory
from handbill.record.format import replay as rules
from handbill.record.format.called import SAMPLE
from handbill.record.format.checkpoint import Checkpoint
from handbill.record.format.items import CONTENT, WIDTH, Items
from handbill.record.format.onward import Asked, Onward
from handbill.record.format.replay import Replay, Said
from handbill.record.format.rotation import Get, Keys, handed_over
from handbill.record.format.rows import HEAD, Packed
from handbill.record.format.tiles import WIDTH as BUNDLE

SEEN: Final = "what you saw before"
"""How a checkpoint that is remembered is named."""
LEAST: Final = 50_000
"""Entries from which on it is worth its room: fewer are read in a second."""
NEW: Final = 4
"""Where more than one in so many entries is new, nothing is built on what was kept: all is read."""
ANEW: Final = 50
"""It is written anew when the log has grown by one in so many: what came since is read each time."""
_LINE: Final = 1 << 16
_PIECE: Final = 1 << 20
_STALE: Final = 3600
"""Seconds after which nobody still writes a file: whoever did was killed."""
_SEAL: Final = 32


@dataclass(frozen=True, slots=True)
class Kept:
    """The state after the entries of a checkpoint, all of which were found right; `at`: when the first of them were read."""

    checkpoint: Checkpoint
    at: str
    state: dict[str, Any]
    items: Items
    decisions: Packed

    def replay(self, said: Said, now: datetime, since: int) -> Replay:
        """Give a replay that goes on from there; ValueError where it cannot."""
        one = Replay(said, now, since)
        try:
            one.go_on_from(self.state, self.items, self.decisions)
        except memory.BROKEN as error:
            raise ValueError("what was kept cannot be read") from error
        if one.history.size != self.checkpoint.size:
            raise ValueError("what was kept is of another size")
        return one


class Past:
    """What is kept of a log, and what is to be kept of it once all of the verification is right."""

    def __init__(self) -> None:
        self._before: Kept | None = None
        self._next: tuple[str, str, Replay] | None = None
        rules_here()  # now: the program text may be another one when all is read

    def go_on(self, asked: Asked) -> tuple[Onward, Replay] | None:
        """Read what is new of a log; None where nothing is kept that counts, where too much is new, or where anything is not right."""
        for pause in (0.0, *asked.pauses):
            time.sleep(pause)
            kept, size = self._find(asked.keys, asked.get), asked.checkpoint.size
            if kept is None or max(kept.checkpoint.size, asked.since) > size:
                return None
            asked.older.setdefault(SEEN, kept.checkpoint)
            if (size - min(asked.since, kept.checkpoint.size)) * NEW > size:
                return None
            with suppress(ValueError):  # the whole log, which is then read, says what is wrong
                return self._read(kept, asked)
        return None

    def _read(self, kept: Kept, asked: Asked) -> tuple[Onward, Replay] | None:
        """Read it; ValueError where anything is not right, None where the log was forked."""
        log = Onward(asked.checkpoint, min(asked.since, kept.checkpoint.size), asked.tile)
        if log.forks({**asked.older, "": kept.checkpoint}):
            return None
        replay = kept.replay(asked.said, asked.now, asked.since)
        log.read(replay.go_on, asked.tick)
        drawn = SystemRandom().sample(range(before := log.first // BUNDLE), min(SAMPLE, before))
        for _ in asked.each(log.compare, drawn):
            pass
        log.handed = list(handed_over(asked.keys, replay.rotations, log, asked.get))
        log.kept = {"entries": log.first, "at": kept.at, "bundles_drawn": len(drawn)}
        self._before = kept
        return log, replay

    def take(self, asked: Asked, note: str, replay: Replay) -> None:
        """Take the state under a checkpoint, which was read from what was kept on, or from the beginning; not over one of more entries."""
        size, before, self._before = replay.history.size, self._before, None
        grown = before is None or size - before.checkpoint.size > size // ANEW
        worth = size >= LEAST and grown and not (replay.wrong or replay.doubted) and bool(rules_here())
        if worth and before is None:
            worth = self._find(asked.keys, asked.get, over=size) is None
        at = before.at if before else f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}"
        self._next = (note, at, replay) if worth else None

    def _find(self, keys: Keys, get: Get, over: int = 0) -> Kept | None:
        """Give what is kept of more than so many entries, by any of the keys of a log, the newest first."""
        for key in reversed(keys.all[keys.given :]):
            with suppress(*memory.BROKEN):
                return _read(memory.beside(key.vkey), keys, get, over)
        return None

    def keep(self, keys: Sequence[str]) -> Iterator[str]:
        """Write what was taken, for the last of the keys of the log; say why not, where it cannot be."""
        if self._next is None:
            return
        *replaced, file = map(memory.beside, keys)
        fresh = file.with_suffix(f".{token_hex(8)}")
        try:
            for left in file.parent.glob(f"{file.stem}.[0-9a-f]*"):
                with suppress(FileNotFoundError):  # another one was faster
                    if left.stat().st_mtime < time.time() - _STALE:
                        left.unlink()
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                digest = sha256()
                for part in _parts(*self._next):
                    digest.update(part)
                    out.write(part)
                out.write(digest.digest())
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(file)
            for old in replaced:
                old.unlink(missing_ok=True)
        except OSError as error:
            with suppress(OSError):
                fresh.unlink()
            yield f"what was read cannot be kept for the next time: {error.strerror}"


def _parts(note: str, at: str, replay: Replay) -> Iterator[Any]:
    items, rest = replay.history.items, json.dumps(replay.state(), separators=(",", ":")).encode()
    decisions, done = replay.history.decisions.packed(), items.done()
    *columns, contents, more = items.columns()
    lengths = {"decisions": len(decisions.text), "done": len(done.text), "rest": len(rest)}
    counts = {"items": len(items), "decisions": len(decisions.numbers), "done": len(done.numbers)}
    head = {"rules": rules_here(), "note": note, "at": at, "counts": counts, "lengths": lengths}
    yield json.dumps(head).encode() + b"\n"
    yield from (rest, *decisions[:2], *done[:2], *columns)
    yield from (contents, more, decisions.text, done.text)


def _read(file: Path, keys: Keys, get: Get, over: int) -> Kept:
    """Read a file of this kind; one of `memory.BROKEN` where it is none, is not of this log, these rules, this program, or not so large."""
    with file.open("rb") as source:
        line = source.readline(_LINE)
        told = json.loads(line)
        if told["rules"] != rules_here() or not rules_here():
            raise ValueError("read by other rules")
        if memory.size_of(told["note"]) <= over:
            raise ValueError("not as large")
        checkpoint, counts, lengths = (
            keys.open_since(told["note"].encode(), get),
            told["counts"],
            told["lengths"],
        )
        count, size = counts["items"], os.fstat(source.fileno()).st_size
        rows = HEAD * (counts["decisions"] + counts["done"])
        if len(line) + sum(lengths.values()) + rows + WIDTH * count + _SEAL != size or count < 0:
            raise ValueError("not as long as it says")
        whole = memoryview(mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ))
        done_at = size - _SEAL - lengths["done"]
        said_at = done_at - lengths["decisions"]
        sealed = _Sealed(source, line)
        rest = sealed.read(lengths["rest"])
        decisions = Packed.of(counts["decisions"], sealed.read, whole[said_at:done_at])
        done = Packed.of(counts["done"], sealed.read, whole[done_at : size - _SEAL])
        contents = whole[said_at - CONTENT * count : said_at]
        items = Items.of(count, checkpoint.size, sealed.read, contents, done)
        sealed.end(size - _SEAL - said_at + len(contents))
        return Kept(checkpoint, str(told["at"]), json.loads(rest), items, decisions)


class _Sealed:
    """Reads a file, and compares it with its seal in the end."""

    def __init__(self, source: IO[bytes], begun: bytes) -> None:
        self._source, self._digest = source, sha256(begun)

    def read(self, count: int) -> bytes:
        data = self._source.read(count)
        self._digest.update(data)
        return data

    def end(self, left: int) -> None:
        """Read what is left before the seal, and the seal; ValueError where it is another."""
        for start in range(0, left, _PIECE):
            self.read(min(_PIECE, left - start))
        if self._source.read() != self._digest.digest():
            raise ValueError("damaged")


@cache
def rules_here() -> str:
    """Name the rules, and the layout of the file, by the program text that holds them: what was read by others says nothing about these.

    Empty where the text is not there: then nothing is kept, and nothing that was is read.
    """
    digest, this, one = sha256(sys.byteorder.encode()), Path(__file__), Path(rules.__file__)
    texts = [this, *sorted(one.parent.glob("*.py"))]
    if this.suffix != ".py" or one not in texts:
        return ""
    with suppress(OSError):
        for file in texts:
            digest.update(sha256(file.read_bytes()).digest())
        return digest.hexdigest()
    return ""
