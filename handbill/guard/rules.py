"""Rules of words that the collective writes and everyone can read: a text that has one of them waits for an editor.

One a line: a word or a phrase, without case, accents or punctuation, found as whole words; `*` stands for any letters, or none, within
a word, and alone for one word. There are no other signs, so no rule takes longer than its letters times those of the text.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext as _

from handbill.cleaning.plain import plain
from handbill.cleaning.words import folded, is_alone
from handbill.guard.text import seen
from handbill.guard.verdict import PASS, Verdict
from handbill.limits import RULE, RULES

SHORTEST: Final = 3
"""Letters of a rule; of scripts without spaces, where one is a syllable or a word, two."""
_LOOKED_AT: Final = ("title", "summary", "body", "homepage", "source")


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
    """Hold what has a word of these rules, anywhere in title, summary, text, links, homepage or source."""
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
    told = {name: seen(str(values.get(name, ""))) for name in _LOOKED_AT}
    if values.get("format") == "html":
        told["body"] += " " + plain(told["body"])  # with its addresses, and as it is read
    words = folded("\n".join(told.values()))
    joined = f" {' '.join(words)} "
    return next((rule for rule in rules if rule.letters in joined and _is_in(rule, words, joined)), None)


def _is_in(rule: Rule, words: list[str], joined: str) -> bool:
    if all(len(part.pieces) == 1 for part in rule.parts):
        return f" {' '.join(part.pieces[0] for part in rule.parts)} " in joined
    first: Callable[[str], bool] = rule.parts[0].fits
    last = len(words) - len(rule.parts)
    return any(
        first(word) and all(part.fits(words[at + ahead]) for ahead, part in enumerate(rule.parts))
        for at, word in enumerate(words)
        if at <= last
    )


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
