"""Names of people, topics and genres, as pages wrote them, as they are written here."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from handbill.cleaning.names import slug_ok
from handbill.cleaning.text import one_line
from handbill.limits import NAME

_BY: Final = re.compile(
    r"\A[\s|,;:\u2013\u2022*-]*(?:(?:posted|submitted|published|written|contributed|added|verfasst|geschrieben|enviado|publicado|escrito|"
    r"post[eé]|publi[eé]|redatto|author|autor[ae]?|auteur|autore|name|nombre)\b[\s:]*)?"
    r"(?:(?:by|von|vom|por|par|door|per|da|di|av|af|od)\b[\s:]+)?",
    re.IGNORECASE,
)
_BESIDE: Final = re.compile(
    r"\s*[(<\[][^)>\]]{0,80}(?:@|\bat\b|\[at|verified|verificado|v[eé]rifi[eé]|[uü]berpr[uü]ft)[^)>]{0,80}(?:[)>]|\Z)|\s*\S+@\S+",
    re.IGNORECASE,
)
"""An e-mail address beside a name, however it was hidden, and what Drupal says of guests."""
_NO_NAME: Final = re.compile(
    r"(?i)https?://|\A(?:e-?mail|homepage|phone|tel(?:efon)?|address|web(?:site)?)\s*:"
)
_AFTER: Final = re.compile(r"[\s|,;:\u2013\u2022-]+\Z")
_GENRES: Final = {
    "announcement": "announcement announcements event events event-notice termin ankündigung aviso anuncio convocatoria agenda annonce press-release evento",
    "reporting": "news news-report report reporting bericht nachricht noticia noticias nota article artikel artículo info reportage crónica",
    "commentary": "commentary opinion opinion-analysis analysis kommentar meinung opinión comentario analyse editorial interpretation "
    "interview review feature",
    "question": "question questions frage pregunta consulta",
}
_GENRE: Final = {word: genre for genre, words in _GENRES.items() for word in words.split()}


def byline(text: str) -> str:
    """Give a name without what stood around it: of several lines the first that has one, and is no address."""
    for line in map(one_line, text.split("\n")):
        bare = _AFTER.sub("", _BESIDE.sub("", _BY.sub("", line))).strip()
        if bare.strip(" ()[]") and not _NO_NAME.search(bare):
            return bare
    return ""


def slug(title: str) -> str:
    """Give the name of a topic or place in addresses; "" where its letters give none."""
    bare = unicodedata.normalize("NFKD", one_line(title).lower().replace("ß", "ss"))
    plain = "".join(sign for sign in bare if not unicodedata.combining(sign))
    name = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:NAME].strip("-")
    return name if slug_ok(name) else ""


def genre(text: str, known: Mapping[str, str]) -> str:
    """Give the genre that words there stand for; "" where they stand for none."""
    line = one_line(text).lower()
    return (
        known.get(line)
        or _GENRE.get(line)
        or _GENRE.get(re.sub(r"[^a-z\u00c0-\u024f]+", "-", line).strip("-"), "")
    )


def site_in(whole: str, found: str) -> str:
    """Give what of a page's title is the name of its site, if the heading that was found is all that stands at its end."""
    parts = [
        one.strip()
        for one in re.split(r"\s+[|:\u2013\u2014\u00bb-]\s+|:\s+", whole.casefold())
        if one.strip()
    ]
    return (
        parts[-1]
        if len(parts) > 1 and parts[-1] == found.casefold() and len(parts[0]) > len(parts[-1])
        else ""
    )
