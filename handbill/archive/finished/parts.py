"""The parts of the index, each small: a search loads those few that hold its words, whatever the size of the archive.

`t/N` holds terms in order, each with its places; what a term has beyond `LONG` stands in parts `l/N` of its own, with
the first place of each in `t`. `n/N` says with which term each `t`, or each `n` below it, begins; the uppermost of these stands in
`top`. `d/N` holds the lines that are shown of `LINES` items. All are pure data; `coding` has the form.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from handbill.archive.finished.coding import packed, script
from handbill.archive.finished.gather import Places

WEIGHT: Final = 24_000
"""Characters of places in a part `t`."""
LONG: Final = 12_000
"""Characters of places that a term has in it at most; and a part `l` has."""
NODE: Final = 200
"""Names in a part `n`."""
LINES: Final = 32
"""Items in a part `d`."""
FOLDER: Final = 1000
"""Parts in a folder."""

Put = Callable[[str, str], object]
"""Takes the name of a part and its text."""


def path_of(name: str) -> str:
    """Give where a part stands: no folder grows with the archive."""
    kind, _slash, number = name.partition("/")
    return f"{kind}/{int(number) // FOLDER}/{number}.js" if number else f"{kind}.js"


class Parts:
    """Writes the parts, one after the other."""

    def __init__(self, put: Put) -> None:
        self._put = put
        self.count = {"d": 0, "l": 0, "n": 0, "t": 0}

    def lines(self, lines: Iterable[list[Any]]) -> int:
        """Write what is shown of items, in their order; give how many those are."""
        held: list[list[Any]] = []
        total = 0
        for line in lines:
            held.append(line)
            total += 1
            if len(held) == LINES:
                self._part("d", held)
                held = []
        if held:
            self._part("d", held)
        return total

    def terms(self, terms: Iterable[tuple[str, Places]], items: int) -> None:
        """Write terms, which come in order, and then what leads to them."""
        names = list(self._leaves(terms))
        depth = 0
        while len(names) > NODE:
            names = [
                (names[at][0], self._part("n", names[at : at + NODE])) for at in range(0, len(names), NODE)
            ]
            depth += 1
        told = {"v": 1, "items": items, "lines": LINES, "folder": FOLDER, "depth": depth}
        self._put("top", script("top", {**told, "parts": self.count, "node": names}))

    def _leaves(self, terms: Iterable[tuple[str, Places]]) -> Iterator[tuple[str, int]]:
        held: list[list[Any]] = []
        weight = 0
        for term, places in terms:
            entry = self._entry(term, places)
            size = sum(len(str(one)) for one in entry) + 4
            if held and weight + size > WEIGHT:
                yield held[0][0], self._part("t", held)
                held, weight = [], 0
            held.append(entry)
            weight += size
        if held:
            yield held[0][0], self._part("t", held)

    def _entry(self, term: str, places: Places) -> list[Any]:
        if len(places) <= LONG:  # else it is certainly too long
            text = packed(places)
            if len(text) <= LONG:
                return [term, len(places), text]
        further, at, step = [], 0, LONG // 2  # most differences in a long list have one digit
        while at < len(places):
            some = places[at : at + step]
            further.append([some[0], self._part("l", packed(some, some[0] - 1))])
            at += step
        return [term, len(places), further]

    def _part(self, kind: str, data: Any) -> int:
        number = self.count[kind]
        self.count[kind] += 1
        name = f"{kind}/{number}"
        self._put(name, script(name, data))
        return number
