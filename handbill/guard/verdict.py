"""The guard's answer: a word and a reason that the writer is shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """`word` is pass, slow, hold or refuse; `reason` says why in the site's language."""

    word: str
    reason: str = ""


PASS = Verdict("pass")
