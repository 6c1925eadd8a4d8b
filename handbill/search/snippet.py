"""The part of a text in which the words stand, as safe markup with the words in `<mark>`."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from handbill.cleaning.words import words
from handbill.search.find import spans
from handbill.search.query import Phrase

BEFORE: Final = 70
"""Characters before the first word that was found; `WHOLE` in all."""
WHOLE: Final = 240


def snippet(text: str, phrases: Sequence[Phrase], whole: int = WHOLE) -> Markup:
    """Give the part of a text around the first word that was asked for; its beginning where there is none."""
    found = list(words(text))
    places = sorted(set(spans(found, phrases)))
    start = max(places[0][0] - BEFORE, 0) if places and len(text) > whole else 0
    end = min(start + whole, len(text))
    if start:  # not in the middle of a word
        start = next((word.start for word in found if start <= word.start <= places[0][0]), start)
    if end < len(text):
        end = next((word.end for word in reversed(found) if start < word.end <= end), end)
    made = Markup("… ") if start else Markup()
    at = start
    for first, last in places:
        if first < at or last > end:
            continue
        made += _flat(text[at:first]) + Markup("<mark>{}</mark>").format(_flat(text[first:last]))
        at = last
    made += _flat(text[at:end])
    return made + Markup(" …") if end < len(text) else made


def _flat(text: str) -> str:
    """Give a text in one line, spaces at its ends kept."""
    return " ".join(text.replace("\n", " ").split(" "))
