"""Take an article off the front page's features; it stays on the newswire."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.item import demand, take_article
from handbill.newswire.article import Article
from handbill.newswire.feature import Feature
from handbill.record.format.entry import Kind


def unfeature(act: Act, number: int, reason: str) -> Article:
    """End the feature of an article.

    Raises:
        Refused: 404 no such article, 409 it is no feature, 410 it is gone.
    """
    with transaction.atomic():
        article = take_article(number)
        demand(number, Kind.UNFEATURE)
        present = Feature.objects.filter(article=article, ended=None).first()
        if present is None:
            raise Refused(_("It is not a feature."))
        present.ended = act.decide(Kind.UNFEATURE, {"reason": reason}, number=number)
        present.save(update_fields=["ended"])
    return article
