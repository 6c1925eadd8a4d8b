"""Feeds in XML: RSS 0.9 to 2.0, with RDF or without, Atom 0.3 and 1.0, and the names that other vocabularies have for the same."""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from typing import Final

from handbill.archive.readers.entry import Entry, Feed
from handbill.archive.readers.inline import Wish
from handbill.archive.readers.markup import join, plain
from handbill.archive.readers.taken import feed_date
from handbill.archive.readers.xml import BASE, LANG, Element, inner_html, name_of, parsed, text_of
from handbill.cleaning.text import one_line

_TITLES: Final = ("title", "atom:title", "dc:title")
_WHOLE: Final = ("content:encoded", "atom:content", "content", "xhtml:body", "body", "xhtml:div", "fullitem")
_SHORT: Final = (
    "description",
    "atom:summary",
    "summary",
    "itunes:summary",
    "media:description",
    "dc:description",
)
_AUTHORS: Final = ("dc:creator", "author", "atom:author", "itunes:author", "dc:contributor")
_DATES: Final = (
    *("pubDate", "pubdate", "dc:date", "atom:published", "published", "atom:issued", "dcterms:issued"),
    *(
        "atom:created",
        "dcterms:created",
        "date",
        "atom:updated",
        "updated",
        "atom:modified",
        "dcterms:modified",
    ),
)
_GUIDS: Final = ("guid", "atom:id", "id", "dc:identifier")
_TERMS: Final = ("category", "atom:category", "dc:subject")
_FIELDS: Final = frozenset(
    {*_TITLES, *_SHORT, *_DATES, *_GUIDS, *_TERMS, *_AUTHORS, "link", "content:encoded"}
)
_KIND: Final = "#kind"  # of Blogger: what an entry is, not what it is about
_MAIL: Final = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")
_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_LONGEST: Final = 1_000  # characters of a name that are looked at
_TEXT: Final = ("text", "text/plain", "")
_WEB: Final = ("http://", "https://")


def feed(root: str, text: str) -> Feed:
    """Read what stands before the items."""
    found = Feed()
    element = parsed(root, text[text.find(root) + len(root) :])
    if element is None:
        return found
    channel = next((one for one in element.iter() if name_of(one) == "channel"), element)
    _raise(channel)
    children = list(channel)
    found.base = element.get(BASE, "")
    found.title = plain(_first(children, _TITLES))
    found.link = _link(children, found.base)
    found.language = _first(children, ("language", "dc:language")) or element.get(LANG, "")
    found.author = _author(one for one in children if name_of(one) in {"atom:author", "dc:creator"})
    found.guid = _first(children, ("atom:id",))
    return found


def entry(root: str, text: str, above: Feed) -> Entry | None:
    """Read an item; None where nothing of it can be read."""
    whole = parsed(root, text)
    if whole is None or not len(whole) or not len(whole[0]):
        return None
    item = whole[0]
    _raise(item)
    children = list(item)
    base = join(above.base or above.link, item.get(BASE, "")) if item.get(BASE) else above.base
    found = Entry()
    found.guid = _first(children, _GUIDS) or item.get(_ABOUT, "")
    found.link = _link(children, base or above.link) or (found.guid if found.guid.startswith(_WEB) else "")
    found.base = base or found.link or above.link
    title = _one(children, _TITLES)
    found.title = "" if title is None else _title(title)
    _files(found, item)
    _texts(found, children)
    found.author = _author(one for one in children if name_of(one) in _AUTHORS) or above.author
    found.date = next((date for name in _DATES if (date := feed_date(_first(children, (name,))))), "")
    found.language = item.get(LANG, "") or _first(children, ("dc:language",)) or above.language
    found.terms = list(_terms(children))
    found.parent = next((one.get("ref", "") for one in children if name_of(one) == "thr:in-reply-to"), "")
    found.source = _source(children)
    return found


def _raise(item: Element) -> None:
    """Take out of a field that was not closed those that follow it: a title holds no date."""
    at = 0
    while at < len(item):  # what is raised comes as well
        child = item[at]
        if name_of(child) in _FIELDS:
            item.extend([one for one in child if name_of(one) in _FIELDS])
        at += 1


def _texts(found: Entry, children: list[Element]) -> None:
    """The whole text, and what is said shortly; of two whole ones the longer."""
    said = [one for one in children if name_of(one) in _WHOLE and (len(one) or text_of(one).strip())]
    whole = max(said, key=lambda one: len(text_of(one)), default=None)
    short = _one(children, _SHORT)
    if whole is None:
        whole, short = short, None
    if whole is not None:
        if whole.get(BASE):
            found.base = join(found.base, whole.get(BASE, ""))
        found.body, found.is_text = _content(whole)
    if short is not None:
        found.summary = _content(short)[0]


