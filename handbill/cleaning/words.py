"""Text to words that are searched for and that the guard compares: folded here, so that no database's own rules matter.

A word is a run of letters, digits and the marks on them; folded, it has no case and no accents ("Año" is "ano"). Where a
script sets no spaces (Han, kana, Thai and its neighbours) each character is a word, and each two in a row stand in the
index together, so that a rare pair is found without reading all that has both.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final

LONGEST: Final = 64
"""Characters of a word that are indexed; longer ones are cut, in the index and in what is asked."""

_SPACELESS: Final = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_MARKS: Final = "".join(chr(at) for at in range(0x300, 0x1F000) if unicodedata.category(chr(at))[0] == "M")
_WORD: Final = re.compile(
    f"[{_SPACELESS}]|[^\\W_{_SPACELESS}]+(?:[{re.escape(_MARKS)}]+[^\\W_{_SPACELESS}]*)*"
)
_ASCII: Final = bytes(ord(chr(at).lower()) if at < 128 and chr(at).isalnum() else 32 for at in range(256))  # noqa: PLR2004
"""Letters become small, digits stay, all else is a space."""
_NO_LETTER: Final = re.compile(f"[^\\w{re.escape(_MARKS)}]|_")
_ALONE: Final = re.compile(f"[{_SPACELESS}]")
_ACCENTS: Final = re.compile("[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word, folded, and where it stands in the text as it was written."""

    folded: str
    start: int
    end: int

    @property
    def alone(self) -> bool:
        """Is it a character of a script without spaces?"""
        return is_alone(self.folded)


def words(text: str) -> Iterator[Word]:
    """Give the words of a text in their order."""
    for found in _WORD.finditer(text):
        if folded := fold(found[0])[:LONGEST]:
            yield Word(folded, found.start(), found.end())


def fold(word: str) -> str:
    """Give a word without case, accents and other forms of the same letters (NFKC, then what is not a letter goes).

    No cache: words that were destroyed, or asked for, must not wait in memory.
    """
    if word.isascii():
        return word.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", word).casefold()).translate(_LETTERS)
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", bare))


def terms(text: str) -> dict[str, None]:
    """Give what the index holds of a text, each once: its words, and pairs of characters that stand side by side."""
    if text.isascii():  # the same, ten times as fast
        return dict.fromkeys(_cut(_ascii(text)))
    if _ALONE.search(text):
        found = list(words(text))
        return dict.fromkeys(chain((word.folded for word in found), pairs(found)))
    each = dict.fromkeys(_WORD.findall(text))
    return dict.fromkeys(folded for word in each if (folded := fold(word)[:LONGEST]))


def _ascii(text: str) -> list[str]:
    return text.encode("ascii").translate(_ASCII).decode("ascii").split()


def _cut(found: list[str]) -> list[str]:
    """Cut the words that are too long; mostly there is none."""
    return [word[:LONGEST] for word in found] if found and len(max(found, key=len)) > LONGEST else found


def folded(text: str) -> list[str]:
    """Give the words of a text, folded, in their order. The text is folded first and then cut, which is four times as fast."""
    if text.isascii():
        return _cut(_ascii(text))
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text).casefold()).translate(_LETTERS)
    return [word[:LONGEST] for word in _WORD.findall(unicodedata.normalize("NFKC", bare))]


def is_alone(word: str) -> bool:
    """Tell whether a folded word is a character of a script without spaces."""
    return bool(_ALONE.match(word))


def pairs(found: list[Word]) -> Iterator[str]:
    """Give the pairs of neighbours in scripts without spaces."""
    for one, next_one in pairwise(found):
        if one.end == next_one.start and one.alone and next_one.alone:
            yield one.folded + next_one.folded
