"""The worker: seals entries, makes pages from them, and does what time alone brings.

`Worker.run_once` is the whole of it; the loop only waits. Kill it anywhere: the next run goes on from what is not yet done.
"""

import contextlib
import select
import socket
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection

from handbill import sockets
from handbill.guard.judge import prune
from handbill.pages import follow
from handbill.pages.moment import Moving, frozen
from handbill.record import seal
from handbill.record.audit import audit
from handbill.record.lock import alone
from handbill.record.models import Head
from handbill.record.seal import Log, Trouble
from handbill.settings import Settings
from handbill.ticks import tick

LATER = 10.0
"""Seconds between two ticks of what may wait: counts on the front page, the sitemap."""

MINUTE = 60.0
"""Seconds between two looks at what time alone brings."""

SLICE = 4
"""Tiles that are read again at each of those looks."""


class Worker:
    """One site's worker."""

    def __init__(self, site: Settings) -> None:
        self.site = site
        self.log = Log.of(site)
        self._later = 0.0
        self._minute = 0.0
        self._day = ""
        self._tile = 0

    def run_once(self, now: datetime | None = None, *, ticks: bool = False) -> int:
        """Seal and show all that is committed; give how many entries were passed.

        `ticks` does at once what otherwise waits for its tick. `now` is aware; tests choose it.
        """
        now = now or datetime.now(UTC)
        with alone(self.site):
            if ticks or time.monotonic() - self._minute >= MINUTE:
                tick(now)
                prune(now)
                self._audit()
                self._minute = time.monotonic()
            with contextlib.suppress(Moving), frozen(self.site) as moment:
                self._publish(moment.size)
                passed = follow.follow(moment, self.log, now)
                day = moment.local(now).date().isoformat()
                turned = frozenset({"index"}) if day != self._day else frozenset[str]()
                if ticks or turned or time.monotonic() - self._later >= LATER:
                    follow.catch_up_later(moment, self.log, now, also=turned)
                    self._later, self._day = time.monotonic(), day
            if passed:
                self._forget()
            return passed

    def start(self) -> None:
        """Read all tiles again, then catch up."""
        with alone(self.site):
            seal.assign()
            self._publish(seal.size())
            with self._troubles():
                audit(self.log)
        self.run_once()

    def _publish(self, size: int) -> None:
        with self._troubles():
            seal.publish(self.log, size)

    def _audit(self) -> None:
        with self._troubles():
            tiles = audit(self.log, self._tile, SLICE)
            self._tile = self._tile + SLICE if self._tile + SLICE < tiles else 0

    @contextlib.contextmanager
    def _troubles(self) -> Iterator[None]:
        """Signing stops and says so; pages go on."""
        try:
            yield
        except Trouble as trouble:
            if Head.objects.filter(id=1).exclude(trouble=str(trouble)).update(trouble=str(trouble)):
                sys.stderr.write(f"signing has stopped: {trouble}\n")

    def _forget(self) -> None:
        """Empty the write-ahead log: what was destroyed in the tables must not live on in it."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def loop(self) -> None:
        """Run until the process ends. Woken by a datagram; looks by itself once a second."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
            path = sockets.worker_socket(self.site.data)
            path.unlink(missing_ok=True)
            bell.bind(str(path))
            bell.settimeout(max(1.0, self.site.privacy.batch_seconds))
            self.start()
            sys.stdout.write("caught-up\n")
            sys.stdout.flush()
            while True:
                with contextlib.suppress(TimeoutError):
                    bell.recv(64)
                    time.sleep(self.site.privacy.batch_seconds)
                    self._drain(bell)
                self.run_once()

    @staticmethod
    def _drain(bell: socket.socket) -> None:
        """Take the datagrams that came in the meantime: this run serves them all."""
        while select.select([bell], [], [], 0)[0]:
            bell.recv(64)
