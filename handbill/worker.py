"""The worker: seals entries, makes pages from them, and does what time alone brings.

`Worker.run_once` is the whole of it; the loop only waits. Kill it anywhere: the next run goes on from what is not yet done.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from math import inf

from django.db import connection, connections

from handbill import films, sockets
from handbill.archive.finished.settle import settle
from handbill.bucket.follow import Bucket
from handbill.guard.judge import prune
from handbill.newswire.old_address import forget_those_over
from handbill.pages import follow, memory, proofs
from handbill.pages.moment import USING, Moment, Moving, frozen
from handbill.patience import patiently
from handbill.record import clock, copied, disc, durable, seal, trouble, wake
from handbill.record.bell import Bell, hung
from handbill.record.cosigned import Asking
from handbill.record.leader import Leading
from handbill.record.lock import alone
from handbill.record.mirrored import Mirrors
from handbill.record.rotation import settle_key
from handbill.record.rounds import Rounds
from handbill.record.seal import Log, Overtaken, Trouble
from handbill.record.tidy import tidy
from handbill.search.follow import Indexer
from handbill.settings import Settings
from handbill.ticks import clear, tick

LISTS = 0.3
"""Seconds between two times that lists and feeds are made, so that a busy hour makes each once for many items."""

LATER = 10.0
"""Seconds between two ticks of what may wait: counts on the front page, the sitemap."""

POLL = 1.0
"""Seconds after which the worker looks by itself: a datagram may be lost."""

MINUTE = 60.0
"""Seconds between two looks at what time alone brings."""

PATIENCE = 200
"""Milliseconds to wait for others who read the database, before its write-ahead log is emptied the next time."""


class Worker:
    """One site's worker."""

    def __init__(self, site: Settings) -> None:
        self.site = site
        self.log = Log.of(site)
        self.witnesses = Asking(site, self.log)
        self.indexer = Indexer(site)
        self.mirrors = Mirrors(site, self.log)
        self.leading = Leading(site)
        self.bucket = Bucket(site)
        self._led = False  # at the last look
        self._lists = 0.0
        self._later = 0.0
        self._minute = 0.0
        self._day = ""
        self._rounds = Rounds()
        self._closed = False  # the database was older than the public record at the last look
        self._unclean = True  # the write-ahead log may hold what was destroyed
        self._failed: OSError | None = (
            None  # a sync of pages that failed, said when all followers are through
        )
        self._told = "?"  # what the record's page says about trouble; not known yet

    def run_once(self, now: datetime | None = None, *, ticks: bool = False) -> int:
        """Seal and show all that is committed; give how many entries were passed.

        `ticks` does at once what otherwise waits for its tick. `now` is aware; tests choose it.
        """
        now = now or datetime.now(UTC)
        with self._writing() as leads:
            due = ticks or time.monotonic() - self._minute >= MINUTE
            if self._behind(look=due):
                return 0
            if leads:
                self._lead(now, due=due)
            elif due:
                clear(now)
            if due:
                self._minute = time.monotonic()
            self._led = leads
            passed = self._show(now, ticks=ticks)
            if self._led:
                self.witnesses.step()
                self.mirrors.step()
            self._put()
            if self._led and not due:  # last: nobody waits for it
                self._rounds.step(self.log, due=False)
            if self._unclean:
                self._forget()
            if failed := self._failed:
                self._failed = None
                raise failed
        return passed

    def _show(self, now: datetime, *, ticks: bool) -> int:
        """Seal, make pages and search of one moment; give how many entries were passed."""
        passed = 0
        try:
            with frozen(self.site) as moment:
                self._publish(moment.size)
                passed = self._follow(moment, now, ticks=ticks)
                if self._led:
                    self.indexer.run(moment.size, USING, inf if ticks else LISTS)
                if not self._failed:
                    settle(moment, now)
        except Moving:
            trouble.waiting()  # is it that the next entry is damaged?
        except Overtaken as words:
            sys.stderr.write(f"{words}\n")
            connections.close_all()  # whatever this one still held of a leader is gone with them
            self._led = False
        return passed

    def _put(self) -> None:
        """Put what this run has written into the bucket: last, as witnesses and mirrors write too."""
        if self.site.pages.url:
            reached = min(follow.position(name) or 0 for name in follow.FOLLOWERS)
            self.bucket.run(seal.size(), reached, leads=self._led, still=self.leading.still)

    @contextmanager
    def _writing(self) -> Iterator[bool]:
        """Write below `public/` alone; say whether this machine leads."""
        with (
            alone(self.site),
            durable.whole(self.site.public),
            self.bucket.noting(),
            self.leading.now() as leads,
        ):
            yield leads

    def _lead(self, now: datetime, *, due: bool) -> None:
        """Do what one machine alone does; first what it missed while another one did."""
        sure = clock.look(now)
        if self.leading.anew and not self._led:
            self._copy()
            trouble.look_at_start(self.log)
            self._rounds.begin()
        if due and sure:
            tick(now)
            prune(now)
        if due:
            self._rounds.step(self.log, due=True)

    def _behind(self, *, look: bool) -> bool:
        """Is the database older than what readers see? Then nothing is written: no entry, no signature, and no page."""
        if settle_key(self.site) or self._closed:
            self.log = Log.of(self.site)  # an operator may have put the key in its place meanwhile
        if look and trouble.behind(self.log):
            trouble.look_at_all(self.log)  # it may have caught up
            self._minute = time.monotonic()
        self._closed = bool(trouble.behind(self.log))
        return self._closed

    def _copy(self) -> None:
        """Write what another machine signed. Where that cannot be, it is said, and nothing is signed here either."""
        settle_key(self.site)
        self.log = Log.of(self.site)
        try:
            copied.copy(self.log)
        except Trouble as words:
            sys.stderr.write(f"what another machine signed cannot be written here: {words}\n")

    def _publish(self, size: int) -> None:
        """Publish the log, by the key whose turn it is; what a key's change left undone is done first."""
        if not self._led:
            self._copy()
            return
        before = trouble.signed()
        self._sign(size)
        if trouble.signed() > before:
            wake.others()

    def _sign(self, size: int) -> None:
        if settle_key(self.site):
            self.log = Log.of(self.site)
            trouble.publish(self.log, size)
            settle_key(self.site)
            self.log = Log.of(self.site)
        trouble.publish(self.log, size)

    def _follow(self, moment: Moment, now: datetime, *, ticks: bool) -> int:
        """Items at once; lists at once unless they were just made; counts and the sitemap at their tick."""
        day = moment.local(now).date().isoformat()
        told = trouble.trouble(USING)
        if follow.first_run(moment, self.log, now):
            self._lists = self._later = time.monotonic()
            self._day, self._told = day, told
            return moment.size
        items = follow.Follower(follow.ITEMS, moment, self.log, now)
        owed = proofs.owed(moment)
        passed = self._run(items, owed)
        if not self._failed:
            proofs.settle(owed)
        if items.destroyed:
            self._unclean = True
            memory.forget()
        if self._unclean and not self._failed:
            forget_those_over(USING)
        seconds = time.monotonic()
        if ticks or told != self._told or seconds - self._lists >= LISTS:
            told_anew = {"record/index": told != self._told, "record/mirrors": self.mirrors.changed}
            also = frozenset(key for key, anew in told_anew.items() if anew)
            longest = (
                inf if ticks or not self._lists else LISTS
            )  # what is said meanwhile does not wait for all lists
            self._run(follow.Follower(follow.LISTS, moment, self.log, now, longest), also)
            self._lists, self._told, self.mirrors.changed = time.monotonic(), told, False
        if ticks or day != self._day or seconds - self._later >= LATER:
            turned = frozenset({"index"}) if day != self._day else frozenset[str]()
            if turned:
                tidy(self.log, now)
                self._rounds.begin()
            self._run(follow.Follower(follow.AFTERWARDS, moment, self.log, now), turned)
            self._later, self._day = time.monotonic(), day
        return passed

    def _run(self, follower: follow.Follower, also: frozenset[str]) -> int:
        """Run a follower. Where the disc fails, what it wrote can be read and its cursor stays; the others go on, so that it is said."""
        try:
            return follower.run(also)
        except OSError as error:
            if disc.state(error) != "failing":
                raise
            self._failed = error
            return 0

    def start(self) -> None:
        """Look at what signing depends on, then catch up. All tiles are read again in the time after."""
        with self._writing() as leads:
            if leads:
                clock.look(datetime.now(UTC))  # first: the doors are open already
                if self.leading.anew:
                    self._copy()
                trouble.look_at_start(self.log)
            self._led = leads
        self.run_once()

    def _forget(self) -> None:
        """Empty the write-ahead log: what was destroyed in the tables must not live on in it. Again later if it is in use."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._unclean = bool(cursor.fetchone()[0])
                cursor.execute("PRAGMA busy_timeout = 20000")

    def loop(self) -> None:
        """Run until the process ends. Woken by a datagram; looks by itself once a second."""
        self.leading.stays = True
        sockets.make_run_folder(self.site.data)  # it may run alone
        with hung(sockets.worker_socket(self.site.data)) as bell:
            patiently(self.start)
            films.start(self.site, lambda: self._led)
            sys.stdout.write("caught-up\n")
            sys.stdout.flush()
            while True:
                patiently(partial(self.wait, bell))
                patiently(self.run_once)

    def wait(self, bell: Bell) -> None:
        """Wait for a datagram, or until lists or search are due, or a second; then take all that came: one run serves them."""
        behind = (follow.position(follow.LISTS) or 0) < (follow.position(follow.ITEMS) or 0)
        behind = behind or self.indexer.behind or self.bucket.behind
        batch = self.site.privacy.batch_seconds
        rung = bell.wait(LISTS if behind else max(POLL, batch))
        if rung:
            time.sleep(batch)
            bell.quiet()
