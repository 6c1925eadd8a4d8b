"""Near repeats: a text that is an earlier one with small changes, known by keyed numbers of its pairs of words.

Kept of a text are its `SKETCH` smallest numbers (a bottom-k sketch: A. Broder, “On the resemblance and containment of
documents”, 1997), from which the share of pairs that two texts have in common follows; the `BANDS` smallest are looked up in
an index. So the work for one text does not grow with how many came. Case, accents, punctuation, white space, links
and the title do not count at all.
"""

import struct
from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from django.db import connection

from handbill.guard.judge import repeated
from handbill.guard.models import Seen
from handbill.guard.text import Numbering, Text
from handbill.guard.verdict import PASS, Looked, Verdict
from handbill.limits import NONCE_LIFE, SHORT

SKETCH: Final = 64
"""Numbers kept of a text: of shorter ones all, so that their likeness is exact; of longer ones it is right to within a tenth or so."""
BANDS: Final = 4
"""Numbers by which a text is found. Of two texts that share four fifths of their pairs, 2 in 1,000 have none of them in common."""
CANDIDATES: Final = 20
"""Texts that are compared for each band, the newest that have it: they come from its index, however many there are."""
ALIKE: Final = 0.8
"""The share of all pairs of two texts that both have, from which on the one is the other with small changes."""
LEAST: Final = 8
"""Words, of `SHORT` letters together, below which a text is like another one by chance; word for word is another matter."""
SWAPPED: Final = 11
"""Pairs from which on one word in place of another, which changes two pairs of each, is a small change of a short text."""
MENDED: Final = 3
"""Of so many pairs of an author's text one must stay for it to be the same text, mended."""
_MASK: Final = (1 << 63) - 1
_ONE: Final = 0x9E3779B97F4A7C15  # odd and without a pattern: multiplied by these, neighbours are strewn over all numbers
_TWO: Final = 0xC2B2AE3D27D4EB4F


def sketch_of(text: Text) -> tuple[int, ...]:
    """Give the numbers of a text, rising; none where it is too short to say.

    What it quotes does not count: an answer may hold all of what it answers. A text that is nothing but a quotation is taken whole.
    """
    words = text.own
    if len(words) < LEAST or sum(map(len, words)) < SHORT:
        return ()
    number = Numbering()
    known = {word: number(word) for word in set(words)}
    pairs = set(pairwise(map(known.__getitem__, words)))
    return tuple(sorted({((one * _ONE + two) * _TWO >> 32) & _MASK for one, two in pairs})[:SKETCH])


def judge(kind: str, looked: Looked, number: int, now: datetime) -> Verdict:
    """Judge a text that may be an earlier one with small changes. Asked under the lock that all who count take."""
    before = seen_before(looked.sketch, {number, *looked.answers}, now)
    return repeated(kind, before) if before else PASS


def seen_before(sketch: tuple[int, ...], own: Collection[int], now: datetime) -> set[str]:
    """Give the kinds of what said nearly the same within a day, but for its `own` items: itself, and what it answers."""
    bands = sketch[:BANDS]
    if not bands:
        return set()
    after = now - timedelta(seconds=NONCE_LIFE)
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES % " UNION ".join([_NEWEST] * len(bands)), [*bands, after])
        found = cursor.fetchall()
    return {kind for kind, number, data in found if number not in own and are_alike(sketch, unpacked(data))}


def remember(sketch: tuple[int, ...], seen: Seen) -> None:
    """Keep the bands of a text that is like no earlier one: its copies are found by it, and a flood of them fills no index."""
    rows = [(value, seen.pk, seen.at) for value in sketch[:BANDS]]
    if rows:
        with connection.cursor() as cursor:  # for every text: five times as fast as Django
            cursor.execute(
                _REMEMBER % ", ".join(["(%s, %s, %s)"] * len(rows)), [one for row in rows for one in row]
            )


def are_alike(one: tuple[int, ...], two: tuple[int, ...]) -> bool:
    """Tell from their sketches whether two texts are one with small changes."""
    both = set(one) & set(two)
    smallest = sorted({*one, *two})[:SKETCH]
    shared = sum(value in both for value in smallest)
    swapped = max(len(one), len(two)) - len(both) <= 2  # noqa: PLR2004 - the pairs of one word
    return shared >= ALIKE * len(smallest) or (swapped and SWAPPED <= len(one) < SKETCH and len(two) < SKETCH)


def is_mended(before: Text, after: Text) -> bool:
    """Tell whether an item still says much of what it said: a third of all pairs of words; texts of their own share a few in a hundred."""
    one, two = (set(pairwise(text.words)) for text in (before, after))
    return MENDED * len(one & two) >= max(len(one), len(two), 1)


def packed(sketch: tuple[int, ...]) -> bytes:
    """Give a sketch as a row keeps it."""
    return struct.pack(f">{len(sketch)}q", *sketch)


def unpacked(data: bytes | memoryview) -> tuple[int, ...]:
    """Give the sketch of a row."""
    return struct.unpack(f">{len(data) // 8}q", bytes(data))


_NEWEST: Final = f"SELECT seen_id FROM (SELECT seen_id FROM guard_band WHERE value = %s ORDER BY id DESC LIMIT {CANDIDATES}) AS newest"  # noqa: S608 - a number of ours
_CANDIDATES: Final = "SELECT kind, number, sketch FROM guard_seen WHERE id IN (%s) AND at > %%s"
_REMEMBER: Final = "INSERT INTO guard_band (value, seen_id, at) VALUES %s"
