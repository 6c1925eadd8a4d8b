"""Who wrote a text and when, where no rule finds it: in the lines around it, as most programs had them, and in the head of the page.

Lines before a text: `NAME | DATE | …`, `by NAME on DATE`, `DATE`; behind it a name alone, in bold or after a dash.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from lxml import html as parser
from lxml.etree import LxmlError

from handbill.archive.readers.months import month
from handbill.archive.readers.saved import names
from handbill.archive.readers.saved.days import date_in
from handbill.archive.readers.saved.tree import Element, lines
from handbill.cleaning.plain import plain
from handbill.cleaning.text import one_line

_LINE: Final = 200  # characters of a line that says who and when, and no more
_NAME: Final = 60
_BEGIN: Final = 40  # characters by which the beginning of a text is found again
_SIGNS: Final = re.compile(r"\s*[|•·*]\s*|\s+[\u2013\u2014-]\s+|\n")
_BY: Final = re.compile(r"(?i)\A(?:by|von|por|par|door|di|posted by|submitted by)\b[\s:]+")
_UNTIL: Final = re.compile(r"(?i)\s*(?:,|\b(?:on|am|el|le|at|um|vom|posted|published)\b|@|\().*\Z")
_SIGNED: Final = re.compile(r"(?i)(?:,|\s)\s*(?:by|von|por|par)\s+([^0-9\n]{2,60})\Z")
_FIRST: Final = re.compile(
    r"([^\W\d_][^0-9|.!?]{1,58}?)[\s,:-]*[0-9][^a-z\u00e0-\u024f]{6,40}\Z", re.IGNORECASE
)
_ABOUT: Final = re.compile(
    r"(?i)(?:themen|topics?|temas?|th[eè]mes?|regions?|regionen|categor(?:y|ies)|kategorien?|tags?|filed under|rubri(?:k|que))\b\s*:"
)
_DAYS: Final = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "mo",
        "di",
        "mi",
        "do",
        "fr",
        "sa",
        "so",
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "segunda",
        "terça",
        "quarta",
        "quinta",
        "sexta",
    ]
)
_COMMENTS: Final = re.compile(
    r"(?i)(?:add (?:your )?)?(?:comments?|kommentare?|erg[aä]nzungen|comentarios?|comentários?|commentaires?|commenti|replies|responses)\b.{0,30}"
)
_HEADS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PARTICLE: Final = 3  # letters of "on", "at", "uhr", "del" and the like
_LETTERS: Final = re.compile(r"(?i)[^a-z\u00c0-\u024f]+")
_DASH: Final = re.compile(r"\A(?:--?|[\u2013\u2014])\s*(?=\S)")
_MARKED: Final = frozenset({"b", "strong", "em", "i"})
_WRAPS: Final = frozenset(
    {"div", "article", "section", "main", "html", "body", "center", "font", "table", "tbody", "tr", "td"}
)
_META: Final = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "pubdate",
    "date",
)
_AUTHORS: Final = ("author", "dc.creator", "dcterms.creator", "article:author")


@dataclass(slots=True)
class Around:
    """A text without these lines, and what they say: `date` and `byline`, each where it is said."""

    html: str
    said: dict[str, str] = field(default_factory=dict)


def article(html: str, root: Element, page: Element | None, told: dict[str, str], order: str) -> str:
    """Give the text of an article without the lines around it; `told` is completed from these, from what stands above it, and from the page's head."""
    heads = (told["title"], one_line(told.get("summary", "")))
    text = peeled(html, heads, order, told["byline"])
    whole, begin = lines(root), one_line(plain(text.html))[:_BEGIN]
    above = before(whole[: max(whole.find(begin), 0)], order)
    head = in_head(page) if page is not None else {}
    if head.get("date", "").startswith(told["date"]):
        told["date"] = head.get("date", "")  # the same day, with its time
    for source in (text.said, above, head):
        _complete(told, source)
    return text.html


def comment(html: str, title: str, told: dict[str, str], order: str) -> str:
    """Do the same with a comment."""
    text = peeled(html, (title,), order, told["byline"])
    _complete(told, text.said)
    return text.html


def _complete(told: dict[str, str], said: dict[str, str]) -> None:
    for name, value in said.items():
        told[name] = told.get(name) or value


def in_head(page: Element) -> dict[str, str]:
    """Give what the head of a page says of its article: `date` and `byline`."""
    told: dict[str, str] = {}
    for one in page.iter("meta"):
        name = (one.get("property") or one.get("name") or one.get("itemprop") or "").strip().lower()
        if name and name not in told:
            told[name] = " ".join((one.get("content") or "").split())
    dates = (date_in(told.get(name, "")) for name in _META)
    authors = (names.byline(told.get(name, "")) for name in _AUTHORS)
    found = {
        "date": next(filter(None, dates), ""),
        "byline": next(filter(None, authors), ""),
    }
    return {name: value for name, value in found.items() if value}


