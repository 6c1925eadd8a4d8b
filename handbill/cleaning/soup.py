"""The first pass over written HTML: from whatever was sent to a soup of allowed tags alone.

A parser builds its tree from tags, and what it costs depends on how they nest; so tags are counted here, before any parser
sees them. What leaves here holds allowed tags with allowed attributes in double quotes, and text in which every `<` is
escaped: no comment, no raw text, no foreign element, nothing that two parsers could cut up differently. It is not yet
well nested. The grammar of tags is that of WHATWG HTML section 13.2.5, read with possessive patterns: linear in time.
"""

import re
from collections import Counter
from html import unescape
from html.entities import html5
from typing import Final

from handbill.cleaning.allowed import BREAKING, ELEMENTS, EVERYWHERE, OF_ELEMENT, PARTS, SILENT, VOID
from handbill.limits import TAG_DEPTH, TAG_WORK

AND: Final = "\ufdd0"
"""Stands for each `&` until the parsers are done, as it is in no tidy text and nothing means it: html5ever moves all that follows an `&`,
so that 200 kB of them took 294 ms, and twice the text 3.7 times as long; with this 2 ms."""
_MARKUP: Final = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"  # a comment; unclosed, it goes to the end
    r"|<(?:[!?]|/[^a-zA-Z>])[^>]*+(?:>|\Z)|</>"  # what HTML reads as a comment
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    r"(?P<attributes>(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)(?P<closed>>|\Z)",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"""([^\s/>=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?+""")
_REFERENCE: Final = re.compile(r"&(?:#(?:[0-9]++|[xX][0-9a-fA-F]++);?|([a-zA-Z][a-zA-Z0-9]*+(?:;|(?!=))))")
# Their end is implied by the next of their kind, so many of them unclosed do not nest.
_FLAT: Final = PARTS | {"p", "rt", "rp", "br", "hr", "wbr"}
_SCRIPT: Final = re.compile(r"<script[\s/>]", re.IGNORECASE)
_SILENT_END: Final = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in SILENT}


class TooDeepError(ValueError):
    """HTML opens more tags inside each other than a page may hold."""


def soup(fragment: str) -> str:
    """Give the allowed tags and the text of `fragment`, to be parsed next.

    Raises:
        TooDeepError: more than `TAG_DEPTH` tags are open at once, or `TAG_WORK` is passed.

    """
    out: list[str] = []
    depth = _Depth()
    here = 0
    while match := _MARKUP.search(fragment, here):
        out.append(_text(fragment[here : match.start()]))
        here = match.end()
        name = (match["name"] or "").lower()
        if not name:
            continue
        if not match["closed"]:  # no `>` follows: someone wrote "a <b" and meant the sign
            out.append(_text(match[0]))
        elif name in SILENT:
            here = here if match["end"] else _after(fragment, here, name)
        elif name in BREAKING:
            depth.takes("p", is_end=False)
            out.append("<p>")
        elif name in ELEMENTS and depth.takes(name, is_end=bool(match["end"])):
            out.append(_tag(name, match["attributes"], is_end=bool(match["end"])))
    out.append(_text(fragment[here:]))
    return "".join(out)


def _text(piece: str) -> str:
    """Write text anew: what its character references mean (HTML section 13.2.5.72)."""
    meant = unescape(piece).replace("&", AND) if "&" in piece else piece
    return meant.replace("<", "&lt;")


def _meant(reference: re.Match[str]) -> str:
    """Give what a character reference in an attribute means; there, `&copy=` and `&copyright` are none."""
    return unescape(reference[0]) if reference[1] is None else html5.get(reference[1], reference[0])


class _Depth:
    """How many tags are open, by the names that were opened and not closed: never less than a parser's own depth."""

    def __init__(self) -> None:
        self.open: Counter[str] = Counter()
        self.now = 0
        self.work = 0

    def takes(self, name: str, *, is_end: bool) -> bool:
        """Count a tag; False for an end tag of what was never opened."""
        if not is_end or name in _FLAT:  # the end of a p may begin all over what it held
            self.work += self.now + 1
        if self.work > TAG_WORK:
            raise TooDeepError("This HTML has too many tags inside other tags.")
        if name in _FLAT:
            return True
        if is_end:
            if not self.open[name]:
                return False
            self.open[name] -= 1
            self.now -= 1
            return True
        self.open[name] += 1
        self.now += 1
        if self.now > TAG_DEPTH:
            raise TooDeepError(f"This HTML has more than {TAG_DEPTH} tags open inside each other.")
        return True


def _tag(name: str, attributes: str, *, is_end: bool) -> str:
    """Write a tag anew. The sloppy `</br>` is a line break, as in every browser."""
    if is_end:
        return f"</{name}>" if name not in VOID else "<br>" if name == "br" else ""
    may = EVERYWHERE | OF_ELEMENT.get(name, frozenset())
    kept: list[str] = []
    for found in _ATTRIBUTE.finditer(attributes):
        if (key := found[1].lower()) in may:
            value = _REFERENCE.sub(_meant, found[2] or found[3] or found[4] or "").replace("&", AND)
            value = value.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
            kept.append(f' {key}="{value}"')  # of two with one name a parser takes the first
    return f"<{name}{''.join(kept)}>"


def _after(fragment: str, here: int, name: str) -> int:
    """Find where a script or a style ends: behind its end tag, or the text.

    A script that opens a comment and another script in it ends with the second end tag (script data double escaped state).
    """
    end = _SILENT_END[name].search(fragment, here)
    if end and name == "script" and _is_double(fragment[here : end.end() + 1]):
        end = _SILENT_END[name].search(fragment, end.end()) or end
    return fragment.find(">", end.end()) + 1 or len(fragment) if end else len(fragment)


def _is_double(script: str) -> bool:
    """Tell whether a script has another one in a comment that is still open."""
    comment = script.find("<!--")
    inner = _SCRIPT.search(script, comment) if comment >= 0 else None
    return inner is not None and script.rfind("-->", comment) < inner.start()
