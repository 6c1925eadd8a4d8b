"""What a decision is about, as it is written at the shell and in the desk's addresses: `article/12`, `site`, `topic/water`."""

import re
from dataclasses import dataclass
from typing import Final

NUMBERED: Final = frozenset({"article", "comment", "guideline", "editor"})
NAMED: Final = frozenset({"topic", "place", "genre"})
ALONE: Final = frozenset({"site", "about", "rules"})
_NUMBER: Final = re.compile("[1-9][0-9]{0,14}")


@dataclass(frozen=True, slots=True)
class Subject:
    """A noun, and which one: by number, by name, or neither."""

    noun: str
    number: int = 0
    name: str = ""

    def __str__(self) -> str:
        which = self.name or (str(self.number) if self.number else "")
        return f"{self.noun}/{which}" if which else self.noun


def parse(text: str) -> Subject:
    """Read a subject.

    Raises:
        ValueError: it is none.
    """
    noun, slash, which = text.partition("/")
    if noun in NUMBERED and _NUMBER.fullmatch(which):
        return Subject(noun, number=int(which))
    if noun in NAMED and which:
        return Subject(noun, name=which)
    if noun in ALONE and not slash:
        return Subject(noun)
    raise ValueError(text)
