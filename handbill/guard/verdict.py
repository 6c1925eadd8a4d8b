"""The guard's answer: a word and a reason that the writer is shown."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Verdict:
    """`word` is pass, slow, hold or refuse; `reason` says why in the site's language."""

    word: str
    reason: str = ""


PASS = Verdict("pass")


@dataclass(frozen=True, slots=True)
class Looked:
    """What the guard finds in a text before any lock is taken."""

    said: Verdict = PASS  # for what it says
    sketch: tuple[int, ...] = ()  # by which it is known when it comes again with small changes: guard.near
    answers: tuple[int, ...] = ()  # numbers of the items that it answers, and may quote


NOTHING: Final = Looked()
STRICT: Final = ("pass", "slow", "hold")
"""The guard's words about what is stored, the mildest first."""


def stricter(one: Verdict, two: Verdict) -> Verdict:
    """Give the stricter of two verdicts about a text that is stored; where both say the same, the first with both reasons."""
    if one.word == two.word and one.reason and two.reason and one.reason != two.reason:
        return Verdict(one.word, f"{one.reason} {two.reason}")
    return max(one, two, key=lambda verdict: STRICT.index(verdict.word))
