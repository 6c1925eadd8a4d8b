"""What stands in a text beside words: pictures, players, links to files of the old site. Our texts hold words and links alone.

A file that is at hand becomes an attachment, with what was said of it; one that is not becomes a link, or the words that stood for it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final

from handbill.archive.readers.markup import join, plain
from handbill.limits import HTML

_FIGURE: Final = re.compile(
    r"<figure\b[^<>]*+>|</figure\s*>|<figcaption\b[^<>]*+>|</figcaption\s*>|<img\b[^<>]*+>", re.IGNORECASE
)
_PICTURE: Final = re.compile(
    r"(?P<link><a\b[^<>]*+>\s*)?<img\b(?P<said>[^<>]*+)>(?(link)\s*(?P<closed></a\s*>)?)", re.IGNORECASE
)
_PLAYER: Final = re.compile(
    r"<(?P<name>iframe|embed|audio|video|source)\b(?P<said>[^<>]*+)>(?:\s*</(?P=name)\s*>)?", re.IGNORECASE
)
_LINK: Final = re.compile(r"<a\b(?P<said>[^<>]*+)>(?P<words>[^<>]{0,2000})</a\s*>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"""(?<![\w-])([A-Za-z][\w-]*+)\s*+=\s*+(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))"""
)
_CAPTION: Final = re.compile(r"<figcaption\b[^<>]*+>(.*?)</figcaption", re.DOTALL | re.IGNORECASE)
_SOURCES: Final = ("data-src", "data-orig-file", "data-lazy-src", "src")
_PAGE: Final = re.compile(r"(?:/|\.(?:html?|shtml|php|aspx?))(?:[?#].*)?$|^[^:]+://[^/]+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """A file that a text shows or links to: its address, and what was said of it."""

    address: str
    caption: str = ""
    alternative: str = ""


@dataclass(slots=True)
class Inline:
    """A text of words and links, the files of it that are at hand, and those that are not."""

    html: str
    found: list[Wish] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def taken_out(html: str, base: str, is_here: Callable[[str], bool]) -> Inline:
    """Take the files out of a text that stood at `base`. `is_here` says of an address whether its file is at hand."""
    taken = Inline(html)
    if len(html) <= HTML:  # a larger one is not taken anyway
        reader = _Reader(taken, base, is_here)
        if "<img" in html.lower():
            taken.html = _PICTURE.sub(reader.picture, reader.figures(html))
        taken.html = _LINK.sub(reader.link, _PLAYER.sub(reader.player, taken.html))
    return taken


class _Reader:
    def __init__(self, taken: Inline, base: str, is_here: Callable[[str], bool]) -> None:
        self.taken, self.base, self.is_here = taken, base, is_here

    def figures(self, html: str) -> str:
        """Take out the figures whose picture is at hand, with their captions."""
        out: list[str] = []
        here, begun = 0, -1  # where the innermost figure began, in `out`
        for match in _FIGURE.finditer(html):
            out += [html[here : match.start()], match[0]]
            here = match.end()
            token = match[0].lower()
            if token.startswith("<figure") and not token.startswith("<figcaption"):
                begun = len(out) - 1
            elif token.startswith("</figure") and begun >= 0:
                inside = "".join(out[begun:])
                out[begun:] = [self._figure(inside)]
                begun = -1
        return "".join([*out, html[here:]])

    def _figure(self, figure: str) -> str:
        pictures = list(_PICTURE.finditer(figure))
        if len(pictures) != 1 or not self._at_hand(pictures[0])[0]:
            return figure
        words = _CAPTION.search(figure)
        return self.picture(pictures[0], plain(words[1]) if words else "")

    def picture(self, match: re.Match[str], caption: str = "") -> str:
        """Put into the place of a picture what is left of it: nothing where it is at hand, else its words."""
        here, link, sources = self._at_hand(match)
        words = plain(_said(match["said"]).get("alt", ""))
        if here:
            self.taken.found.append(Wish(here, caption, words))
            return "" if not link or match["closed"] else (match["link"] or "")
        if sources:
            self.taken.missing.append(sources[-1])
        shown = escape(words)
        if match["closed"]:
            return f"{match['link']}{shown}{match['closed']}" if shown else ""
        if sources and shown:
            shown = f'<a href="{escape(sources[-1])}">{shown}</a>' if not match["link"] else shown
        return f"{match['link'] or ''}{shown}"

    def _at_hand(self, match: re.Match[str]) -> tuple[str, str, list[str]]:
        """Give the address of a picture whose file is at hand (that which it leads to before it itself), where it leads, and its own addresses."""
        said = _said(match["said"])
        own = [said[name] for name in _SOURCES if said.get(name)]
        own = [join(self.base, one) for one in own if not one.startswith("data:")]
        link = join(self.base, _said(match["link"]).get("href", "")) if match["link"] else ""
        return next((one for one in (link, *own) if one and self.is_here(one)), ""), link, own

    def player(self, match: re.Match[str]) -> str:
        """Put a link into the place of a player, or nothing where its file is at hand."""
        address = _said(match["said"]).get("src", "")
        if not address:
            return match[0]
        address = join(self.base, address)
        if self.is_here(address):
            self.taken.found.append(Wish(address))
            return ""
        if not address.startswith(("http://", "https://")):
            return ""
        return f'\n<p><a href="{escape(address)}">{escape(address)}</a></p>\n'

    def link(self, match: re.Match[str]) -> str:
        """Take the file that a link leads to; its words stay, and stand beside the file too."""
        address = join(self.base, _said(match["said"]).get("href", ""))
        if not address or _PAGE.search(address) or not self.is_here(address):
            return match[0]
        words = plain(match["words"])
        self.taken.found.append(Wish(address, "" if words.startswith("http") else words))
        return match["words"]


def _said(attributes: str) -> dict[str, str]:
    """Give the attributes of a tag. An address may have a scheme alone left out."""
    found = {
        one[1].lower(): unescape(one[2] or one[3] or one[4] or "").strip()
        for one in _ATTRIBUTE.finditer(attributes)
    }
    return {name: f"http:{value}" if value.startswith("//") else value for name, value in found.items()}
