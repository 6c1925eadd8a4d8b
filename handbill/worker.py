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
from handbill.pages.moment import Moment, Moving, frozen
from handbill.record import seal
from handbill.record.audit import audit
from handbill.record.lock import alone
from handbill.record.models import Head
from handbill.record.seal import Log, Trouble
from handbill.settings import Settings
from handbill.ticks import tick

LISTS = 0.3
"""Seconds between two times that lists and feeds are made, so that a busy hour makes each once for many items."""

LATER = 10.0
"""Seconds between two ticks of what may wait: counts on the front page, the sitemap."""

POLL = 1.0
"""Seconds after which the worker looks by itself: a datagram may be lost."""

MINUTE = 60.0
"""Seconds between two looks at what time alone brings."""

SLICE = 4
"""Tiles that are read again at each of those looks."""


class Worker:
    """One site's worker."""

    def __init__(self, site: Settings) -> None:
        self.site = site
        self.log = Log.of(site)
        self._lists = 0.0
        self._later = 0.0
        self._minute = 0.0
        self._day = ""
        self._tile = 0

    def run_once(self, now: datetime | None = None, *, ticks: bool = False) -> int:
        """Seal and show all that is committed; give how many entries were passed.

        `ticks` does at once what otherwise waits for its tick. `now` is aware; tests choose it.
        """
        now = now or datetime.now(UTC)
        passed = 0
        with alone(self.site):
            if ticks or time.monotonic() - self._minute >= MINUTE:
                tick(now)
                prune(now)
                self._audit()
                self._minute = time.monotonic()
            with contextlib.suppress(Moving), frozen(self.site) as moment:
                self._publish(moment.size)
                passed = self._follow(moment, now, ticks=ticks)
            if passed:
                self._forget()
        return passed

    def _follow(self, moment: Moment, now: datetime, *, ticks: bool) -> int:
        """Items at once; lists at once unless they were just made; counts and the sitemap at their tick."""
        day = moment.local(now).date().isoformat()
        if follow.first_run(moment, self.log, now):
            self._day = day
            return moment.size
        passed = follow.Follower(follow.ITEMS, moment, self.log, now).run()
        clock = time.monotonic()
        if ticks or clock - self._lists >= LISTS:
            follow.Follower(follow.LISTS, moment, self.log, now).run()
            self._lists = time.monotonic()
        if ticks or day != self._day or clock - self._later >= LATER:
            turned = frozenset({"index"}) if day != self._day else frozenset[str]()
            follow.Follower(follow.AFTERWARDS, moment, self.log, now).run(turned)
            self._later, self._day = time.monotonic(), day
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
            self.start()
            sys.stdout.write("caught-up\n")
            sys.stdout.flush()
            while True:
                self._wait(bell)
                self.run_once()

    def _wait(self, bell: socket.socket) -> None:
        """Wait for a datagram, or until the lists are due, or a second; then take all that came: one run serves them."""
        behind = (follow.position(follow.LISTS) or 0) < (follow.position(follow.ITEMS) or 0)
        batch = self.site.privacy.batch_seconds
        if select.select([bell], [], [], LISTS if behind else max(POLL, batch))[0]:
            time.sleep(batch)
        while select.select([bell], [], [], 0)[0]:
            bell.recv(64)
