"""A verified copy of a site's public files, kept up to date: `handbill mirror URL FOLDER`.

The new state is made beside the folder, from hard links to what is there and from what the record says changed; it is
verified whole, and then takes the folder's place in one step. So whoever kills this at any moment leaves a valid copy, if
an older one. What was fetched before a kill is used again. The key is pinned at the first run, and a log that does not
continue the copy's is refused.
"""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from handbill.below import LIMIT
from handbill.fetch import Fetcher, FetchError
from handbill.reader.attached import Attached
from handbill.reader.budget import Budget, TooMuchError
from handbill.reader.changed import EVERYTHING, Changed, around, changed
from handbill.reader.copied import PIN, Copy, Held, MirrorError, pinned_key, text_of
from handbill.reader.derived import FIXED, Stale, is_derived, links
from handbill.reader.moved import moved
from handbill.reader.report import Report
from handbill.reader.switch import recover, switch
from handbill.reader.verify import PAUSES, verify
from handbill.record.format.audit import Audit
from handbill.record.format.called import names
from handbill.record.format.canonical import Json
from handbill.record.format.checkpoint import Checkpoint, open_checkpoint
from handbill.record.format.decided import said_by
from handbill.record.format.entry import Entry
from handbill.record.format.later import OURS
from handbill.record.format.replay import Replay
from handbill.record.format.rotation import Keys
from handbill.record.format.tiles import expected

ROUNDS: Final = 5
"""Times to begin with a newer checkpoint: a site may move on while it is copied."""
THREADS: Final = 8

_DATE: Final = re.compile(rb'"date":\{"salt":"[0-9a-f]{64}","value":"([0-9]{4}-[0-9]{2}-[0-9]{2})').search

Tick = Callable[[int, int], None]
"""Told how many files are there, of how many that are known by now."""


def mirror(
    address: str,
    folder: Path,
    *,
    key: str | None = None,
    most: float | None = None,
    tick: Tick = lambda _there, _known: None,
) -> Copy:
    """Make or renew a verified copy, from at most so many GiB (else what `budget` allows).

    Raises:
        MirrorError: unreachable, another key, a fork, too much, or something is wrong with the site.
    """
    one = _Mirror(address, folder, key, Budget(most), tick)
    try:
        return one.run()
    except TooMuchError:
        shutil.rmtree(one.fresh, ignore_errors=True)
        raise