def _content(element: Element) -> tuple[str, bool]:
    """Give what stands in an element, and whether it is plain text: Atom says it, others do not."""
    kind, mode = element.get("type", "").strip().lower(), element.get("mode", "").strip().lower()
    is_atom = name_of(element).startswith("atom:")
    if mode == "base64" or (is_atom and "/" in kind and not kind.startswith("text/") and "xml" not in kind):
        try:
            data = b64decode(text_of(element), validate=False).decode()
        except ValueError:
            return "", True
        return data, kind in _TEXT
    if len(element) and (is_atom or name_of(element).startswith("xhtml:") or not text_of(element).strip()):
        return inner_html(element), False
    text = text_of(element)
    return text, is_atom and mode != "escaped" and kind in _TEXT


def _title(element: Element) -> str:
    is_text = name_of(element).startswith("atom:") and element.get("type", "text").strip().lower() in _TEXT
    is_text &= element.get("mode", "").strip().lower() not in {"escaped", "base64"}  # Atom 0.3
    text = _content(element)[0] if element.get("mode") else text_of(element)
    if is_text and not re.search(r"&[#A-Za-z][A-Za-z0-9]{1,8};", text):
        return one_line(text)
    return plain(text)


def _author(elements: Iterable[Element]) -> str:
    """Give the names of authors, each once."""
    names = []
    for one in elements:
        within = next((text_of(child) for child in one if name_of(child).endswith("name")), "")
        names.append(_name(within if len(one) else text_of(one)))
    return ", ".join(dict.fromkeys(filter(None, names)))


def _name(said: str) -> str:
    """Give a name alone: of `post@weir.example (Ana Reyes)` and `Ana Reyes <post@weir.example>` the name, of an address nothing."""
    said = said[:_LONGEST]
    if not _MAIL.search(said):
        return plain(said)
    bare = one_line(_MAIL.sub("", plain(re.sub("[<>]", " ", said))).replace("()", "")).strip(" ,;")
    return bare[1:-1].strip() if bare.startswith("(") and bare.endswith(")") else bare


def _link(children: list[Element], base: str) -> str:
    """Give the address of the page: where a service stands between, the one behind it."""
    behind = next((text_of(one).strip() for one in children if name_of(one).endswith(":origLink")), "")
    links = [one for one in children if name_of(one) in {"link", "atom:link"}]
    shown = [
        one.get("href", "") for one in links if one.get("href") and one.get("rel", "alternate") == "alternate"
    ]
    plain_links = [text_of(one).strip() for one in links if not one.get("href")]
    guids = [
        text_of(one).strip()
        for one in children
        if name_of(one) == "guid" and one.get("isPermaLink", "true") == "true"
    ]
    found = next((one for one in (behind, *plain_links, *shown, *guids) if one), "")
    whole = join(base, found) if found and base else found
    return whole if whole.startswith(_WEB) else ""


def _terms(children: list[Element]) -> Iterator[tuple[str, str]]:
    for one in children:
        if name_of(one) in _TERMS and not one.get("scheme", "").endswith(_KIND):
            name = one.get("label") or one.get("term") or text_of(one)
            if plain(name):
                yield plain(name), ""


def _source(children: list[Element]) -> str:
    one = next((one for one in children if name_of(one) in {"source", "dc:source"}), None)
    if one is None or len(one):
        return ""
    return " ".join(part for part in (plain(text_of(one)), one.get("url", "").strip()) if part)


def _files(found: Entry, item: Element) -> None:
    """What it carries, each once: enclosures, and what `media:` says of pictures."""
    known = set()
    for one in item.iter():
        name = name_of(one)
        is_link = name in {"atom:link", "link"} and one.get("rel") == "enclosure"
        address = one.get("href" if is_link else "url", "").strip()
        if not address or not (is_link or name in {"enclosure", "media:content"}):
            continue
        address = join(found.base, address)
        if address in known:
            continue
        known.add(address)
        words = {name_of(child): plain(text_of(child)) for child in one}
        wish = Wish(
            address, words.get("media:description") or words.get("media:title") or one.get("title", "")
        )
        (found.shown if name == "media:content" else found.files).append(wish)


def _one(children: list[Element], names: tuple[str, ...]) -> Element | None:
    """Give the first element that has a text, in the order of the names."""
    for name in names:
        for one in children:
            if name_of(one) == name and (len(one) or text_of(one).strip()):
                return one
    return None


def _first(children: list[Element], names: tuple[str, ...]) -> str:
    found = _one(children, names)
    return text_of(found).strip()
