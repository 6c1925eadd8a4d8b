"""What a log calls for: every file of sections 9 and 10, and the work to check them; or of these what its newest entries touch.

A part of the work is a number: that of an article, or -1 - INDEX for a decision. So millions of them take little.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from random import Random
from secrets import randbits
from typing import Final

from handbill.below import ODD
from handbill.record.format.copies import wrong_copy
from handbill.record.format.decided import Words
from handbill.record.format.entry import Entry
from handbill.record.format.files import Files, Finding, beside, has_versions, pages, stem_of
from handbill.record.format.history import History
from handbill.record.format.items import Item, Items
from handbill.record.format.kinds import RULES, Kind
from handbill.record.format.later import OURS
from handbill.record.format.public import PAGE

SAMPLE: Final = 100
"""Articles, and decisions, that are read besides where only what is new is asked for: drawn anew each time."""
LONG: Final = 10
"""Pages of an article from which on those of its comments are read one by one: its own, and those that new entries touch."""
_THIN: Final = 25
"""Items for each article, from which on articles are too few to be met among them by chance."""


@dataclass
class Reading:
    """What is to be read: parts of work, and compressed copies of files that no entry calls for."""

    work: "array[int]"
    others: list[str] = field(default_factory=list)  # files that no entry calls for, but for attachments
    odd: list[Finding] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)  # counts, where not all is read
    only: dict[int, list[int]] = field(default_factory=dict)
    """Of these articles, by number, only these pages below their own."""


def whole(history: History, there: Iterable[tuple[str, bool]]) -> Reading:
    """Read all; `there` names the files of a folder, and says which are regular ones."""
    reading = Reading(_works(history.items.numbers_of_articles(), history.decisions))
    calls = Calls(history)
    for name, regular in there:
        copied = name.removesuffix(".gz")
        if not regular:
            reading.odd.append((name, ODD))
        elif not calls(copied):
            (reading.others if copied == name else reading.copies).append(name)
    for found in (reading.odd, reading.others, reading.copies):
        found.sort()
    return reading


@dataclass
class Draw:
    """What chance draws, the same where a reading begins anew, and the parts that were wrong before: those are not left to it."""

    seed: int = field(default_factory=partial(randbits, 128))
    wrong: set[int] = field(default_factory=set)


def newer(history: History, new: Sequence[tuple[int, Entry]], draw: Draw) -> Reading:
    """Read what these entries touch, a sample of all else, and whole what was wrong. `new`: those since, and older ones in doubt."""
    dice = Random(draw.seed)  # noqa: S311 - no site knows the seed
    items, decided = history.items, history.decisions  # those of a reading before may be of another log
    doubted = {
        part for part in draw.wrong if (-1 - part in decided if part < 0 else _is_article(items, part))
    }
    about, decisions = _touched(history, new)
    touched, only = about.keys(), dict[int, list[int]]()
    for number, inside in about.items():
        article = history.items[number]
        if number not in inside and number not in doubted and pages(article) > LONG:
            only[number] = _pages(history, article, inside, dice)
    drawn = {*_drawn(history, dice), *(part for part in doubted if part > 0)} - touched
    older = sorted(history.decisions.keys() - decisions)
    picked = {*dice.sample(older, min(SAMPLE, len(older))), *(-1 - part for part in doubted if part < 0)}
    picked -= decisions
    counts = {"articles": len(touched | drawn), "decisions": len(decisions) + len(picked)}
    counts |= {"articles_touched": len(touched), "decisions_touched": len(decisions), "pages_left": 0}
    return Reading(_works(sorted(touched | drawn), sorted((*decisions, *picked))), read=counts, only=only)


def _is_article(items: Items, number: int) -> bool:
    return number <= len(items) and items.is_article(number)


def _pages(history: History, article: Item, inside: Iterable[int], dice: Random) -> list[int]:
    """Give the pages below an article's own that are read: those that acts about these comments touch, of additions, and some by chance."""
    touched = {page for number in {*inside, *history.additions(article)} for page in beside(article, number)}
    rest = [page for page in range(2, pages(article) + 1) if page not in touched]
    return sorted({*touched - {1}, *dice.sample(rest, min(LONG, SAMPLE, len(rest)))})


