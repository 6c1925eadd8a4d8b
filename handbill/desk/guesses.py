"""Passwords that whoever guesses tries first, though they are long enough.

Of the 20,000 commonest passwords that Django carries (by Royce Williams) fewer than 200 have twelve characters: the common long ones
are short ones set together, said again, or with a year behind. So a password is looked at without its spaces, signs and digits: what then
is one or two of those, or of the names that belong to the site and to whoever chooses it, is no password.
"""

from collections.abc import Collection, Iterable
from functools import cache
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from django.contrib.auth.password_validation import CommonPasswordValidator

from handbill.settings import site

_PROGRAM: Final = ("handbill", "newswire", "indymedia", "editor", "steward")
_LEAST: Final = 3
"""Letters of a word; shorter ones would make two words of most sentences."""


def is_easy(password: str, names: Collection[str]) -> bool:
    """Tell whether a password is one of these. `names`: of whoever chooses it."""
    signs = _signs(password)
    if _repeats(signs) or _runs(signs):
        return True
    here = site()
    own = (*names, here.name, urlsplit(here.address).hostname or "", *_PROGRAM)
    known = _common().union(*({_signs(name), *map(_signs, name.replace(".", " ").split())} for name in own))
    return any(_is_two(text, known) for text in {signs, "".join(filter(str.isalpha, signs))} if text)


def _is_two(text: str, known: Collection[str]) -> bool:
    """Is it one word, or two? Each place is looked at once, and a password has at most `PASSWORD` signs."""
    return text in known or any(
        text[:at] in known and text[at:] in known for at in range(_LEAST, len(text) - _LEAST + 1)
    )


def _repeats(signs: str) -> bool:
    """Is it the same once more, twice, …? A text that repeats is found in itself, doubled, before its end."""
    return bool(signs) and (signs + signs).find(signs, 1) < len(signs)


def _runs(signs: str) -> bool:
    """Does each sign follow the one before it, up or down?"""
    steps = {ord(two) - ord(one) for one, two in pairwise(signs)}
    return steps <= {1, -9} or steps <= {-1, 9}


def _signs(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


@cache
def _common() -> frozenset[str]:
    return frozenset(_with(CommonPasswordValidator().passwords))


def _with(words: Iterable[str]) -> Iterable[str]:
    """Give each as it is compared, and without its digits."""
    for word in words:
        signs = _signs(word)
        for one in (signs, "".join(filter(str.isalpha, signs))):
            if len(one) >= _LEAST:
                yield one
