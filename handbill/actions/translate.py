"""Link an article to its translation: another article that says the same in another language."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.item import demand, take_article
from handbill.limits import TRANSLATIONS
from handbill.newswire.article import Article
from handbill.newswire.standing import state_of
from handbill.newswire.translation import Translation
from handbill.record.format.canonical import Json
from handbill.record.format.entry import Kind
from handbill.record.format.state import ENDED
from handbill.settings import site


def translate(act: Act, number: int, translation: int, language: str) -> Article:
    """Say that an article's translation is another one, in this language. By `author` it is a reader's.

    Raises:
        Refused: 404 no such article, 409 it is linked already or has as many as fit, 410 one of them is gone, 422 the same.
    """
    if number == translation:
        raise Refused(_("An article is no translation of itself."), 422)
    with transaction.atomic():
        rows = {one: take_article(one) for one in sorted({number, translation})}
        demand(number, Kind.TRANSLATE)
        if state_of(translation) in ENDED:
            raise Refused(_("Article %(number)d is gone.") % {"number": translation}, 410)
        open_now = Translation.objects.filter(original_id=number, ended=None)
        if open_now.filter(translation_id=translation).exists():
            raise Refused(_("It is linked as a translation already."))
        if open_now.count() >= TRANSLATIONS:
            raise Refused(_("It has %(limit)d translations; no more fit.") % {"limit": TRANSLATIONS})
        named: dict[str, Json] = {"translation": translation, "language": language}
        decision = act.decide(Kind.TRANSLATE, named, number=number)
        Translation.objects.create(
            original_id=number, translation_id=translation, language=language, begun=decision
        )
    return rows[number]


def language_between(original: Article, language: str) -> str:
    """Give the language of a translation, where it is one. An article that names none is in the site's.

    Raises:
        Refused: 422, it is that of the original.
    """
    own = language or site().language
    if own == (original.language or site().language):
        raise Refused(_("A translation is in another language than its original; this is the same."), 422)
    return own


def between(number: int, translation: int) -> str:
    """Give the language in which one article translates another, both by number.

    Raises:
        Refused: 404 there is no such article, 422 as `language_between`.
    """
    found = Article.objects.in_bulk([number, translation])
    for one in (number, translation):
        if one not in found:
            raise Refused(_("There is no article with the number %(number)d.") % {"number": one}, 404)
    return language_between(found[number], found[translation].language)
