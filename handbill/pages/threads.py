"""The comments of pages, as they stand there."""

from typing import Final

from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.pages.instances import comments_where
from handbill.pages.paths import COMMENTS

FIRST: Final = f"article_id {{among}} AND position <= {COMMENTS} ORDER BY article_id, position"


def comments_on(
    found: list[Article], wanted: dict[int, set[int | str]]
) -> dict[int, dict[int, list[Comment]]]:
    """Give the comments of each wanted page, oldest first; one query for the first pages, one for each other."""
    pages: dict[int, dict[int, list[Comment]]] = {article.number: {} for article in found}
    first = [article.number for article in found if 1 in wanted[article.number]]
    for number in first:
        pages[number][1] = []
    above = {article.number: article for article in found}
    for comment in comments_where(FIRST, {number: above[number] for number in first}):
        pages[comment.article_id][1].append(comment)
    for article in found:
        for page in sorted(page for page in wanted[article.number] if isinstance(page, int) and page > 1):
            if page <= article.comments // COMMENTS + 1:
                pages[article.number][page] = _further(article, page)
    return pages


def _further(article: Article, page: int) -> list[Comment]:
    span = f"position > {(page - 1) * COMMENTS} AND position <= {page * COMMENTS}"
    return list(
        comments_where(f"article_id {{among}} AND {span} ORDER BY position", {article.number: article})
    )
