"""An article with many comments comes in parts: the article with some hundred of them, and then it is named for the next ones."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeVar

from handbill.archive.sources import ELSEWHERE, ImportedArticle, ImportedComment

Item = TypeVar("Item", ImportedArticle, ImportedComment)

MOST: Final = 500
"""Comments of a part."""


def parted(article: ImportedArticle) -> Iterator[ImportedArticle]:
    """Give the parts of an article."""
    comments = article.comments
    if len(comments) <= MOST:
        yield article
        return
    before: dict[str, ImportedComment] = {}
    for at in range(0, len(comments), MOST):
        some = comments[at : at + MOST]
        wanted = {one.answers for one in some} & before.keys()
        named_again = [named(before[own]) for own in sorted(wanted)]
        yield replace(article if at == 0 else named(article), comments=[*named_again, *some])
        before |= {one.id: one for one in some if one.id}


def named(item: Item) -> Item:
    """Give an item that was told before, to be named once more: without what it says."""
    state = ELSEWHERE if item.state in {"listed", "hidden"} else item.state
    return replace(item, raw={}, files=(), extra=(), hidden=None, state=state)
