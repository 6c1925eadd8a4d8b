"""What the forms offer: languages, genres, topics, places, and the limits that they quote."""

from functools import cache
from typing import Final

from babel import Locale

from handbill import limits
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
_TAGS: Final = [
    "ar",
    "bg",
    "bn",
    "ca",
    "cs",
    "cy",
    "da",
    "de",
    "el",
    "en",
    "eo",
    "es",
    "et",
    "eu",
    "fa",
    "fi",
    "fr",
    "ga",
    "gl",
    "he",
    "hi",
    "hr",
    "hu",
    "hy",
    "id",
    "is",
    "it",
    "ja",
    "ka",
    "ko",
    "ku",
    "lt",
    "lv",
    "mk",
    "ms",
    "nb",
    "nl",
    "pl",
    "ps",
    "pt",
    "qu",
    "ro",
    "ru",
    "sk",
    "sl",
    "so",
    "sq",
    "sr",
    "sv",
    "sw",
    "ta",
    "te",
    "th",
    "ti",
    "tl",
    "tr",
    "uk",
    "ur",
    "vi",
    "zh",
]


def languages(present: str = "") -> tuple[Link, ...]:
    """Give the languages to choose from, each in its own words, with the one that is chosen already."""
    links = {tag: _own_words(tag) for tag in [*_TAGS, *([present] if present else [])]}
    return tuple(
        Link(words, "", tag) for tag, words in sorted(links.items(), key=lambda pair: pair[1].casefold())
    )


def genres() -> tuple[Link, ...]:
    """Give the genres by their titles on this site."""
    return tuple(link for link in axis("genre") if link.name in GENRES)


def axis(name: str) -> tuple[Link, ...]:
    """Give the topics, places or genres: name and title."""
    return tuple(Link(title, f"{name}/{slug}/index.html", slug) for slug, title in names(name).items())


@cache
def _own_words(tag: str) -> str:
    try:
        return Locale.parse(tag, sep="-").display_name or tag
    except ValueError:  # typed, and nothing that the table of languages knows
        return tag
