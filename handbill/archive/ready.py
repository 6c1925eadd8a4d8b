"""What a source gives is made ready, before any transaction: recognised or checked, sealed, its files clean."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from handbill.actions import fields
from handbill.actions.act import Act
from handbill.actions.attach import Wanted
from handbill.archive.check import checked
from handbill.archive.furnish import Furniture
from handbill.archive.luggage import Luggage
from handbill.archive.parted import parted
from handbill.archive.provenance import Keys, known, number_of
from handbill.archive.sources import (
    ELSEWHERE,
    Found,
    Guideline,
    ImportedArticle,
    ImportedItem,
    NotUnderstood,
    Page,
    Passed,
    SourceError,
)
from handbill.limits import IMPORTED_BODY
from handbill.record.format.commitment import Sealed
from handbill.record.format.state import ENDED

GONE: Final = frozenset({*ENDED, "held"})
"""The states in which a source has no text."""
_ITEMS: Final = 500
"""In a batch: whoever publishes meanwhile waits for its transaction, a tenth of a second."""
_ARTICLE: Final = partial(fields.article, most=IMPORTED_BODY)
_COMMENT: Final = partial(fields.comment, most=IMPORTED_BODY)
_TEXTS: Final = frozenset({"body", "html"})


@dataclass(slots=True)
class Ready:
    """An item without its text, which is sealed. `sealed` is None where it is here already, or cannot be taken."""

    item: ImportedItem
    keys: tuple[str, ...]
    values: dict[str, Any] = field(default_factory=dict)  # all but the text
    sealed: Sealed | None = None
    media: list[Wanted] = field(default_factory=list)
    guideline: int | None = None  # of a hidden item: the number here
    notes: list[NotUnderstood] = field(default_factory=list)  # what was not taken of it


@dataclass(slots=True)
class ReadyArticle:
    """An article with its comments."""

    article: Ready
    comments: list[Ready]


@dataclass(slots=True)
class Batch:
    """Articles, no two of which have a key in common; and what else was told, and how many bytes were read until then."""

    articles: list[ReadyArticle]
    notes: list[NotUnderstood]
    size: int


class Preparing:
    """Makes one source ready."""

    def __init__(self, keys: Keys) -> None:
        self._keys, self._furniture, self._act = keys, Furniture(), Act.site()
        self._articles: list[ImportedArticle] = []
        self._known: set[tuple[str, ...]] = set()
        self._items = 0
        self._notes: list[NotUnderstood] = []
        self._size = 0

    def batches(self, name: str, reading: Callable[[], Iterator[Found]]) -> Iterator[Batch]:
        """Give all that is read. An article with files comes by itself, while they can be opened."""
        try:
            for found in reading():
                match found:
                    case ImportedArticle():
                        for part in parted(found):
                            yield from self._take(part)
                    case Guideline():
                        self._furniture.guideline(found, self._note)
                    case Page():
                        self._furniture.page(found, self._note)
                    case NotUnderstood():
                        self._notes.append(found)
                    case Passed(size):
                        self._size += size
                        if not self._articles:
                            yield self._batch()
        except SourceError as error:
            self._note(name, str(error))
        yield self._batch()

    def _note(self, place: str, what: str) -> None:
        self._notes.append(NotUnderstood(place, what))

    def _take(self, article: ImportedArticle) -> Iterator[Batch]:
        items = [article, *article.comments]
        own = {key for item in items for key in item.keys}
        files = any(item.files for item in items)
        if files or not self._known.isdisjoint(own):
            yield self._batch()
        self._articles.append(article)
        self._known |= own
        self._items += len(items)
        if files or self._items >= _ITEMS:
            yield self._batch()

    def _batch(self) -> Batch:
        batch = Batch(self._all(self._articles), self._notes, self._size)
        self._articles, self._known, self._items, self._notes, self._size = [], set(), 0, [], 0
        return batch

    def _all(self, articles: Sequence[ImportedArticle]) -> list[ReadyArticle]:
        keys = {
            id(item): tuple(map(self._keys.of, item.keys))
            for one in articles
            for item in (one, *one.comments)
        }
        here = known([key for some in keys.values() for key in some])
        return [self._whole(one, keys, here) for one in articles]

    def _whole(
        self, article: ImportedArticle, keys: dict[int, tuple[str, ...]], here: dict[str, int]
    ) -> ReadyArticle:
        first, *below = (Ready(one, keys[id(one)]) for one in (article, *article.comments))
        new = [
            one
            for one in (first, *below)
            if one.item.state not in {*GONE, ELSEWHERE} and not number_of(one.item, one.keys, here)
        ]
        with Luggage(self._act) as luggage:
            for one in new:
                luggage.pack(one.item, _noting(one))
            if first in new:
                self._furniture.provide(article.raw, self._act, article.place, _noting(first))
            for one in new:
                self._seal(one, luggage)
        for one in (first, *below):
            one.item = _without_text(one.item)
        return ReadyArticle(first, below)

    def _seal(self, one: Ready, luggage: Luggage) -> None:
        if isinstance(one.item, ImportedArticle):
            values = checked(one.item, _ARTICLE, _noting(one))
        else:
            author = {"author": True} if getattr(one.item, "author", False) else {}
            values = checked(one.item, _COMMENT, _noting(one), **author)
        if values is not None:
            one.sealed = Sealed.of(values)
            one.values = {name: value for name, value in values.items() if name not in _TEXTS}
            one.media = luggage.unpack(one.item, _noting(one))
            if one.item.hidden:
                one.guideline = self._furniture.same_guideline(one.item.hidden.guideline)


def _without_text(item: ImportedItem) -> ImportedItem:
    if isinstance(item, ImportedArticle):
        return dataclasses.replace(item, raw={}, files=(), extra=(), comments=[])
    return dataclasses.replace(item, raw={}, files=(), extra=())


def _noting(one: Ready) -> Callable[[str, str], None]:
    return lambda place, what: one.notes.append(NotUnderstood(place, what))
