"""Saved pages that lie one after the other are read as one source: a transaction and a process for each of them would be dear."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Final

from django.utils.translation import ngettext

from handbill.archive.sources import Found, NoArticle, NotUnderstood, Passed, SourceError
from handbill.archive.walk import PAGES, Source, shown

_MOST: Final = 200
"""Pages that are read as one: so many are in memory at a time, ready to be brought in."""
_LARGE: Final = 1_000_000  # bytes of a page that stands alone
_NAMED: Final = 3
"""Pages without an article that are named; more of them are counted, as every site has its lists."""


def groups(found: Iterable[Source | NotUnderstood]) -> Iterator[list[Source] | NotUnderstood]:
    """Give sources as they come, pages by the hundred."""
    for small, some in groupby(found, _is_small_page):
        part: list[Source] = []
        for one in some:
            if isinstance(one, NotUnderstood):
                yield one
                continue
            part.append(one)
            if not small or len(part) == _MOST:
                yield part
                part = []
        if part:
            yield part


def _is_small_page(one: Source | NotUnderstood) -> bool:
    if isinstance(one, NotUnderstood):
        return False
    return one.path.suffix.lower() in PAGES and one.size < _LARGE


def read(sources: list[Source], reading: Callable[[Source], Iterator[Found]]) -> Iterator[Found]:
    """Read sources one after the other. Of several, one that cannot be read costs itself alone."""
    if len(sources) == 1:
        yield from reading(sources[0])
        return
    lists: list[NotUnderstood] = []
    count = 0
    for source in sources:
        try:
            for found in reading(source):
                if not isinstance(found, NoArticle):
                    yield found
                    continue
                count += 1
                lists = [*lists, found][:_NAMED]
        except SourceError as error:
            yield NotUnderstood(source.name, str(error))
        yield Passed(source.size)
    if count <= _NAMED:
        yield from lists
    else:
        yield NotUnderstood(shown(sources[0].path.parent), lists_in_words(count))


def lists_in_words(count: int) -> str:
    """Say that so many pages are no articles."""
    words = ngettext(
        "%(count)d page is a list, a form or the like, and no article",
        "%(count)d pages are lists, forms or the like, and no articles",
        count,
    )
    return words % {"count": count}
