"""What the forms offer: languages, genres, topics, places, and the limits that they quote."""

from typing import Final

from handbill import limits
from handbill.cleaning.language import language
from handbill.cleaning.tongues import TONGUES
from handbill.look.contexts.parts import Link
from handbill.newswire.sitepage import GENRES, names

ARTICLE: Final = {
    "title": limits.TITLE,
    "summary": limits.SUMMARY,
    "body": limits.BODY,
    "byline": limits.BYLINE,
    "homepage": limits.HOMEPAGE,
    "phone": limits.PHONE,
    "address": limits.ADDRESS,
    "email": limits.EMAIL,
    "source": limits.SOURCE,
    "text": limits.APPEAL,
}
COMMENT: Final = {**ARTICLE, "title": limits.COMMENT_TITLE}
COMPLAINT: Final = {"text": limits.COMPLAINT}


def languages(present: str = "") -> tuple[Link, ...]:
    """Give the languages to choose from, each in its own words, with the one that is chosen already by its tag."""
    chosen = language(present) or "en"
    named = sorted({chosen: chosen, **TONGUES}.items(), key=lambda pair: pair[1].casefold())
    return tuple(Link(words, "", tag) for tag, words in named)


def genres() -> tuple[Link, ...]:
    """Give the genres by their titles on this site."""
    return tuple(link for link in axis("genre") if link.name in GENRES)


def axis(name: str) -> tuple[Link, ...]:
    """Give the topics, places or genres: name and title."""
    return tuple(Link(title, f"{name}/{slug}/index.html", slug) for slug, title in names(name).items())
