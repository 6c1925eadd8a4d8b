"""Take back that an article is the translation of another."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.item import demand, take_article
from handbill.newswire.article import Article
from handbill.newswire.translation import Translation
from handbill.record.format.canonical import Json
from handbill.record.format.entry import Kind


def untranslate(act: Act, number: int, translation: int, reason: str) -> Article:
    """End the link of an article to a translation.

    Raises:
        Refused: 404 no such article, 409 it is not linked, 410 it is gone.
    """
    with transaction.atomic():
        article = take_article(number)
        demand(number, Kind.UNTRANSLATE)
        present = Translation.objects.filter(
            original_id=number, translation_id=translation, ended=None
        ).first()
        if present is None:
            raise Refused(_("It is not linked as a translation."))
        named: dict[str, Json] = {"reason": reason, "translation": translation}
        present.ended = act.decide(Kind.UNTRANSLATE, named, number=number)
        present.save(update_fields=["ended"])
    return article
