"""The articles and comments of a log by number, for logs of millions of them (docs/record.md section 3).

Most items are born and nothing is ever done to them: of these only numbers are kept, 57 bytes each, and the `Item` is made
anew whenever one is asked for. What something was done to is kept as it is.
"""

from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from handbill.record.format.births import Births
from handbill.record.format.kinds import Kind
from handbill.record.format.rows import Packed, Row, Rows


@dataclass(slots=True)
class Item:
    """An article or comment as the log has it; entries are named by index."""

    number: int
    article: int | None
    path: str | None
    state: str
    sets: list[int]
    imported: bool
    amendments: tuple[int, ...] = ()
    decisions: tuple[int, ...] = ()
    redactions: tuple[tuple[int, frozenset[str]], ...] = ()
    comments: list[int] = field(default_factory=list)
    appeals: int = 0
    was_hidden: bool = False
    raised: int | None = None  # the entry
    away: int | None = None  # the entry that last took it from readers, or held it
    attached: dict[int, int] = field(default_factory=dict)  # K: the decision that says attachment K anew
    bare: int = 0  # sets before this entry have no attachment left: one of them was destroyed, and its place was not always K


CONTENT: Final = 32
"""Bytes of a commitment."""
WIDTH: Final = 6 * 4 + 1 + CONTENT
"""Bytes of an item in `columns`."""

Column: TypeAlias = "array[int] | bytearray | memoryview"


def _row(item: Item) -> Row:
    return [
        *(item.state, item.sets, item.amendments, item.decisions),
        [[index, sorted(names)] for index, names in item.redactions],
        *(item.appeals, item.was_hidden, item.raised, item.away, [*item.attached.items()], item.bare),
    ]


