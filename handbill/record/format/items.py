"""The articles and comments of a log by number, for logs of millions of them (docs/record.md section 3).

Most items are born and nothing is ever done to them: of these only numbers are kept, 60 bytes each, and the `Item` is made
anew whenever one is asked for. What something was done to is kept as it is.
"""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from handbill.record.format.births import Births
from handbill.record.format.kinds import Kind


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


class Items(Mapping[int, Item]):
    """Numbers rise from 1 without gaps. To change one, take it by `kept`."""

    def __init__(self) -> None:
        self.articles = 0  # how many of them are
        self._births = array("Q")
        self._above = array("Q")  # the number of the article; 0 for articles
        self._months = array("I")  # 202611 for 2026/11; 0 for comments
        self._imported = bytearray()
        self._contents = bytearray()
        self._first, self._next, self._last = array("Q"), array("Q"), array("Q")  # of comments; 0 for none
        self._kept: dict[int, Item] = {}

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
        if known := self._kept.get(article + 1):
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
        return Kind.IMPORT if self._imported[at] else born, self._contents[32 * at : 32 * number].hex()

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
