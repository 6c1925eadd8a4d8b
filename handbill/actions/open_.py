"""Open an article that was closed: it takes comments again."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.item import demand, take_article
from handbill.newswire.article import Article
from handbill.newswire.closing import Closing
from handbill.record.format.entry import Kind


def open_(act: Act, number: int, reason: str) -> Article:
    """Open the comments of an article again, for a public reason.

    Raises:
        Refused: 404 no such article, 409 it is not closed, 410 it is gone.
    """
    with transaction.atomic():
        article = take_article(number)
        demand(number, Kind.OPEN)
        present = Closing.objects.filter(article=article, ended=None).first()
        if present is None:
            raise Refused(_("Its comments are open."))
        present.ended = act.decide(Kind.OPEN, {"reason": reason}, number=number)
        present.save(update_fields=["ended"])
    return article
