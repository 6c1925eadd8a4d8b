"""A town's newswire of N articles with five comments each, over many years, as an archive to import: python -m bench.scale.town N FILE.

Reproducible: the same N gives the same bytes. Words follow Zipf's law over a vocabulary of 20,000, lengths a log-normal one.
"""

import json
import random
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import IO

GENRES = ("announcement", "reporting", "commentary", "question")
TOPICS, PLACES, COMMENTS = 20, 10, 5
RARE = "quernstone"
"""A word that three articles hold, however many there are."""
COMMON = "water"
"""A word that every article holds."""
LONG = 20_000
"""Comments of the first article, in a town of as many articles or more; a tenth of its articles in a smaller one."""

_FIRST, _LAST = datetime(2001, 1, 1, tzinfo=UTC), datetime(2026, 6, 30, tzinfo=UTC)
_SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "ca",
    "co",
    "da",
    "de",
    "di",
    "do",
    "fa",
    "fe",
    "ga",
    "go",
    "ha",
    "he",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "no",
    "pa",
    "pe",
    "po",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "so",
    "ta",
    "te",
    "to",
    "va",
    "ve",
    "wa",
    "we",
]
_STARTS = ["st", "tr", "gr", "fl", "br", "cl", "ch", "sh", "th"]


def words_of(chance: random.Random) -> list[str]:
    """Make the vocabulary: pronounceable words of two to five syllables, the short ones first, which are the most common."""
    made: dict[str, None] = {}
    while len(made) < 20_000:
        syllables = chance.choices(_SYLLABLES, k=chance.randint(1, 4))
        made[
            chance.choice([*_STARTS, "", "", "", ""])
            + "".join(syllables)
            + chance.choice(["n", "r", "", "s"])
        ] = None
    return sorted(made, key=len)


class Town:
    """Writes the lines of the archive."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.chance = random.Random(7)
        self.vocabulary = words_of(self.chance)
        self.weights = list(accumulate(1 / (rank + 10) for rank in range(len(self.vocabulary))))
        self.number = 0

    def write(self, out: IO[str]) -> None:
        """Write the whole archive."""
        step = (_LAST - _FIRST) / max(self.count, 1)
        self._line(out, {"kind": "header", "format": "handbill", "version": 1, "origin": "town.example"})
        for axis, many in (("topic", TOPICS), ("place", PLACES)):
            for one in range(many):
                name = {"page": f"{axis}/{axis}-{one}", "title": f"{axis.title()} {one}", "text": ""}
                self._line(out, {"kind": "page", **name})
        for at in range(self.count):
            self._article(out, at, _FIRST + at * step)
        self._line(out, {"kind": "end"})

    def _article(self, out: IO[str], at: int, when: datetime) -> None:
        chance, article = self.chance, self._next()
        rare = f" {RARE}" if at in {1, self.count // 2, self.count - 1} else ""
        values: dict[str, object] = {
            "title": f"{self._text(chance.randint(4, 9)).capitalize()} {at}",
            "body": self._paragraphs(250) + rare,
            "format": "text",
            "genre": GENRES[at % len(GENRES)],
            "topics": [f"topic-{chance.randrange(TOPICS)}"],
            "places": [f"place-{chance.randrange(PLACES)}"],
        }
        if chance.random() < 0.7:
            values["byline"] = self._text(2).title()
        self._item(out, "article", article, when, values)
        for one in range(min(LONG, self.count // 10) if at == 0 else COMMENTS):
            said = {"title": self._text(3), "body": self._paragraphs(45), "format": "text"}
            later = when + timedelta(minutes=chance.randrange(1, 3000) if at else one)
            self._item(out, "comment", self._next(), later, said, article)

    def _item(
        self,
        out: IO[str],
        kind: str,
        number: int,
        when: datetime,
        values: Mapping[str, object],
        article: int = 0,
    ) -> None:
        line = {"kind": kind, "number": number, "state": "listed", "date": f"{when:%Y-%m-%dT%H:%M}"}
        self._line(out, {**line, "values": values} | ({"article": article} if article else {}))

    def _paragraphs(self, median: int) -> str:
        left = min(int(self.chance.lognormvariate(0, 0.7) * median) + 1, 6 * median)
        text = [COMMON]
        while left > 0:
            text.append(self._text(min(left, 60)).capitalize() + ".")
            left -= 60
        return "\n\n".join(text[1:]).replace(" ", f" {COMMON} ", 1)

    def _text(self, count: int) -> str:
        return " ".join(self.chance.choices(self.vocabulary, cum_weights=self.weights, k=count))

    def _next(self) -> int:
        self.number += 1
        return self.number

    @staticmethod
    def _line(out: IO[str], line: dict[str, object]) -> None:
        out.write(json.dumps(line, ensure_ascii=False))
        out.write("\n")


def write(count: int, file: Path) -> int:
    """Write the archive of a town; give its items."""
    town = Town(count)
    with file.open("w") as out:
        town.write(out)
    return town.number


if __name__ == "__main__":
    print(write(int(sys.argv[1]), Path(sys.argv[2])))
