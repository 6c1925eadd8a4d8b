"""Close an article: it takes no more comments; those that it has stay."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.item import demand, take_article
from handbill.newswire.article import Article
from handbill.newswire.closing import Closing, is_closed
from handbill.record.format.entry import Kind


def close(act: Act, number: int, reason: str) -> Article:
    """Close the comments of an article, for a public reason.

    Raises:
        Refused: 404 no such article, 409 it is closed already, 410 it is gone.
    """
    with transaction.atomic():
        article = take_article(number)
        demand(number, Kind.CLOSE)
        if is_closed(number):
            raise Refused(_("Its comments are closed already."))
        decision = act.decide(Kind.CLOSE, {"reason": reason}, number=number)
        Closing.objects.create(article=article, begun=decision)
    return article
