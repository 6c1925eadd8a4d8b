"""Classify an article: the genre, topics and places that it is shown with, instead of its author's."""

import json

from django.db import transaction

from handbill.actions.act import Act
from handbill.actions.item import demand, take_article
from handbill.actions.place import show_anew, take_lists
from handbill.newswire.article import Article
from handbill.newswire.classification import Classification
from handbill.newswire.counter import lock
from handbill.newswire.standing import state_of
from handbill.newswire.version import Version
from handbill.record.format.canonical import Json
from handbill.record.format.commitment import values
from handbill.record.format.entry import Kind


def classify(
    act: Act,
    number: int,
    reason: str,
    *,
    genre: str | None = None,
    topics: tuple[str, ...] | None = None,
    places: tuple[str, ...] | None = None,
) -> Article:
    """Show an article with another genre, other topics or places. None: as its author has it; empty: none.

    It takes its places in the lists that it belongs to now; where it does not belong any more, a stub stays.

    Raises:
        Refused: 404 no such article, 410 it is gone.
    """
    with transaction.atomic():
        lock()
        article = take_article(number)
        demand(number, Kind.CLASSIFY)
        said: dict[str, Json] = {"reason": reason}
        if genre is not None:
            said["genre"] = genre
        for name, names in (("topics", topics), ("places", places)):
            if names is not None:
                said[name] = [*sorted(set(names))]
        decision = act.decide(Kind.CLASSIFY, said, number=number)
        Classification.objects.filter(article=article, ended=None).update(ended=decision)
        Classification.objects.create(
            article=article, begun=decision, genre=genre, topics=said.get("topics"), places=said.get("places")
        )
        present = Version.objects.filter(number=number).order_by("-id")[0]
        show_anew(article, values(json.loads(present.fields)))
        article.save()
        if state_of(number) != "held":
            take_lists(article)
    return article
