"""What a stranger runs: does the site keep its own record? (docs/record.md section 11).

Nothing here trusts the files: whatever stands in them ends as a finding that names the file.
"""

import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Final, TypeAlias

from handbill.cores import in_threads, on_all_cores
from handbill.reader.report import Report
from handbill.reader.source import Folder, Site, open_source
from handbill.record.format.audit import Audit
from handbill.record.format.called import Draw, examine, newer, whole
from handbill.record.format.canonical import Json
from handbill.record.format.checkpoint import Checkpoint, open_checkpoint
from handbill.record.format.copies import wrong_copy
from handbill.record.format.decided import Words, said_by
from handbill.record.format.entry import Entry
from handbill.record.format.files import Files
from handbill.record.format.later import OURS, TROUBLE, Later
from handbill.record.format.note import Verifier
from handbill.record.format.onward import Asked, Onward, Past
from handbill.record.format.replay import Replay
from handbill.record.format.rotation import Keys, handed_over

Tick: TypeAlias = Callable[[int, int], None]
"""Told how many bundles, articles, decisions and compressed copies are checked, of how many: a guess, until the log is read."""

PAUSES: Final = (0.5, 1.0, 2.0, 4.0)
"""Seconds before what is wrong at an address is looked at again: its files follow the checkpoint."""

SMALL: Final = 2000
"""Entries up to which all is read, whatever is asked: it takes a moment."""

AGAIN: Final = 3
"""Times to begin anew where something at an address stays wrong, and there is a newer checkpoint."""


def verify(
    source: str,
    key: str | None = None,
    since: bytes | None = None,
    tick: Tick | None = None,
    more: Mapping[str, bytes] | None = None,
    *,
    sparing: bool = False,
    past: Past | None = None,
) -> Report:
    """Check all of section 11; findings are not raised. `more`: checkpoints as `since`; `sparing`: of the files only what is new after it, and of the entries what `past` has not kept."""
    seen = {**(more or {}), **({"--since": since} if since is not None else {})}
    report, draw = Report(source), Draw() if sparing else None
    for _ in range(AGAIN):
        last, report, file = report, Report(source), source
        seen |= {"a moment ago": last.note.encode()} if last.note else {}
        try:
            place = open_source(source)
            file = "record/vkey"
            keys = Keys.read(place.get, key)
            report.key_from_site, report.replaced = key is None, len(keys.all) - 1 - keys.given
            report.keys = [one.vkey for one in keys.all]
            file = "record/checkpoint"
            report.note = (place.get(file) or b"").decode("utf-8", "replace")
            checkpoint = open_checkpoint(report.note.encode(), keys.present)
        except ValueError as error:
            report.wrong.append((file, str(error)))
            return report
        if last.wrong and checkpoint.size == last.size:
            return last
        root = b64encode(checkpoint.root).decode()
        report.origin, report.size, report.root = checkpoint.origin, checkpoint.size, root
        _Run(place, checkpoint, report, tick or (lambda _done, _known: None)).all(seen, keys, past, draw)
        if isinstance(place, Folder) or not (report.wrong or report.unsealed):
            break
        if report.unsealed and not _moved(place, checkpoint.size, keys.present):
            with suppress(ValueError):
                if TROUBLE(place.get("record/index.html") or b""):
                    break
            report.wrong, report.unsealed = report.wrong + report.unsealed, []
            break
    return report


def _moved(place: Site, size: int, verifier: Verifier) -> bool:
    """Wait for a newer checkpoint; say whether one came."""
    for pause in PAUSES:
        time.sleep(pause)
        with suppress(ValueError):
            if open_checkpoint(place.get("record/checkpoint") or b"", verifier).size > size:
                return True
    return False


