"""What a stranger runs: does the site keep its own record? (docs/record.md section 11).

Nothing here trusts the files: whatever stands in them ends as a finding that names the file.
"""

import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Final, TypeAlias

from handbill.below import ODD
from handbill.cores import in_threads, on_all_cores
from handbill.reader.report import Report
from handbill.reader.source import Folder, Site, open_source
from handbill.record.format.audit import Audit
from handbill.record.format.canonical import Json
from handbill.record.format.checkpoint import Checkpoint, open_checkpoint
from handbill.record.format.copies import wrong_copy
from handbill.record.format.decided import Words, said_by
from handbill.record.format.entry import Entry
from handbill.record.format.files import Files, examine, names, works
from handbill.record.format.later import OURS, TROUBLE, Later
from handbill.record.format.note import Verifier
from handbill.record.format.replay import Replay
from handbill.record.format.rotation import Keys, handed_over
from handbill.record.format.tiles import bundle_of

Tick: TypeAlias = Callable[[int, int], None]
"""Told how many articles, decisions and compressed copies are checked, of how many."""

PAUSES: Final = (0.5, 1.0, 2.0, 4.0)
"""Seconds before what is wrong at an address is looked at again: its files follow the checkpoint."""

AGAIN: Final = 3
"""Times to begin anew where something at an address stays wrong, and there is a newer checkpoint."""


def verify(
    source: str, key: str | None = None, since: bytes | None = None, tick: Tick | None = None, **seen: bytes
) -> Report:
    """Check all of section 11 at an address or in a folder; findings are not raised. `seen`: more checkpoints, named."""
    seen |= {"--since": since} if since is not None else {}
    report = Report(source)
    for _ in range(AGAIN):
        last, report = report, Report(source)
        file = source
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
        _Run(place, checkpoint, report, tick or (lambda _done, _known: None)).all(seen, keys)
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

    def all(self, seen: dict[str, bytes], keys: Keys) -> None:
        """Check the log, then every entry, then every file that the entries call for."""
        audit = Audit(self.checkpoint, lambda path: self.place.get(f"record/{path}"))
        self.report.wrong += [(f"record/{path}", words) for path, words in audit.wrong.items()]
        for name, note in seen.items():
            try:
                audit.check_since(keys.open_since(note, self.place.get))
            except ValueError as error:
                self.report.wrong.append((name, str(error)))
        if len(audit.entries) == self.checkpoint.size:
            self._replay(audit, keys)
            self._look()
            self._others(audit)

    def _replay(self, audit: Audit, keys: Keys) -> None:
        replay = Replay(audit.entries, audit.leaves, self._said, datetime.now(UTC))
        for found, into in ((replay.wrong, self.report.wrong), (replay.remarks, self.report.remarks)):
            for index, words in found:
                bundle = bundle_of(index, len(audit.entries)).path
                into.append((f"record/{bundle}", f"entry {index}: {words}"))
        self.report.wrong += handed_over(keys, replay.rotations, audit.leaves, self.place.get)
        self.history = replay.history
        self.words = Words(self.place.get, self.place.digest, self.history)
        self.later = Later(self.words)
        articles = sum(item.article is None for item in self.history.items.values())
        others = {"comments": len(self.history.items) - articles, "decisions": len(self.history.decisions)}
        self.report.counts = {"articles": articles, **others}

    def _said(self, index: int, entry: Entry) -> dict[str, Json]:
        """Read what the entries after one depend on."""
        for pause in (0.0, *PAUSES) if isinstance(self.place, Site) else (0.0,):
            time.sleep(pause)
            try:
                return said_by(self.place.get(f"record/decision/{index}.json"), entry.content)
            except ValueError:  # the file is named when the decision is checked
                continue
        return {}

    def _look(self) -> None:
        """Check each article, decision and compressed copy; at an address, look again at what is wrong."""
        work, live = works(self.history), isinstance(self.place, Site)
        there = sorted(self.place.names())
        self.report.wrong += [(name, ODD) for name, regular in there if not regular]
        self.names = [name for name, regular in there if regular]
        copies = [name for name in self.names if name.endswith(".gz")]
        known = len(work) + len(copies)
        wrong: list[tuple[int, Files]] = []
        for at, files in enumerate(
            (in_threads if live else on_all_cores)(partial(examine, self.words), work)
        ):
            wrong += [(at, files)] if self._take(files).wrong else []
            self.tick(at + 1, known)
        for pause in PAUSES if live and wrong else ():
            time.sleep(pause)
            again = [(at, before, self._take(examine(self.words, work[at]))) for at, before in wrong]
            wrong = [(at, now.only(before)) for at, before, now in again if now.only(before).wrong]
        self.report.wrong += [finding for _, files in wrong for finding in files.wrong]
        for at, found in enumerate(on_all_cores(partial(wrong_copy, self.place.get), copies)):
            self.report.wrong += found
            self.tick(len(work) + at + 1, known)

    def _take(self, files: Files) -> Files:
        self.report.unsealed += files.unsealed
        self.media |= files.media
        self.later.take(files)
        return files

    def _others(self, audit: Audit) -> None:
        """In a folder: older tiles, and files that no entry calls for."""
        called = set(names(self.history)) | self.media
        rest = [name for name in self.names if not name.endswith(".gz")]
        tiles = [name.removeprefix("record/") for name in rest if name.startswith("record/tile/")]
        more = [name for name in rest if name not in called and OURS(name)]
        wrong, newer = self.later.others(more, whole=isinstance(self.place, Folder))
        self.report.wrong += wrong
        self.report.unsealed += newer
        before = set(audit.wrong)
        audit.check_others(tiles)
        self.report.wrong += [(f"record/{path}", audit.wrong[path]) for path in audit.wrong.keys() - before]
        self.report.unsealed += [(f"record/{path}", "is newer") for path in audit.unsealed]
        self.report.wrong = list(dict.fromkeys(self.report.wrong))
