"""What the public files say that the entries of a log commit to, each set of fields as it is published."""

import json
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final

from handbill.record.format.canonical import canonical
from handbill.record.format.commitment import Fields, commitment
from handbill.record.format.entry import DECISIONS, Entry
from handbill.record.format.public import PAGE
from handbill.record.format.state import BORN

KEPT: Final = 300
"""Files of articles that are held in memory: comments that come one after the other are mostly on the same articles."""


class Said:
    """The fields of every entry. `get` gives a public file by its name."""

    def __init__(self, entries: Sequence[Entry], get: Callable[[str], bytes | None]) -> None:
        self._entries, self.get = entries, get
        self._stems: dict[int, str] = {}
        self._files: OrderedDict[str, dict[int, Fields]] = OrderedDict()
        comments: defaultdict[int, int] = defaultdict(int)
        for entry in entries:
            if entry.kind in BORN and entry.number is not None:
                if entry.article is None:
                    self._stems[entry.number] = str(entry.path)
                    continue
                page = comments[entry.article] // PAGE + 1
                comments[entry.article] += 1
                path = self._stems[entry.article]
                self._stems[entry.number] = path if page == 1 else f"{path}/comments/{page}"

    def fields(self, index: int) -> Fields:
        """Give what entry `index` commits to.

        Raises:
            ValueError: the files do not have it.
        """
        entry = self._entries[index]
        if entry.content is None:
            return {}
        if entry.kind in DECISIONS:
            found: Fields | None = self._read(f"record/decision/{index}.json").get("fields")
        else:
            found = self._sets(f"{self._stems[entry.number or 0]}.json").get(index)
        if found is None or commitment(found) != entry.content:
            raise ValueError(f"entry {index}: what it commits to is not in the public files")
        return found

    def _sets(self, file: str) -> dict[int, Fields]:
        """Give the sets of an article's file, or of one of its further comments, by the indexes of their entries."""
        if file in self._files:
            self._files.move_to_end(file)
            return self._files[file]
        value = self._read(file)
        objects = [value, *value["comments"]] if "fields" in value else value["comments"]
        sets: dict[int, Fields] = {}
        for one in objects:
            for part in (one, *one["versions"], *one["amendments"]):
                sets[part["entry"]] = part["fields"]
        self._files[file] = sets
        if len(self._files) > KEPT:
            self._files.popitem(last=False)
        return sets

    def _read(self, file: str) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.get(file) or b"{}")
        return value


def stored(fields: Fields) -> str:
    """Give fields as rows hold them."""
    return canonical({**fields}).decode()