class _Run:
    """One reading of a whole site under one checkpoint."""

    def __init__(self, place: Folder | Site, checkpoint: Checkpoint, report: Report, tick: Tick) -> None:
        self.place, self.checkpoint, self.report, self.tick = place, checkpoint, report, tick
        self.media: set[str] = set()  # files of attachments
        self.bundles = 0  # of entries

    def all(self, seen: dict[str, bytes], keys: Keys, past: Past | None, draw: Draw | None) -> None:
        """Check the log, then every entry, then every file that the entries call for."""
        self.draw, get, now = draw or Draw(), self.place.get, datetime.now(UTC)
        older, self.report.wrong = keys.open_each(seen, get)
        new = draw and "--since" in older and self.checkpoint.size > SMALL
        since = older["--since"].size if new else 0
        live = isinstance(self.place, Site)
        how = (in_threads, PAUSES) if live else (map, ())
        self.replay = Replay(self._said, now, since or None)
        asked = Asked(self.checkpoint, older, since, keys, get, self._said, now, self._bundle, *how)
        read = partial(Audit, self.checkpoint, asked.tile, self.replay.take_all, self._bundle)
        log, replay = (past.go_on(asked) if past and since else None) or (read(), self.replay)
        self.report.wrong += [(f"record/{path}", words) for path, words in log.wrong.items()]
        forks = log.forks(older)
        self.report.wrong += forks
        self.report.since, self.report.kept = 0 if forks else since, log.kept
        if log.sound:
            replay.end(log.leaves, log.first)
            way = log.handed if isinstance(log, Onward) else handed_over(keys, replay.rotations, log, get)
            self._take_in(replay, way)
            if past:
                past.take(asked, self.report.note, replay)
            self._look(replay)
            self._others(log)

    def _bundle(self, done: int, of: int) -> None:
        self.bundles = of
        self.tick(done, of + self.replay.works(done / of))

    def _take_in(self, replay: Replay, keys: Iterable[tuple[str, str]]) -> None:
        self.report.wrong += [*replay.named(replay.wrong), *keys]
        self.report.remarks += replay.named(replay.remarks)
        self.words = Words(self.place.get, self.place.digest, replay.history)
        self.later = Later(self.words)
        self.report.counts = replay.history.counts()

    def _said(self, index: int, entry: Entry) -> dict[str, Json] | None:
        """Read what the entries after one depend on; where it is not there, the decision and its item are checked in any case."""
        for pause in (0.0, *PAUSES) if isinstance(self.place, Site) else (0.0,):
            time.sleep(pause)
            try:
                return said_by(self.place.get(f"record/decision/{index}.json"), entry.content)
            except ValueError:  # the file is named when the decision is checked
                continue
        return None

    def _look(self, replay: Replay) -> None:
        """Check each article, decision and compressed copy; at an address, look again at what is wrong."""
        live, history = isinstance(self.place, Site), replay.history
        if self.report.since:
            self.reading = newer(history, [*replay.new, *replay.doubted], self.draw)
        else:
            self.reading = whole(history, self.place.names())
        self.report.read = self.reading.read
        self.report.wrong += self.reading.odd
        work, copies = self.reading.work, self.reading.copies
        look = partial(examine, self.words, self.reading.only, copies=not live)
        known, wrong = self.bundles + len(work) + len(copies), list[tuple[int, Files]]()
        for at, files in enumerate((in_threads if live else on_all_cores)(look, work)):
            wrong += [(at, files)] if self._take(files).wrong else []
            self.tick(self.bundles + at + 1, known)
        self.draw.wrong |= {work[at] for at, _files in wrong}
        look = partial(examine, self.words, {}, copies=not live)  # what was wrong is read whole again
        for pause in PAUSES if live and wrong else ():
            time.sleep(pause)
            again = [(at, before, self._take(look(work[at]))) for at, before in wrong]
            wrong = [(at, now.only(before)) for at, before, now in again if now.only(before).wrong]
        self.report.wrong += [finding for _, files in wrong for finding in files.wrong]
        for at, found in enumerate(on_all_cores(partial(wrong_copy, self.place.get), copies)):
            self.report.wrong += found
            self.tick(known - len(copies) + at + 1, known)

    def _take(self, files: Files) -> Files:
        self.report.unsealed += files.unsealed
        if files.left:
            self.report.read["pages_left"] += files.left
        self.media |= files.media
        self.later.take(files)
        return files

    def _others(self, log: Audit | Onward) -> None:
        """In a folder: older tiles, and files that no entry calls for."""
        rest = self.reading.others
        more = [name for name in rest if OURS(name) and name not in self.media]
        every = isinstance(self.place, Folder) and not self.report.since
        wrong, unsealed = self.later.others(more, whole=every)
        log.check_others(name.removeprefix("record/") for name in rest if name.startswith("record/tile/"))
        wrong += [(f"record/{path}", words) for path, words in log.wrong.items()]
        self.report.unsealed += [*unsealed, *((f"record/{path}", "is newer") for path in log.unsealed)]
        self.report.wrong = list(dict.fromkeys(self.report.wrong + wrong))
