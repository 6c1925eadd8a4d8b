"""The conversation around an item: the article and the comments before and after a comment, or the last ones of an article."""

from typing import Final

from handbill.desk.rows import Noun, items
from handbill.look.contexts.parts import Comment as CommentView
from handbill.look.contexts.parts import Item
from handbill.newswire.comment import Comment

NEAR: Final = 10  # comments before and after the one that is decided


def thread(found: Noun, near: int = NEAR) -> tuple[CommentView, ...]:
    """Give the comments around a comment, or the last ones of an article, oldest first."""
    if isinstance(found, Comment):
        article, first, last = found.article, found.position - near, found.position + near
    else:
        article, first, last = found, found.comments - 2 * near, found.comments
    around = list(
        Comment.objects.filter(article=article, position__gte=first, position__lte=last).order_by("position")
    )
    shown = items(around)
    return tuple(CommentView(shown[it.number]) for it in around if it.number != found.number)


def above(found: Noun) -> Item | None:
    """Give the article that a comment is about; None of an article."""
    return items([found.article])[found.article.number] if isinstance(found, Comment) else None
