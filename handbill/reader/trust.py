"""Verify for skeptics: against what was seen before, and against what witnesses saw."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from handbill.reader import memory
from handbill.reader.kept import SEEN, Past
from handbill.reader.report import Report
from handbill.reader.source import Folder, Site, open_source
from handbill.reader.told import lines
from handbill.reader.verify import Tick, verify
from handbill.record.format.checkpoint import open_checkpoint
from handbill.record.format.fork import Fork, prove_fork
from handbill.record.format.note import Verifier
from handbill.record.format.policy import Policy


class Unread(Exception):
    """The source could not be read at all: nothing was checked, so nothing is known. Words for people."""


WITNESSED = "record/checkpoint.witnessed"
ANOTHER = "is another key than this address had when you looked last, and that one did not hand over to it"
_WHY = {
    "is not a beginning of this log: the log was forked": (
        "The site signed another history: what it showed before is not a part of what it shows now. Entries were changed"
        " or taken out, or you are shown another version of the record than others are. Whoever holds the key did this."
    ),
    "is larger than the log now: the log was rolled back": (
        "The site shows fewer entries than it signed before. An old backup may have been put back without `handbill catch-up`,"
        " or entries were taken out."
    ),
    "no verifiable signatures": (
        "That checkpoint is not signed by any key of this record: this is another record, or one that somebody made with a"
        " key that had been replaced."
    ),
}


CHANGED: Final = 20
"""Changed texts that are told in words; the lines above them name each."""

_TEXT: Final = {
    "the fields of entry": "The text of {} was changed after it was published.",
    "the title is": "The page of {} shows another title than its author wrote.",
    "the body is": "The page of {} shows another text than its author wrote.",
    "the '": "The page of {} does not tell what was decided about it.",
}
_ITEM: Final = re.compile(
    r"(?:[0-9]{4}/[0-9]{2}|hidden)/(?P<page>[0-9]+)[^ ]*\.(?:json|html)"
    rf" (?P<number>[0-9]+): (?P<what>{'|'.join(_TEXT)})"
).match
_DECISION: Final = re.compile(r"record/decision/([0-9]+)\.(?:json|html)").fullmatch


@dataclass
class Trust:
    """One verification with all that there is to hold it against."""

    source: str
    key: str | None = None
    since: bytes | None = None
    policy: Policy | None = None
    remembers: bool = True
    tick: Tick | None = None
    sparing: bool = False  # of the files only what is new since `since`, and a sample

    def check(self) -> tuple[Report, list[str], Fork | None]:
        """Verify. Give the report, words that explain it, and the proof of a fork where two versions were signed.

        A checkpoint is remembered where nothing is wrong.

        Raises:
            Unread: there is no such folder, it holds no record, or the site does not answer.
        """
        seen: dict[str, bytes] = {}
        remark = ""
        try:
            place = open_source(self.source)
            present = (place.get("record/vkey") or b"").decode("ascii", "replace").strip()
        except ValueError as error:
            raise Unread(f"{self.source} cannot be read: {error}") from None
        if isinstance(place, Folder) and not Path(self.source, "record").is_dir():
            raise Unread(
                f"{self.source} cannot be read: it holds no record, so it is no folder of public files"
            )
        vkey = self.key or present
        if self.remembers:
            remark = self._remembered(vkey, place, seen)
        if self.policy:
            with suppress(ValueError):
                if note := place.get(WITNESSED):
                    seen[WITNESSED] = note
        past = Past() if self.remembers else None
        report = verify(self.source, self.key, self.since, self.tick, seen, sparing=self.sparing, past=past)
        if remark:
            report.remarks.append(("record/checkpoint", remark))
        words = [_WHY[said] for file, said in report.wrong if said in _WHY and file != "record/checkpoint"]
        words += islice(_changed(report), CHANGED)
        if self.remembers and isinstance(place, Site):
            words += self._other_key(report)
        if self.policy:
            self._witnesses(self.policy, report, seen.get(WITNESSED))
        fork = self._fork(report, present, place, {**seen, **({"--since": self.since} if self.since else {})})
        if report.right and past and report.note:
            report.remarks += [("record/checkpoint", why) for why in self._keep(report, past)]
        return report, list(dict.fromkeys(words)), fork

    def _keep(self, report: Report, past: Past) -> Iterator[str]:
        """Remember it for the next time; say why not, where it cannot be: the verification was right all the same."""
        try:
            memory.keep(self.key or report.keys[-1], self.source, report.note, report.keys[-1])
        except OSError as error:
            yield f"what was seen cannot be remembered for the next time: {error.strerror}"
        else:
            yield from past.keep(report.keys)

    def _other_key(self, report: Report) -> list[str]:
        """Hold the keys of the log against the one that this address had before; the reader alone can take another one."""
        known, present = memory.key_at(self.source), (report.keys or [""])[-1]
        if not known or not present or known in report.keys:
            return []
        if self.key == present:
            report.remarks.append(
                ("record/vkey", f"{ANOTHER}; you gave it: {known} is not remembered any more")
            )
            return []
        report.wrong.append(("record/vkey", ANOTHER))
        words = (
            f"Remembered is {known}, and there is now {present}. Either the people of the site lost their key and began"
            " a new record, or somebody else put this one in its place. Ask them on another way than this address. If the"
            f" key is right, say so once with --key {present}, or --forget what you saw here."
        )
        return [words]

    def _remembered(self, vkey: str, place: Folder | Site, seen: dict[str, bytes]) -> str:
        """Add what is remembered to what the log must continue; a copy that is merely older is remarked."""
        known = memory.recall(vkey)
        with suppress(ValueError):  # the key may have handed over since
            older = (place.get("record/keys") or b"").decode("ascii", "replace").split()
            known = next((one for key in reversed(older) if (one := memory.recall(key)).note), known)
        now = 0
        with suppress(ValueError):
            now = memory.size_of((place.get("record/checkpoint") or b"").decode("utf-8", "replace"))
        shrunk = isinstance(place, Site) and known.sizes.get(self.source, 0) > now
        if known.note and (known.size <= now or shrunk):
            seen[SEEN] = known.note.encode()
        elif known.note:
            return f"is older than what you saw elsewhere: {known.size} entries"
        return ""

    def _witnesses(self, policy: Policy, report: Report, witnessed: bytes | None) -> None:
        """Hold the checkpoint, or the last one that was witnessed, against the policy."""
        if policy.logs and not any(_signed(log, report.note.encode()) for log in policy.logs):
            report.wrong.append(("record/checkpoint", "is not signed by a log of the policy"))
            return
        best: set[str] = set()
        for note in (report.note.encode(), witnessed or b""):
            try:
                found = set(policy.cosigned(note)) if note else set()
            except ValueError as error:
                report.wrong.append(("record/checkpoint", str(error)))
                continue
            if policy.holds(found):
                names = ", ".join(sorted(found)) or "nobody, and the policy asks for nobody"
                size = memory.size_of(note.decode())
                report.remarks.append(("record/checkpoint", f"{size} entries were witnessed by {names}"))
                report.unwitnessed = max(report.size - size, 0)
                return
            best |= found
        told = ", ".join(sorted(best)) or "nobody"
        report.wrong.append(("record/checkpoint", f"not enough witnesses for the policy: {told}"))

    def _fork(self, report: Report, vkey: str, place: Folder | Site, seen: dict[str, bytes]) -> Fork | None:
        def read(path: str) -> bytes:
            data = place.get(f"record/{path}")
            if data is None:
                raise ValueError("a tile is missing")
            return data

        for note in seen.values():
            with suppress(ValueError):
                if made := prove_fork(vkey, note, report.note.encode(), read):
                    return made
        return None


def _changed(report: Report) -> Iterator[str]:
    """Say in words whose text was changed, and where."""
    for file, said in report.wrong:
        item, decision = _ITEM(f"{file} {said}"), _DECISION(file)
        if item:
            noun = "article" if item["number"] == item["page"] else "comment"
            noun = "hidden item" if file.startswith("hidden/") else noun
            yield _TEXT[item["what"]].format(f"{noun} {item['number']}")
        elif decision and "commits to" in said:
            yield f"What decision {decision[1]} says was changed after it was made."
        elif decision and said.startswith("the '"):
            yield f"The page of decision {decision[1]} does not tell what was decided: its {said.split(chr(39))[1]} is another."


def _signed(log: Verifier, note: bytes) -> bool:
    with suppress(ValueError):
        return bool(open_checkpoint(note, log))
    return False


def told(report: Report, words: list[str], *, as_json: bool) -> list[str]:
    """Give a report with the words that explain it, to read or as JSON."""
    if as_json:
        whole = {**json.loads(report.to_json()), "explained": words}
        return json.dumps(whole, indent=2, ensure_ascii=False).split("\n")
    said = lines(report)
    return [*said[:-1], *words, said[-1]]


def save(fork: Fork, folder: Path = Path()) -> Path:
    """Write the proof of a fork where the person is; give its name."""
    file = folder / f"fork-{memory.size_of(fork.larger.decode())}.json"
    file.write_bytes(fork.encode())
    return file