class _Mirror:
    def __init__(self, address: str, folder: Path, key: str | None, budget: Budget, tick: Tick) -> None:
        self.folder, self.budget, self.tick = folder.absolute(), budget, tick
        self.fresh = self.folder.with_name(f".{self.folder.name}.mirror")
        self.fetched = 0
        self.linked: list[str] = []  # lists that fetched pages lead to
        recover(self.folder)
        try:
            self.fetcher = Fetcher(address, connections=THREADS, near=True)
        except FetchError as error:
            raise MirrorError(f"{address}: {error.word}") from None
        self.keys = self._pin(address, key)

    def _pin(self, address: str, key: str | None) -> Keys:
        pinned = text_of(self.folder / PIN / "vkey")
        if self.folder.exists() and any(self.folder.iterdir()) and not pinned:
            raise MirrorError(f"{self.folder} is not empty, and no mirror")
        known = text_of(self.folder / PIN / "address")
        if known and known != self.fetcher.base:
            raise MirrorError(f"{self.folder} is a mirror of {known}, not of {address}")
        try:
            found = Keys.read(self._get)
        except ValueError as error:
            raise MirrorError(f"record/vkey {error}") from None
        found = pinned_key(found, pinned, key, self.fetcher.base)
        self.pin = found.all[found.given].vkey
        return found

    def run(self) -> Copy:
        """Fetch, verify, and put the new state in the old one's place."""
        held = Held.by(self.folder)
        before = held.demand(self.keys, self._get, self.fetcher.base) if held else None
        now = self._checkpoint()
        if before and now.size == before.size and now.root == before.root and self._lists_are_those():
            return Copy(now.size, before.size, 0, 0)
        self._begin(before.size if before else now.size)
        self.budget.begin(now.size, self.fresh)
        for _round in range(ROUNDS):
            self._bring(now, before)
            newest = self._checkpoint()
            if newest.size == now.size:
                break
            now = newest
        report = self._verified(before)
        switch(self.fresh, self.folder)
        return Copy(report.size, before.size if before else 0, self.fetched, len(report.unsealed))

    def _verified(self, before: Checkpoint | None) -> Report:
        """Verify the new state. Files follow the checkpoint, so what is wrong is asked for again a few times."""
        for pause in (*PAUSES, None):
            report = verify(str(self.fresh), self.pin)
            if report.right:
                return report
            if pause is None:
                break
            time.sleep(pause)
            now = self._checkpoint()
            if now.size > report.size:
                self._bring(now, before)
            self._fetch(path for path, _words in report.wrong if OURS(path) and "/media/" not in path)
        self._write(f"{PIN}/since", str(before.size if before else 0).encode())  # this is not trusted
        lines = [f"{file}: {words}" for file, words in report.wrong[:20]]
        raise MirrorError("what the site shows is not right, and is not taken:", *lines)

    def _begin(self, since: int) -> None:
        """Go on with what an earlier run fetched, else with links to what is there.

        `since`: what is there already is as new as this size of the log, in the old state or in an empty one.
        """
        if text_of(self.fresh / PIN / "vkey") == self.pin:
            for part in self.fresh.rglob(".*.part"):
                part.unlink()
            return
        shutil.rmtree(self.fresh, ignore_errors=True)
        if self.folder.exists():
            shutil.copytree(self.folder, self.fresh, copy_function=os.link)
        self._write(f"{PIN}/address", self.fetcher.base.encode())
        self._write(f"{PIN}/since", str(since).encode())
        self._write(f"{PIN}/vkey", self.pin.encode())

    def _bring(self, now: Checkpoint, before: Checkpoint | None) -> None:
        """Bring the new state up to a checkpoint: the log, then what its entries changed, then lists."""
        since = int(text_of(self.fresh / PIN / "since") or 0)
        replay = self._log(now, before, since)
        self._write("record/checkpoint", self.note)
        self._fetch(
            ["record/vkey", "record/keys", *(f"record/rotation/{n}" for n in range(1, len(self.keys.all)))]
        )
        history, change = replay.history, changed(replay.history, replay.new) if since else EVERYTHING
        files = list(names(history))
        new = [it for it in files if it in change.files or not (self.fresh / it).exists()]
        self._fetch(files if change.everything else new)
        called = [*files, *(f"record/{tile.path}" for tile in expected(now.size))]
        attached = Attached(self.fresh, self.fetcher, self.budget)
        called += attached.fetch(history, self.tick)
        self._fetch(attached.stale(change))
        self.fetched += attached.fetched
        self._prune(set(called))
        self._fetch(moved(new, self.folder, self.fresh))
        self._lists(change)
        self._write(f"{PIN}/since", str(now.size).encode())

    def _log(self, now: Checkpoint, before: Checkpoint | None, since: int) -> Replay:
        """Read the record; where a tile here is damaged, all of them are asked for."""

        def said(index: int, entry: Entry) -> dict[str, Json] | None:
            with suppress(ValueError):  # verify will name it
                return said_by(self._get(f"record/decision/{index}.json", local=index < since), entry.content)
            return None

        for local in (True, False):
            replay = Replay(said, datetime.now(UTC), since or None)
            audit = Audit(now, partial(self._tile, local=local), replay.take_all)
            if audit.sound and not audit.wrong:
                break
        else:
            lines = [f"record/{path}: {words}" for path, words in list(audit.wrong.items())[:20]]
            raise MirrorError("the record of the site does not hold together:", *lines)
        try:
            audit.check_since(before or now)
        except ValueError as error:
            raise MirrorError(f"the record {error}; the copy stays as it is") from None
        replay.end(audit.leaves)
        return replay

    def _tile(self, path: str, *, local: bool) -> bytes | None:
        """Give a tile: full ones never change, so one that is there need not be fetched."""
        file = f"record/{path}"
        if local and ".p/" not in path and (self.fresh / file).exists():
            return (self.fresh / file).read_bytes()
        data = self._get(file, local=False)
        if data is not None:
            self._write(file, data)
        return data

    def _fetch(self, paths: Iterable[str]) -> None:
        """Fetch files; what is not there any more is taken away here too."""
        wanted = list(dict.fromkeys(paths))
        with ThreadPoolExecutor(THREADS) as pool:
            for done, linked in enumerate(pool.map(self._renew, wanted), 1):
                self.linked += linked
                self.tick(done, len(wanted))

    def _renew(self, path: str) -> list[str]:
        data = self._get(path)
        if data is None:
            (self.fresh / path).unlink(missing_ok=True)
            return []
        self._write(path, data)
        return list(links(path, data))

    def _lists(self, change: Changed) -> None:
        """Fetch the lists that may have changed, and follow the links to those that are not here yet."""
        local = [path for path in self._local() if is_derived(path)]
        media = any(b'"media_' in (self._here(f"{one.decode()}.json") or b"") for one in change.stems)
        stale = Stale(change, local, self._days(change), media=media)
        seen = dict.fromkeys((*FIXED, *local, *self.linked))
        waiting = list(seen)
        while waiting:
            self.budget.lists(len(seen))
            self.linked = []
            self._fetch(path for path in waiting if stale(path, self._here(path)))
            waiting = [path for path in dict.fromkeys(self.linked) if path not in seen]
            seen.update(dict.fromkeys(waiting))

    def _lists_are_those(self) -> bool:
        """Tell whether the lists here are those of the site: they follow the checkpoint by some seconds."""
        return all(
            self._get(path) == (self.folder / path).read_bytes() if (self.folder / path).exists() else False
            for path in ("index.html", "newswire/index.html", "record/index.html")
        )

    def _days(self, change: Changed) -> set[str]:
        """Give the days around the dates of changed imports: their own date stands in their data."""
        found: set[str] = set()
        for stem in change.stems:
            date = _DATE(self._here(f"{stem.decode()}.json") or b"")
            found |= around(date[1].decode()) if date else set()
        return found

    def _local(self) -> list[str]:
        return [file.relative_to(self.fresh).as_posix() for file in self.fresh.rglob("*") if file.is_file()]

    def _here(self, path: str) -> bytes | None:
        with suppress(OSError):
            return (self.fresh / path).read_bytes()
        return None

    def _prune(self, called: set[str]) -> None:
        """Take away the files of items and decisions, and partial tiles, that the log does not call for any more."""
        for path in self._local():
            if path not in called and (OURS(path) or ("/tile/" in path and ".p/" in path)):
                (self.fresh / path).unlink()

    def _checkpoint(self) -> Checkpoint:
        self.note = self._ask("record/checkpoint")
        try:
            self.keys = Keys.read(self._get, self.pin)
            return open_checkpoint(self.note, self.keys.present)
        except ValueError as error:
            raise MirrorError(f"record/checkpoint: {error}") from None

    def _ask(self, path: str) -> bytes:
        data = self._get(path)
        if data is None:
            raise MirrorError(f"{self.fetcher.base}{path} is not there: is this a Handbill?")
        return data

    def _get(self, path: str, *, local: bool = False) -> bytes | None:
        if local and (there := self._here(path)) is not None:
            return there
        try:
            data = self.fetcher.get(path.replace("%", "%25"), LIMIT)
        except FetchError as error:
            raise MirrorError(f"{self.fetcher.base}{path}: {error.word}") from None
        self.fetched += data is not None
        self.budget.take(len(data or b""))
        return data

    def _write(self, path: str, data: bytes) -> None:
        """Write a file of the new state; never into the one that a hard link shares with the old state."""
        file = self.fresh / path
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{file.name}.part")
        part.write_bytes(data)
        part.replace(file)