def before(text: str, order: str) -> dict[str, str]:
    """Give what the lines say that stand above a text."""
    said: dict[str, str] = {}
    for line in text.split("\n"):
        said = {**(_line(line, order) or {}), **said}
    return said


def peeled(html: str, heads: Collection[str], order: str, byline: str = "") -> Around:
    """Take away what stands around a text: above it `heads`, and lines that say who and when; below the heading of comments, and a name.

    That name is `byline`, if that is known.
    """
    found = Around(html)
    try:
        root = parser.fragment_fromstring(html, create_parent="div")
    except (LxmlError, ValueError, AssertionError):
        return found
    changed = _peel_begin(_inner(root), heads, order, found)
    changed |= _peel_end(_inner(root))
    changed |= _peel_name(_inner(root), found, byline)
    if not lines(root) and not root.xpath(".//img"):
        return Around(html)  # it was all that there is
    if changed:
        found.html = (root.text or "") + "".join(
            parser.tostring(child, encoding="unicode", method="html") for child in root.iterchildren()
        )
    return found


def _peel_begin(root: Element, heads: Collection[str], order: str, found: Around) -> bool:
    changed = False
    while not _said(root.text) and len(root):
        first = root[0]
        text = lines(first)
        said = {} if not text or one_line(text) in heads else _block(text, heads, order)
        if said is None or first.xpath(".//img"):
            break
        found.said = {**said, **found.said}
        changed |= bool(text)
        root.text = first.tail
        root.remove(first)
    return changed


def _peel_end(root: Element) -> bool:
    changed = False
    while len(root) and not _said(root[-1].tail) and not root[-1].xpath(".//img"):
        text = lines(root[-1])
        if text and not (root[-1].tag in _HEADS and _COMMENTS.fullmatch(text)):
            break
        changed |= bool(text)
        root.remove(root[-1])
    return changed


def _peel_name(root: Element, found: Around, byline: str) -> bool:
    if len(root) < 2 or _said(root[-1].tail):  # noqa: PLR2004 - a text, and a name behind it
        return False
    last = inner = root[-1]
    text = lines(last)
    while len(inner) == 1 and not _said(inner.text) and not _said(inner[0].tail):
        inner = inner[0]
    marked = inner is not last and inner.tag in _MARKED
    if not 0 < len(text) <= _NAME or "\n" in text or not (marked or _DASH.match(text) or _BY.match(text)):
        return False
    name = names.byline(_DASH.sub("", text))
    if not name or name[-1] in ".!?:" or name != (byline or found.said.get("byline", name)):
        return False
    found.said.setdefault("byline", name)
    root.remove(last)
    return True


def _inner(root: Element) -> Element:
    """Give the element that holds the blocks of a text."""
    while len(root) == 1 and root[0].tag in _WRAPS and not _said(root.text) and not _said(root[0].tail):
        root = root[0]
    return root


def _said(text: str | None) -> bool:
    return bool(text and text.strip())


def _block(text: str, heads: Collection[str], order: str) -> dict[str, str] | None:
    """Read lines of which each says who, when or about what, and nothing else; None for any others."""
    said: dict[str, str] = {}
    for line in text.split("\n"):
        about = line in heads or (_ABOUT.match(line) and len(line) <= _LINE)
        told = {} if about else _line(line, order)
        if told is None:
            return None
        said = {**told, **said}
    return said


def _line(line: str, order: str) -> dict[str, str] | None:
    """Read a line that says who and when and nothing else; None for any other."""
    date = date_in(line, order)
    when = {"date": date} if date else {}
    parts = [part for part in _SIGNS.split(line) if part.strip()]
    if len(line) > _LINE or not parts or line.rstrip().endswith((".", "!", "?")):
        return None
    if _BY.match(line):
        name = _name(_UNTIL.sub("", _BY.sub("", parts[0])))
        return {**name, **when} if name else None
    if not date:
        return None
    if len(parts) > 1:
        return {**_name(next((part for part in parts if not date_in(part, order)), "")), **when}
    signed = _SIGNED.search(line) or _FIRST.match(line)
    if signed and not (month(signed[1].split()[-1]) or signed[1].strip(" ,").lower() in _DAYS):
        return {**_name(signed[1]), **when}
    words = [word for word in _LETTERS.split(line.lower()) if len(word) > _PARTICLE]
    other = [word for word in words if word not in _DAYS and not month(word)]
    short = len(_LETTERS.sub("", line)) <= _NAME // 2
    return (
        when if short and len(other) <= 1 else None
    )  # "published", say; with more it is a sentence of the text


def _name(text: str) -> dict[str, str]:
    name = names.byline(_BY.sub("", text))
    return {"byline": name} if 0 < len(name) <= _NAME else {}
