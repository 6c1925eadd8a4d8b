"""Where an article stands: in the lists that it belongs to, with the copy of its fields that lists show.

An editor may have sorted it anew (`classify`): then it stands where they put it, whatever its author writes later.
"""

from collections import Counter
from typing import Any

from handbill.actions.attach import present
from handbill.newswire.article import Article
from handbill.newswire.classification import Classification
from handbill.newswire.listing import MEDIA, take_places
from handbill.record.format.attached import attachments

SHOWN = ("title", "summary", "byline", "language", "genre")


def show_in_lists(article: Article, values: dict[str, Any]) -> None:
    """Copy to the article what lists show of its fields. The caller saves it."""
    for name in SHOWN:
        setattr(article, name, values.get(name, ""))
    article.topics = values.get("topics", [])
    article.places = values.get("places", [])
    article.media = dict(Counter(one["kind"] for _k, one in attachments(values)))


def show_anew(article: Article, values: dict[str, Any]) -> None:
    """Do the same for an article that was there before: genre, topics and places are those that an editor chose, if one did."""
    show_in_lists(article, values)
    article.media = dict(Counter(one["kind"] for one in present(article.number).values()))
    chosen = (
        Classification.objects.filter(article=article, ended=None).values("genre", "topics", "places").first()
    )
    for name, value in (chosen or {}).items():
        if value is not None:
            setattr(article, name, value)


def take_lists(*articles: Article) -> None:
    """Give articles their position, once, in each list that they belong to. The caller holds the counter's lock."""
    take_places((one.number, one.sorts_at, _lists(one)) for one in articles)


def _lists(article: Article) -> list[str]:
    axes = [f"topic/{name}" for name in article.topics] + [f"place/{name}" for name in article.places]
    genre = [f"genre/{article.genre}"] if article.genre else []
    media = [name for name, kind in MEDIA.items() if kind in article.media]
    where = ["media", *(f"topic/{name}" for name in article.topics)] if media else []
    media = [f"{name}/{one}" for name in where for one in media]
    return ["newswire", *axes, *genre, *media]
