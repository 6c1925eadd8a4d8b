"""Answers: what the index names is read in the tables, so only what is public at this moment is found, as it is now."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from handbill.cleaning.words import Word, words
from handbill.limits import SEARCH_LOOKED, SEARCH_PAGE, SEARCH_RANKED, SEARCH_TIME
from handbill.search.index import Index
from handbill.search.query import Phrase, Query
from handbill.search.said import Said, number_of, said

_PART: Final = 100
"""Items whose texts are read at one time, where the texts decide."""
_TITLE: Final = 8.0
"""What a word in a title counts, where one in the text counts its share of a hundred words."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of answers."""

    items: tuple[Said, ...] = ()
    further: int | None = None  # where the next page begins: a key or, best first, how many stand before it
    partial: bool = False  # there may be more, beyond what one page looks through


def find(index: Index, query: Query, after: int | None = None, *, best: bool = False) -> Found:
    """Give the next page of items, newest first or, with `best`, those that the words fit best among the newest.

    Raises:
        Slow: the index took too long, or there is none yet.
    """
    if best and query.phrases:
        return _best(index, query, after or 0)
    until = time.monotonic() + SEARCH_TIME
    items: list[Said] = []
    looked, below = 0, after
    reads = any(phrase.read() for phrase in query.phrases)
    while True:
        count = _PART if reads else SEARCH_PAGE - len(items) + 1
        keys = index.find(query, below, count, max(until - time.monotonic(), 0.05))
        for key, one in _read(keys, query):
            if len(items) == SEARCH_PAGE and one is not None:
                return Found(tuple(items), below)
            below = key
            if one is not None:
                items.append(one)
        looked += len(keys)
        if len(keys) < count:
            return Found(tuple(items))
        if looked >= SEARCH_LOOKED or time.monotonic() >= until:
            return Found(tuple(items), below, partial=True)


def _best(index: Index, query: Query, start: int) -> Found:
    keys = index.find(query, None, SEARCH_RANKED, SEARCH_TIME)
    items = [one for _key, one in _read(keys, query) if one]
    ranked = sorted(items, key=lambda one: (-_worth(one, query.phrases), -one.key))
    page = ranked[start : start + SEARCH_PAGE]
    end = start + len(page)
    return Found(tuple(page), end if end < len(ranked) else None, len(keys) == SEARCH_RANKED)


def _read(keys: Sequence[int], query: Query) -> Iterator[tuple[int, Said | None]]:
    """Give each key with its item; None where it cannot be found any more, or does not say the words in a row."""
    there = {one.item.number: one for one in said(map(number_of, keys), "default")}
    long = [phrase for phrase in query.phrases if phrase.read()]
    for key in keys:
        one = there.get(number_of(key))
        fits = (
            one is not None and (query.hidden or one.state != "hidden") and all(_says(one, it) for it in long)
        )
        yield key, one if fits else None


def _says(one: Said, phrase: Phrase) -> bool:
    return any(
        next(spans([*words(one.fields[name])], [phrase]), None) is not None for name in phrase.fields()
    )


def spans(found: Sequence[Word], phrases: Iterable[Phrase]) -> Iterator[tuple[int, int]]:
    """Give where in a text the phrases stand: the first and the last character of each, in no order."""
    texts = [word.folded for word in found]
    for phrase in phrases:
        size = len(phrase.words)
        for at, text in enumerate(texts):
            if text != phrase.words[0] and not (phrase.begins and size == 1):
                continue
            part = texts[at : at + size]
            if len(part) < size or tuple(part[:-1]) != phrase.words[:-1]:
                continue
            last = phrase.words[-1]
            if part[-1] == last or (phrase.begins and part[-1].startswith(last)):
                yield found[at].start, found[at + size - 1].end


def _worth(one: Said, phrases: Sequence[Phrase]) -> float:
    """Tell how well an item fits: a word in the title outdoes the text, where it counts by how thick it stands."""
    title, text = ([*words(one.fields[name])] for name in ("title", "text"))
    worth = 0.0
    for phrase in phrases:
        worth += _TITLE * (next(spans(title, [phrase]), None) is not None)
        worth += min(
            100 * sum(1 for _span in islice(spans(text, [phrase]), 100)) / (len(text) + 100), _TITLE / 2
        )
    return round(worth, 6)
