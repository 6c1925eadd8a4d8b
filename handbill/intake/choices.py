"""What the forms offer: languages, genres, topics, places, and the limits that they quote."""

from typing import Final

from handbill import limits
from handbill.cleaning.language import language
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
# Written out: Babel keeps 1 MB in memory for each language that it has named.
_OWN_WORDS: Final = {
    "ar": "العربية",
    "bg": "български",
    "bn": "বাংলা",
    "ca": "català",
    "cs": "čeština",
    "cy": "Cymraeg",
    "da": "dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "eo": "Esperanto",
    "es": "español",
    "et": "eesti",
    "eu": "euskara",
    "fa": "فارسی",
    "fi": "suomi",
    "fr": "français",
    "ga": "Gaeilge",
    "gl": "galego",
    "he": "עברית",
    "hi": "हिन्दी",
    "hr": "hrvatski",
    "hu": "magyar",
    "hy": "հայերեն",
    "id": "Indonesia",
    "is": "íslenska",
    "it": "italiano",
    "ja": "日本語",
    "ka": "ქართული",
    "ko": "한국어",
    "ku": "kurdî (kurmancî)",
    "lt": "lietuvių",
    "lv": "latviešu",
    "mk": "македонски",
    "ms": "Melayu",
    "nb": "norsk bokmål",
    "nl": "Nederlands",
    "pl": "polski",
    "ps": "پښتو",
    "pt": "português",
    "qu": "Runasimi",
    "ro": "română",
    "ru": "русский",
    "sk": "slovenčina",
    "sl": "slovenščina",
    "so": "Soomaali",
    "sq": "shqip",
    "sr": "српски",
    "sv": "svenska",
    "sw": "Kiswahili",
    "ta": "தமிழ்",
    "te": "తెలుగు",
    "th": "ไทย",
    "ti": "ትግርኛ",
    "tl": "Filipino (Pilipinas)",
    "tr": "Türkçe",
    "uk": "українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "zh": "中文",
}


def languages(present: str = "") -> tuple[Link, ...]:
    """Give the languages to choose from, each in its own words, with the one that is chosen already by its tag."""
    chosen = language(present) or "en"
    named = sorted({chosen: chosen, **_OWN_WORDS}.items(), key=lambda pair: pair[1].casefold())
    return tuple(Link(words, "", tag) for tag, words in named)


def genres() -> tuple[Link, ...]:
    """Give the genres by their titles on this site."""
    return tuple(link for link in axis("genre") if link.name in GENRES)


def axis(name: str) -> tuple[Link, ...]:
    """Give the topics, places or genres: name and title."""
    return tuple(Link(title, f"{name}/{slug}/index.html", slug) for slug, title in names(name).items())
