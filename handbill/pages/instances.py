"""Articles and comments as the frozen moment has them, without a query set: that takes 20 us for each, and a rebuild reads millions.

What is given is the same as Django gives, and is only read.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, TypeVar

from django.db.models import Model
from django.db.models.base import ModelState

from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.pages.among import among, aware
from handbill.pages.moment import USING

OneOf = TypeVar("OneOf", bound=Model)

_ARTICLE, _COMMENT = (
    tuple(field.attname for field in kind._meta.concrete_fields)  # noqa: SLF001 - Django documents it
    for kind in (Article, Comment)
)
_ARTICLES: Final = f"SELECT {', '.join(_ARTICLE)} FROM newswire_article WHERE number {{among}}"  # noqa: S608 - names of columns
_COMMENTS: Final = f"SELECT {', '.join(_COMMENT)} FROM newswire_comment WHERE"  # noqa: S608 - the same


def articles_by_number(numbers: Iterable[int]) -> dict[int, Article]:
    """Give articles by their numbers."""
    found = {}
    for values in among(_ARTICLES, numbers):
        article = _made(Article, _ARTICLE, values)
        article.topics, article.places, article.media = map(
            _read, (article.topics, article.places, article.media)
        )
        found[article.number] = article
    return found


def comments_where(words: str, articles: Mapping[int, Article]) -> Iterator[Comment]:
    """Give the comments of articles, given by number, for which some words of SQL hold, with their articles.

    `{among}` in the words stands for "is the number of one of these articles".
    """
    for values in among(f"{_COMMENTS} {words}", articles):
        comment = _made(Comment, _COMMENT, values)
        comment._state.fields_cache["article"] = articles[comment.article_id]  # noqa: SLF001 - as setting it does, in a tenth of the time
        yield comment


def _made(kind: type[OneOf], names: tuple[str, ...], values: tuple[Any, ...]) -> OneOf:
    one = kind.__new__(kind)
    one._state = ModelState()  # noqa: SLF001 - as Model.__init__ does
    one._state.db, one._state.adding = USING, False  # noqa: SLF001
    told = one.__dict__
    told.update(zip(names, values, strict=True))
    told["at"], told["sorts_at"] = aware(told["at"]), aware(told["sorts_at"])
    return one


def _read(value: Any) -> Any:
    """Read JSON where the database gives it as text."""
    return _names(value) if isinstance(value, str) else value


@lru_cache(maxsize=1024)
def _names(value: str) -> Any:
    """Read the names of lists, and how many attachments there are of a kind: thousands of articles have the same."""
    return json.loads(value)
