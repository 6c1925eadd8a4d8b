"""Which public files changed and are not known to be in the bucket, in `data/outbox`, so that a kill forgets none.

A path is noted before its file changes (`record/durable.py`). What one run of the worker noted becomes a batch, whose name begins
with the size of the record then. Every machine keeps its own: who takes over from a leader that died puts what that one
may not have put. What a leader has put is forgotten by the others once the bucket is past their batch.
"""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from handbill.record import durable
from handbill.settings import Settings

NOW: Final = "now"
"""The notes of a run that is not over yet, or was killed."""
SINCE: Final = "since"
"""Since when notes are kept without a gap: the address of the bucket, and which start of the machine it was."""
TERM: Final = "term"
"""The last term of the lead (`record/leader.py`) in which all was compared after the puts of the leader before had ended."""
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


class Outbox:
    """The notes of one machine."""

    def __init__(self, site: Settings) -> None:
        self._public = site.public
        self._url = site.pages.url
        self.folder = site.data / "outbox"

    @contextlib.contextmanager
    def noting(self) -> Iterator[None]:
        """Note each public file that changes, in this process and in those that it forks."""
        if not self._url:
            yield
            return
        self.folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(self.folder / NOW, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

        def note(path: str) -> None:
            os.write(
                handle, path.encode() + b"\0"
            )  # one write: what processes append at one time stays apart

        try:
            with durable.telling(self._public, note):
                yield
        finally:
            os.close(handle)

    def close(self, size: int) -> None:
        """Make a batch of what was noted while the record had at most `size` entries. Whoever is noting goes on with the next."""
        now = self.folder / NOW
        with contextlib.suppress(FileNotFoundError):
            if now.stat().st_size:
                self.add(size, now.read_bytes().split(b"\0")[:-1])
                os.truncate(now, 0)  # not unlinked: what is noted later in this run would go with it

    def add(self, size: int, paths: list[bytes]) -> None:
        """Keep a batch, whole or not at all."""
        fresh = self.folder / f".{os.getpid()}-{threading.get_ident()}"
        kept = dict.fromkeys(path for path in paths if not path.startswith(b".") and b"/." not in path)
        with fresh.open("wb") as out:
            out.write(b"".join(path + b"\0" for path in kept))
            out.flush()
            os.fsync(out.fileno())
        while True:
            last = max((int(one.name.split("-")[1]) for one in self.batches()), default=0)
            try:
                os.link(fresh, self.folder / f"{size:015d}-{last + 1:09d}")  # others may add one now
            except FileExistsError:
                continue
            break
        fresh.unlink()

    def batches(self) -> list[Path]:
        """Give the batches, in the order in which they were made."""
        try:
            found = [one for one in self.folder.iterdir() if one.name[:1].isdigit()]
        except FileNotFoundError:
            return []
        return sorted(found, key=lambda one: int(one.name.split("-")[1]))

    def forget(self, position: int) -> None:
        """Forget the batches that another machine has put: all that was noted before the record grew to `position`."""
        for one in self.batches():
            if int(one.name.split("-")[0]) < position:
                one.unlink()

    def is_whole(self) -> bool:
        """Have notes been kept without a gap? After a loss of power some may be lost, with another bucket none were made."""
        try:
            return (self.folder / SINCE).read_text("utf-8") == self._mark()
        except FileNotFoundError:
            return False

    def begin(self) -> None:
        """Say that notes are kept from here on; whatever was before is among them."""
        self._keep(SINCE, self._mark())

    def doubt(self) -> None:
        """Let all be compared anew."""
        (self.folder / SINCE).unlink(missing_ok=True)

    def term(self) -> int:
        """Give the last term in which all was compared late enough; 0 where there was none."""
        try:
            return int((self.folder / TERM).read_text("ascii"))
        except (FileNotFoundError, ValueError):
            return 0

    def compared(self, term: int) -> None:
        """Say that all was compared in this term, late enough."""
        self._keep(TERM, str(term))

    def _keep(self, name: str, words: str) -> None:
        fresh = self.folder / f".{name}"
        fresh.write_text(words, "utf-8")
        fresh.replace(self.folder / name)

    def _mark(self) -> str:
        with contextlib.suppress(OSError):
            return f"{self._url} {_BOOT.read_text('ascii').strip()}"
        return self._url


def paths_of(batch: Path) -> list[str]:
    """Give the paths of a batch."""
    return [path.decode() for path in batch.read_bytes().split(b"\0")[:-1]]
