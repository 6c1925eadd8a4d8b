"""Rules of words that the collective writes and everyone can read: a text that has one of them waits for an editor.

One a line: a word or a phrase, without case, accents or punctuation, found as whole words; `*` stands for any letters, or none, within
a word, and alone for one word. There are no other signs, so no rule takes longer than its letters times those of the text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from django.utils.translation import gettext as _

from handbill.cleaning.plain import plain
from handbill.cleaning.words import folded, is_alone
from handbill.guard.text import seen
from handbill.guard.verdict import PASS, Verdict
from handbill.limits import RULE, RULES

SHORTEST: Final = 3
"""Letters of a rule; of scripts without spaces, where one is a syllable or a word, two."""
_LOOKED_AT: Final = (
    "title", "summary", "body", "byline", "homepage", "address", "phone", "email", "source"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a rule: letters with any others between them. Without a `*` it is one piece, the whole word."""

    pieces: tuple[str, ...]

    def fits(self, word: str) -> bool:
        """Tell whether this is the word. The earliest place of each piece will do, so none is looked for twice."""
        first, *middle = self.pieces
        if not middle:
            return word == first
        last = middle.pop()
        if not (word.startswith(first) and word.endswith(last) and len(word) >= len(first) + len(last)):
            return False
        at, end = len(first), len(word) - len(last)
        for piece in middle:
            at = word.find(piece, at, end)
            if at < 0:
                return False
            at += len(piece)
        return True


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, and the line as it was written."""

    line: str
    parts: tuple[Part, ...]

    @property
    def letters(self) -> str:
        """The longest run of letters in it: what a text without that cannot have."""
        return max((piece for part in self.parts for piece in part.pieces), key=len)

    @property
    def is_phrase(self) -> bool:
        """Is it without a `*`?"""
        return all(len(part.pieces) == 1 for part in self.parts)


class _Told:
    """The words of a text, and where each one stands."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.joined = f" {' '.join(words)} "

    @cached_property
    def places(self) -> Mapping[str, list[int]]:
        """Give the places of each different word."""
        places: dict[str, list[int]] = {}
        for at, word in enumerate(self.words):
            places.setdefault(word, []).append(at)
        return places

    def has(self, rule: Rule) -> bool:
        """Tell whether a rule is in it. The part with the longest run of letters is looked for, and tried once for each different word."""
        letters = rule.letters
        if letters not in self.joined:
            return False
        if rule.is_phrase:
            return f" {' '.join(part.pieces[0] for part in rule.parts)} " in self.joined
        before, part = next((at, part) for at, part in enumerate(rule.parts) if letters in part.pieces)
        found = [word for word in self.places if letters in word and part.fits(word)]
        return any(self._is_at(at - before, rule.parts) for word in found for at in self.places[word])

    def _is_at(self, start: int, parts: tuple[Part, ...]) -> bool:
        words = self.words[start : start + len(parts)] if start >= 0 else []
        return len(words) == len(parts) and all(map(Part.fits, parts, words))


def read(text: str) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """Give the rules of a text, a line each, and what is wrong with the others, in words."""
    rules, wrong = [], []
    for line in filter(None, map(str.strip, text.split("\n"))):
        words = " ".join(line.split())
        try:
            rules.append(Rule(words, tuple(_parts(words))))
        except ValueError as error:
            wrong.append(f"{words[:RULE]}: {error}")
    if len(rules) > RULES:
        wrong.append(_("At most %(limit)d rules.") % {"limit": RULES})
    return tuple(rules), tuple(wrong)


def judge(values: Mapping[str, Any], text: str) -> Verdict:
    """Hold what has a word of these rules, anywhere in the text, its title, its links and the lines about who wrote it."""
    if not text or (rule := _first(_known(text), values)) is None:
        return PASS
    words = _(
        "It has “%(rule)s”, and by a public rule of this site an editor reads such a text first. The rules stand below the guidelines."
    )
    return Verdict("hold", words % {"rule": rule.line})


@lru_cache(maxsize=4)
def _known(text: str) -> tuple[Rule, ...]:
    """The rules are read once a process; they are public."""
    return read(text)[0]


def _first(rules: tuple[Rule, ...], values: Mapping[str, Any]) -> Rule | None:
    shown = values.get("html") or (values.get("body") if values.get("format") == "html" else "")
    lines = [str(values.get(name, "")) for name in _LOOKED_AT]
    if shown:  # with its addresses, and as it is read
        lines.append(plain(str(shown)))
    told = _Told(folded(seen("\n".join(lines))))
    return next(filter(told.has, rules), None)


def _parts(line: str) -> Iterator[Part]:
    """Give the words of a rule.

    Raises:
        ValueError: with words for people.
    """
    if len(line) > RULE:
        raise ValueError(_("At most %(limit)d characters.") % {"limit": RULE})
    letters = 0.0
    for word in line.split():
        pieces = [folded(piece) for piece in word.split("*")]
        flat = [one for piece in pieces for one in piece]
        letters += sum(map(len, flat)) + sum(map(is_alone, flat)) / 2
        if "*" not in word:
            yield from (Part((one,)) for one in flat)
        elif any(len(piece) > 1 for piece in pieces) or any(map(is_alone, flat)):
            raise ValueError(_("* stands within one word, and scripts without spaces need none."))
        else:
            yield Part(tuple(piece[0] if piece else "" for piece in pieces))
    if letters < SHORTEST:
        raise ValueError(_("It is so short that it would hold nearly everything."))