def _drawn(history: History, dice: Random) -> list[int]:
    """Draw articles, by number, each with the same chance: one with thousands of comments takes seconds, and is one of many."""
    items = history.items
    if items.articles <= SAMPLE or items.articles * _THIN < len(items):
        return dice.sample([*items.numbers_of_articles()], min(SAMPLE, items.articles))
    tries = dice.sample(range(1, len(items) + 1), min(2 * _THIN * SAMPLE, len(items)))
    return [*islice(filter(items.is_article, tries), SAMPLE)]


def _touched(history: History, new: Sequence[tuple[int, Entry]]) -> tuple[dict[int, set[int]], set[int]]:
    """Give the items, under the number of their article, and decisions, by index, of which a file may be another one since."""
    items, decisions = defaultdict[int, set[int]](set), set[int]()
    for index, entry in new:
        if index in history.decisions:
            decisions.add(index)
        about = RULES[entry.kind].subject in ("item", "article", "comment")
        item = history.items.get(entry.number or 0) if about else None
        if item is not None:  # what decisions about it say may have been destroyed
            items[_article_of(item)].add(item.number)
            decisions |= {*item.decisions}
        if entry.kind is Kind.REDACT:  # of a decision about no item: its fields alone name it
            decisions |= {at for at, one in history.decisions.items() if one.destroyed and not one.item}
    decisions |= {index for number in items for index in history.items[number].decisions}
    return items, decisions


def _article_of(item: Item) -> int:
    return item.number if item.article is None else item.article


def _works(articles: Iterable[int], decisions: Iterable[int]) -> "array[int]":
    work = array("q", articles)
    work.extend(-1 - index for index in decisions)
    return work


class Calls:
    """Says whether an entry calls for a file of sections 9 and 10. Names of one article that follow each other are quick."""

    def __init__(self, history: History) -> None:
        self._history, self._number, self._names = history, 0, frozenset[str]()

    def __call__(self, name: str) -> bool:
        """Say it for a file."""
        match = OURS(name)
        if match is None:
            return False
        if match[3]:
            return int(match[3]) in self._history.decisions and name in _names_of_decision(int(match[3]))
        item = self._history.items.get(int(match[1] or match[2]))
        if item is None:
            return False
        if match[2]:
            return item.state == "hidden" and name == f"hidden/{item.number}.html"
        if item.number != self._number:
            self._number, self._names = item.number, frozenset(names_of(self._history, item))
        return name in self._names


def names(history: History) -> Iterator[str]:
    """Name every file of sections 9 and 10 that the log calls for."""
    for index in history.decisions:
        yield from _names_of_decision(index)
    for number in history.items.numbers_of_articles():
        yield from names_of(history, history.items[number])


def names_of(history: History, article: Item, only: Iterable[int] | None = None) -> Iterator[str]:
    """Name those of an article; nothing for a comment. `only`: of the pages below its own these alone."""
    if article.path is None:
        return
    for page in chain((1,), range(2, pages(article) + 1) if only is None else only):
        inside = article.comments[PAGE * (page - 1) : PAGE * page]
        for number in (article.number, *inside) if page == 1 else inside:
            changed = history.items.changed(number)
            if changed is not None and changed.state == "hidden":
                yield f"hidden/{number}.html"
        yield from (f"{stem_of(article, page)}.json", f"{stem_of(article, page)}.html")
    if has_versions(article):
        yield f"{article.path}/versions.html"


def _names_of_decision(index: int) -> Iterator[str]:
    yield from (f"record/decision/{index}.json", f"record/decision/{index}.html")


def examine(words: Words, only: Mapping[int, Sequence[int]], part: int, *, copies: bool) -> Files:
    """Do a part of the work; give what was found. `copies`: compressed copies that stand beside the files are compared too.

    Of an article in `only` these pages below its own, and all of them where anything is wrong: it may follow from another one.
    """
    files, history, pages_read = Files(words), words.history, only.get(part)
    if part > 0:
        article = history.items[part]
        files.article(article, pages_read)
        called = names_of(history, article, pages_read) if copies else ()
    else:
        files.decision(-1 - part)
        called = _names_of_decision(-1 - part) if copies else ()
    for name in called:
        files.wrong += wrong_copy(words.get, f"{name}.gz")
    if pages_read is None:
        return files
    files.left = pages(article) - 1 - len(pages_read)
    return examine(words, {}, part, copies=copies) if files.wrong else files
