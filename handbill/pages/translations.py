"""Translations: an article and what says the same in another language link to each other, while both can be read."""

from collections.abc import Iterable

from handbill.cleaning.tongues import in_its_own_words
from handbill.look.contexts.parts import Tongue
from handbill.newswire.article import Article
from handbill.pages.among import among
from handbill.pages.lists import with_states
from handbill.pages.moment import Moment
from handbill.pages.views import title_of

LINKED = tuple(
    f'SELECT r.{one}_id, r.{other}_id, r.language, d."by" FROM newswire_translation r '  # noqa: S608 - words of ours
    f"JOIN newswire_decision d ON d.entry_id = r.begun_id WHERE r.{one}_id {{among}} AND r.ended_id IS NULL "
    "ORDER BY r.language, r.id"
    for one, other in (("original", "translation"), ("translation", "original"))
)


def translations_of(moment: Moment, articles: Iterable[Article]) -> dict[int, tuple[Tongue, ...]]:
    """Give what these articles are translated to, then what they translate: only what can be read."""
    found: dict[int, tuple[Tongue, ...]] = {article.number: () for article in articles}
    rows = [(original, *row) for original, query in enumerate(LINKED) for row in among(query, found)]
    others = {
        article.number: article
        for article, state in with_states([row[2] for row in rows])
        if state in {"listed", "slow"}
    }
    for original, number, other, language, by in rows:
        if other in others:
            there = others[other]
            tag = (there.language or moment.site.language) if original else language
            found[number] += (
                Tongue(
                    language=tag,
                    name=in_its_own_words(tag),
                    title=title_of(there),
                    href=f"{there.path}.html",
                    original=bool(original),
                    reader=by == "author",
                ),
            )
    return found
