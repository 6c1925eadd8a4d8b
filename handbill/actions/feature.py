"""Feature an article: it stands on the front page, in its author's words."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.item import demand, take_article
from handbill.actions.teach import let_through
from handbill.newswire.article import Article
from handbill.newswire.counter import lock
from handbill.newswire.feature import Feature
from handbill.newswire.listing import take_places
from handbill.newswire.standing import state_of
from handbill.record.format.canonical import Json
from handbill.record.format.entry import Kind


def feature(act: Act, number: int, reason: str, related: tuple[int, ...] = ()) -> Article:
    """Feature an article, with the numbers of articles that belong to it. Featured again, it stands first once more.

    Raises:
        Refused: 404 no such article or related one, 409 it is not on the newswire, 410 it is gone.
    """
    with transaction.atomic():
        lock()
        article = take_article(number)
        demand(number, Kind.FEATURE)
        if state_of(number) != "listed":
            raise Refused(_("Only what is on the newswire can be featured."))
        if Article.objects.filter(number__in=related).count() != len(set(related)):
            raise Refused(_("One of the related numbers is not an article."), 404)
        named: dict[str, Json] = {"reason": reason}
        if related:
            named["related"] = [*sorted(set(related))]
        decision = act.decide(Kind.FEATURE, named, number=number)
        Feature.objects.filter(article=article, ended=None).update(ended=decision)
        Feature.objects.create(article=article, begun=decision, related=list(related))
        take_places([(number, article.sorts_at, ["features"])])
        let_through(act, article)
    return article
