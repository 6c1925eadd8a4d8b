"""Ask the mirrors of this site which checkpoint they have, without ever waiting for one.

The network is asked in threads, as with witnesses; the database is the worker's alone. A mirror that fails stops nothing:
what it said, or did not, stands in its row, and `record/mirrors.html` is made from that. One that hangs keeps no other
from being asked.
"""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from handbill.fetch import Fetcher, FetchError, is_near
from handbill.record.answered import said
from handbill.record.format import prove
from handbill.record.format.rotation import Keys
from handbill.record.format.tree import root
from handbill.record.log import Log, Trouble
from handbill.record.models import Head, Mirror
from handbill.settings import Settings

EVERY: Final = 600.0
"""Seconds until a mirror is asked again. A mirror is renewed by `cron`, once an hour perhaps."""
WHOLE: Final = 60.0
"""Seconds for an answer."""
CHECKPOINT: Final = 10_000
"""Bytes of a checkpoint, with what witnesses signed."""


@dataclass(slots=True)
class Mirrors:
    """The mirrors of one site, and which of them are being asked."""

    site: Settings
    log: Log
    changed: bool = True  # the page may differ: a row does, or the settings do since the start
    asked: dict[str, "Future[bytes | None]"] = field(default_factory=dict)  # by address
    due: dict[str, float] = field(default_factory=dict)  # by address: when each is asked again
    _pool: ThreadPoolExecutor | None = None

    def step(self) -> None:
        """Take what was answered; ask whichever is due. Never waits."""
        for address, answer in [(address, one) for address, one in self.asked.items() if one.done()]:
            del self.asked[address]
            self._take(address, answer)
        now = time.monotonic()
        for address in self.site.record.mirrors:
            if address not in self.asked and now >= self.due.get(address, 0.0):
                self._pool = self._pool or ThreadPoolExecutor(
                    len(self.site.record.mirrors), thread_name_prefix="mirror"
                )
                self.asked[address] = self._pool.submit(ask, address)
                self.due[address] = now + EVERY

    def _take(self, address: str, answer: "Future[bytes | None]") -> None:
        """Hold an answer against the record here, and write down what came of it."""
        head = Head.objects.filter(id=1, trouble="").first()
        if head is None:
            return  # the record here is in doubt, so nothing can be said of another
        minute = datetime.now(UTC).replace(second=0, microsecond=0)
        row = Mirror.objects.filter(address=address).first() or Mirror(address=address)
        row.asked_at, row.trouble = minute, ""
        try:
            row.size = self._verified(said(answer), head)
            row.at, row.of = minute, head.size
        except FetchError as error:
            row.trouble = error.word
        except Trouble:
            return
        row.save()
        self.changed = True

    def _verified(self, note: bytes | None, head: Head) -> int:
        """Give the size of a checkpoint that is signed by the key of this record, or an earlier one, and is of this record.

        Raises:
            FetchError: it is not; a word says why.
            Trouble: the tiles here cannot be read.
        """
        if note is None:
            raise FetchError("not_there")
        try:
            there = Keys.read(self.log.published).open_since(note, self.log.published)
        except ValueError:
            raise FetchError("not_ours") from None
        if there.size > head.size:
            raise FetchError("larger")
        try:
            known = prove.above(0, there.size, head.size, self.log.read) if there.size else root([])
        except ValueError as error:
            raise Trouble(str(error)) from None
        if there.root != known:
            raise FetchError("another_history")
        return there.size


def ask(address: str) -> bytes | None:
    """Fetch the checkpoint of a mirror; None where it has none.

    Raises:
        FetchError: there is no such answer; a word says why.
    """
    fetcher = Fetcher(address, connections=1, near=is_near(address), whole=WHOLE)
    return fetcher.get("record/checkpoint", CHECKPOINT)
