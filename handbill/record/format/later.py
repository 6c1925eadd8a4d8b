"""What public files say beyond the size of the log: not proven, and yet not anything at all (docs/record.md section 11).

Indexes that the log has not come to are told by items and decisions. Each is told once, none is left out, and
every decision has its data and page.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from handbill.record.format.canonical import parse
from handbill.record.format.decided import Words
from handbill.record.format.files import Files, Finding
from handbill.record.format.items import Item
from handbill.record.format.kinds import DECISIONS, Kind
from handbill.record.format.page import check_page
from handbill.record.format.public import members
from handbill.record.format.said import check_set

OURS: Final = re.compile(
    r"[0-9]{4}/[0-9]{2}/([0-9]+)(?:\.json|\.html|/(?:versions|light)\.html|/comments/[0-9]+\.(?:json|html)|/media/.+)"
    r"|hidden/([0-9]+)\.html|record/decision/([0-9]+)\.(?:json|html)"
).fullmatch
"""Names of sections 9 and 10: the number of an item, twice, or the index of a decision."""

_ARTICLE: Final = re.compile(r"[0-9]{4}/[0-9]{2}/([1-9][0-9]{0,15})\.json").fullmatch
TROUBLE: Final = re.compile(rb"<[a-z]+ [^<>]*\bdata-trouble=").search
"""How record/index.html says that signing has stopped."""


class Later:
    """All that the files of a site tell of entries that are not yet sealed."""

    def __init__(self, words: Words) -> None:
        self._words, self._get, self._history = words, words.get, words.history
        self._told: dict[int, set[tuple[str, int, bool]]] = defaultdict(set)
        self._withdrawn: set[int] = set()
        self._reached = self._history.size
        self.loose: set[int] = set()
        self.numbers: set[int] = set()

    def take(self, files: Files) -> None:
        """Take what the files of one article tell."""
        self.loose |= files.loose
        for told in files.later:
            self.numbers |= {told.number} - self._history.items.keys()
            self._withdrawn |= {told.number} if told.state == "withdrawn" else set()
            for index in told.indexes:
                self._told[index].add((told.file, told.number, index in told.decisions))

    def wrong(self, *, whole: bool) -> Iterator[Finding]:
        """Say what cannot be; `whole` where every file is known, also those of articles that nothing names."""
        for index, tellers in sorted(self._told.items()):
            for file, number, decision in sorted(tellers):
                if len(tellers) > 1:
                    yield file, f"{number}: entry {index}, which is not sealed, stands in another place too"
                if decision:
                    yield from self._decision(index, number)
        if whole:
            yield from self._gaps()

    def others(self, names: Iterable[str], *, whole: bool) -> tuple[list[Finding], list[Finding]]:
        """Read the files that no entry calls for, which a folder tells: what is wrong, and what is newer."""
        wrong, newer, names = [], [], list(names)
        for name in names:
            match = _ARTICLE(name)
            if match and int(match[1]) > len(self._history.items):
                files = Files(self._words)
                files.article(Item(int(match[1]), None, name.removesuffix(".json"), "", [], imported=False))
                wrong += files.wrong
                newer += files.unsealed
                self.take(files)
        wrong += self.wrong(whole=whole)
        for name in names:
            match, number = OURS(name), _number(name)
            index = int(match[3]) if match and match[3] else -1
            if number in self.loose | self.numbers or self._history.size <= index < self._reached:
                newer.append((name, "is newer than the checkpoint"))
            else:
                wrong.append((name, "is not called for by any entry"))
        return wrong, newer

    def _gaps(self) -> Iterator[Finding]:
        """Go on from the size: each index is told by an item, is an office's decision, or is a withdrawal."""
        left, last = len(self._withdrawn), max(self._told, default=-1)
        while True:
            index = self._reached
            if index not in self._told and self._there(index):
                yield from self._decision(index, None)
            elif index not in self._told:
                left -= 1
                if left < 0 or index > last:
                    break
            self._reached += 1
        for index in sorted(self._told):
            if index > self._reached:
                for file, number, _ in sorted(self._told[index]):
                    yield file, f"{number}: entry {index}, with nothing at {self._reached}"
        first = len(self._history.items) + 1
        for number in sorted(self.numbers - set(range(first, first + len(self.numbers)))):
            yield "record/checkpoint", f"number {number} is told of, and not all before it"

    def _there(self, index: int) -> bool:
        try:
            return self._get(f"record/decision/{index}.json") is not None
        except ValueError:
            return False

    def _decision(self, index: int, number: int | None) -> Iterator[Finding]:
        """Check data and page of a decision as far as can be without its entry."""
        file = f"record/decision/{index}.json"
        try:
            value: Any = parse(self._get(file) or b"")
            shape = {"entry": int, "fields": dict, "kind": str}
            given = members(value, {**shape, "number": int} if "number" in value else shape)
            known = given["kind"] in {kind.value for kind in DECISIONS}
            if not known or given["entry"] != index or number not in (None, given.get("number")):
                raise ValueError("entry, kind or number are not those that are told")  # noqa: TRY301 - one road for all
            check_set(given["fields"], Kind(given["kind"]))
        except (ValueError, TypeError) as error:
            yield file, str(error)
        file = f"record/decision/{index}.html"
        try:
            for words in check_page(self._get(file) or b"", []):
                yield file, words
        except ValueError as error:
            yield file, str(error)


def _number(name: str) -> int:
    match = OURS(name)
    return int(match[1] or match[2] or 0) if match else 0
