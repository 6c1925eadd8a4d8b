"""What HTML a proven page may hold, so that every program reads it alike and nothing hides what is proven.

docs/record.md section 10. The lists are allow-lists: those of the site's own templates, and of what people may write
(restated here from the cleaning, which another program that checks the record need not have).
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


WRITTEN: Final = _words(
    "p hr h2 h3 h4 blockquote pre ul ol dl table figure li dt dd caption thead tbody tfoot tr th td figcaption "
    "br code kbd samp em strong b i u s small sub sup mark abbr cite q dfn del ins time a ruby rt rp bdi bdo wbr"
)
AROUND: Final = _words("html body main div section article header ol ul li h1 h2 h3 h4 h5 h6")
AROUND_SAID: Final = AROUND | _words("dl dd p span bdi a time figure figcaption")
LOADING: Final = _words("img picture source audio video track")
ELEMENTS: Final = WRITTEN | AROUND | LOADING | _words("head meta title link script nav aside footer span")
IN_NAME: Final = _words("span bdi a")

PLAIN: Final = _words("class id lang dir tabindex role")
"""Attributes of an element that carries a mark, or stands around one; data-* and aria-* too."""
EVERYWHERE: Final = PLAIN | {"title"}
OF_ELEMENT: Final[Mapping[str, frozenset[str]]] = {
    "a": _words("href rel download"),
    "link": _words("href rel type"),
    "meta": _words("charset name property content"),
    "script": _words("type"),
    **dict.fromkeys(("time", "ins", "del"), _words("datetime")),
    **dict.fromkeys(("td", "th"), _words("colspan rowspan scope")),
    "ol": _words("start reversed"),
    "img": _words("src srcset sizes width height alt loading"),
    "source": _words("src srcset sizes type media"),
    "audio": _words("src controls preload width height"),
    "video": _words("src controls preload width height poster"),
    "track": _words("src kind srclang label"),
}
ADDRESSES: Final = _words("href src srcset poster")
RELATIONS: Final = _words("stylesheet icon canonical alternate")

_SPACE = r"[ \t\n\f]"
_ATTRIBUTE = rf"""([a-z][a-z:-]*+)(?:{_SPACE}*+={_SPACE}*+(?:"([^"\0\r]*+)"|'([^'\0\r]*+)'))?"""
_ATTRIBUTES = rf"(?:{_SPACE}++{re.sub(r'[(](?![?])', '(?:', _ATTRIBUTE)})*+{_SPACE}*+"
_END = rf"</([a-z][a-z0-9]*+){_SPACE}*+>"
_DOCTYPE = "<!doctype html>"
_WELL_FORMED = re.compile(
    rf"{_DOCTYPE}(?:[^<\0\r]++|{_END}|<(?!script|title)[a-z][a-z0-9]*+{_ATTRIBUTES}/?>"
    rf"|<(script|title){_ATTRIBUTES}>[^<\0\r]*+</\2>)*+",
    re.IGNORECASE | re.ASCII,
).fullmatch
_TOKENS = re.compile(
    rf"([^<]++)|{_END}|<([a-z][a-z0-9]*+)({_ATTRIBUTES})/?>", re.IGNORECASE | re.ASCII
).findall
_GIVEN = re.compile(_ATTRIBUTE, re.IGNORECASE | re.ASCII).findall
_SCRIPT = re.compile(
    r"[\x00-\x20]*(?:"
    + "|".join(r"[\t\n\r]*".join(f"{word}:") for word in ("javascript", "vbscript", "data"))
    + ")",
    re.IGNORECASE,
).match


def tokens(text: str) -> list[tuple[str, str, str, str]] | None:
    """Cut a page into (text, end tag, start tag, its attributes), each with one of the first three.

    None where it is not text and whole tags alone: a comment, a declaration, a `<` in a script or title.
    """
    return _TOKENS(text, len(_DOCTYPE)) if _WELL_FORMED(text) else None


def attributes(written: str) -> dict[str, str]:
    """Read the attributes of a start tag; the first of a name counts, as in every program."""
    found = _GIVEN(written)
    return {name.lower(): unescape(double or single) for name, double, single in reversed(found)}


def refused(tag: str, given: Mapping[str, str]) -> Iterator[str]:
    """Say what of an element may not stand on a proven page, wherever it is."""
    if tag not in ELEMENTS or (tag == "script" and given.get("type") != "application/ld+json"):
        yield f"a <{tag}>"
    allowed = EVERYWHERE | OF_ELEMENT.get(tag, frozenset())
    for name, value in given.items():
        if name not in allowed and not spoken(name):
            yield f"an attribute {name!r}"
        elif name in ADDRESSES and _SCRIPT(value):
            yield f"a script in {name!r}"
        elif name == "charset" and value.lower() != "utf-8":
            yield "another charset than utf-8"
    if tag == "link":
        relations = given.get("rel", "").lower().split()
        if not RELATIONS.issuperset(relations) or (
            "stylesheet" in relations and not _near(given.get("href", ""))
        ):
            yield "a <link> to something else than the site's own"


def spoken(name: str) -> bool:
    """Say whether an attribute is data, or meant for those who listen; none may say that there is nothing to hear."""
    return name.startswith(("data-", "aria-")) and name != "aria-hidden"


def _near(address: str) -> bool:
    return not re.search(r"[:\\\x00-\x20]|^/?/", address)
