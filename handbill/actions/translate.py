"""Link an article to its translation: another article that says the same in another language."""

from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.item import demand, take_article
from handbill.limits import TRANSLATIONS, TRANSLATIONS_ALL
from handbill.newswire.article import Article
from handbill.newswire.standing import state_of, states_of
from handbill.newswire.translation import Translation
from handbill.record.format.canonical import Json
from handbill.record.format.entry import Kind
from handbill.record.format.state import ENDED
from handbill.settings import site

_SHOWN: Final = frozenset({"listed", "slow"})


class NoRoom(Refused):
    """An article has as many translations as are shown with one."""


def translate(act: Act, number: int, translation: int, language: str) -> Article:
    """Say that an article's translation is another one, in this language. By `author` it is a reader's.

    Raises:
        NoRoom: 409, it has as many as fit.
        Refused: 404 no such article, 409 it is linked already, 410 one of them is gone, 422 the same.
    """
    if number == translation:
        raise Refused(_("An article is no translation of itself."), 422)
    with transaction.atomic():
        rows = {one: take_article(one) for one in sorted({number, translation})}
        demand(number, Kind.TRANSLATE)
        if state_of(translation) in ENDED:
            raise Refused(_("Article %(number)d is gone.") % {"number": translation}, 410)
        if _open(number).filter(translation_id=translation).exists():
            raise Refused(_("It is linked as a translation already."))
        _demand_room(number)
        named: dict[str, Json] = {"translation": translation, "language": language}
        decision = act.decide(Kind.TRANSLATE, named, number=number)
        Translation.objects.create(
            original_id=number, translation_id=translation, language=language, begun=decision
        )
    return rows[number]


def _demand_room(number: int) -> None:
    """Check that an article may have one translation more. What is held, hidden or gone takes nobody's place.

    Raises:
        NoRoom: as many as fit are shown with it.
    """
    linked = list(_open(number).values_list("translation_id", flat=True))
    states = states_of(linked)
    if sum(states.get(one, "listed") in _SHOWN for one in linked) >= TRANSLATIONS:
        raise NoRoom(_("It has %(limit)d translations; no more fit.") % {"limit": TRANSLATIONS})


def takes_links(number: int) -> bool:
    """Tell whether readers may link one more: its pages look at every link, so what is not shown has an end too."""
    return _open(number).count() < TRANSLATIONS_ALL


def _open(number: int) -> QuerySet[Translation]:
    return Translation.objects.filter(original_id=number, ended=None)


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