class Items(Mapping[int, Item]):
    """Numbers rise from 1 without gaps. To change one, take it by `kept`. Four bytes hold an index: a log of 2^32 entries is too large."""

    def __init__(self) -> None:
        self.articles = 0  # how many of them are
        self._births = array("I")
        self._above = array("I")  # the number of the article; 0 for articles
        self._months = array("I")  # 202611 for 2026/11; 0 for comments
        self._imported = bytearray()
        self._before: memoryview = memoryview(b"")  # the contents of those that came from `of`
        self._contents = bytearray()
        self._first, self._next, self._last = array("I"), array("I"), array("I")  # of comments; 0 for none
        self._kept = Rows(self._again, _row)

    @classmethod
    def of(
        cls, count: int, size: int, read: Callable[[int], bytes], contents: memoryview, done: Packed
    ) -> "Items":
        """Take what `columns` and `done` gave: `read` gives so many bytes of all columns but the last. `size`: of the log.

        Raises:
            ValueError: an index or number is none of this log.
        """
        items = cls()
        for column, most in zip(items._numbers(), (size, count + 1, 10**6, *(count + 1,) * 3), strict=True):
            column.frombytes(read(4 * count))
            if len(column) != count or max(column, default=0) >= most:
                raise ValueError("a number that is none of this log")
        items._imported += read(count)
        if len(contents) != CONTENT * count or len(items._imported) != count:
            raise ValueError("not as many as are said")
        items._before, items.articles = contents, items._above.count(0)
        items._kept = Rows(items._again, _row, done)
        return items

    def columns(self) -> Iterator[Column]:
        """Give all of it but what was done, `WIDTH` bytes an item; the commitments come last."""
        yield from self._numbers()
        yield from (self._imported, self._before, self._contents)

    def _numbers(self) -> tuple["array[int]", ...]:
        return self._births, self._above, self._months, self._first, self._next, self._last

    def done(self) -> Packed:
        """Give what was done to items; without the comments, which the columns tell."""
        return self._kept.packed()

    def _again(self, number: int, row: Row) -> Item:
        state, sets, amendments, decisions, redactions, *more = row
        item = self._born(number)
        item.state, item.sets = state, sets
        item.amendments, item.decisions = tuple(amendments), tuple(decisions)
        item.redactions = tuple((index, frozenset(names)) for index, names in redactions)
        item.appeals, item.was_hidden, item.raised, item.away, attached, item.bare = more
        item.attached = dict(attached)
        return item

    def born(
        self, index: int, article: int | None, path: str | None, content: str, *, imported: bool
    ) -> None:
        """Take in the next one, with the entry that made it."""
        self.articles += article is None
        self._births.append(index)
        self._above.append(article or 0)
        self._months.append(int(path[:4] + path[5:7]) if path else 0)
        self._imported.append(imported)
        self._contents += bytes.fromhex(content)
        for chain in (self._first, self._next, self._last):
            chain.append(0)
        if article:
            self._hang(article - 1, len(self))

    def born_together(self, index: int, births: Births) -> bool:
        """Take in many, with the first of the entries that made them; where one is not the next, or answers no article, none."""
        first = len(self) + 1
        if births.numbers != list(range(first, first + len(births.numbers))):
            return False
        for number, above in enumerate(births.articles, first):
            article = not above or (
                not births.articles[above - first] if first <= above < number else self.is_article(above)
            )
            if not article or (above >= number):
                return False
        self.articles += births.articles.count(0)
        self._births.extend(range(index, index + len(births.numbers)))
        self._above.extend(births.articles)
        self._months.extend(births.months)
        self._imported += births.imported
        self._contents += births.contents
        for chain in (self._first, self._next, self._last):
            chain.extend([0] * len(births.numbers))
        for number, above in enumerate(births.articles, first):
            if above:
                self._hang(above - 1, number)
        return True

    def _hang(self, article: int, number: int) -> None:
        if last := self._last[article]:
            self._next[last - 1] = number
        else:
            self._first[article] = number
        self._last[article] = number
        if known := self._kept.there(article + 1):
            known.comments.append(number)

    def kept(self, number: int) -> Item | None:
        """Give the one that may be changed; None where there is none."""
        if number in self and number not in self._kept:
            self._kept[number] = self[number]
        return self._kept.get(number)

    def changed(self, number: int) -> Item | None:
        """Give it only if something was ever done to it."""
        return self._kept.get(number)

    def content(self, number: int) -> tuple[Kind, str]:
        """Give the kind and the commitment of the entry that made it."""
        at = number - 1
        born = Kind.COMMENT if self._above[at] else Kind.PUBLISH
        start = CONTENT * at
        later = start - len(self._before)
        content = (
            self._before[start : start + CONTENT] if later < 0 else self._contents[later : later + CONTENT]
        )
        return Kind.IMPORT if self._imported[at] else born, content.hex()

    def is_article(self, number: int) -> bool:
        """Is there one with this number, and is it an article?"""
        return number in self and not self._above[number - 1]

    def numbers_of_articles(self) -> Iterator[int]:
        """Give the numbers of articles, rising."""
        return (number for number, above in enumerate(self._above, 1) if not above)

    def __getitem__(self, number: int) -> Item:
        """Give one as it is; KeyError where there is none."""
        if known := self._kept.get(number):
            return known
        if number not in self:
            raise KeyError(number)
        return self._born(number)

    def _born(self, number: int) -> Item:
        """Give one as it was born, with its comments."""
        at = number - 1
        month = self._months[at]
        path = f"{month // 100:04d}/{month % 100:02d}/{number}" if month else None
        item = Item(
            number, self._above[at] or None, path, "listed", [self._births[at]], bool(self._imported[at])
        )
        comment = self._first[at]
        while comment:
            item.comments.append(comment)
            comment = self._next[comment - 1]
        return item

    def __contains__(self, number: object) -> bool:
        """Is there one with this number?"""
        return isinstance(number, int) and 0 < number <= len(self._births)

    def __len__(self) -> int:
        """Count them."""
        return len(self._births)

    def __iter__(self) -> Iterator[int]:
        """Give their numbers."""
        return iter(range(1, len(self._births) + 1))
