"""Titles, names and texts as other programs keep them: HTML where plain text is wanted, escaped once too often, with relative links."""

import re
from html import unescape
from typing import Final
from urllib.parse import urljoin, urlsplit

from handbill.cleaning.text import many_lines, one_line

_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*+>|<!--.*?(?:-->|\Z)", re.DOTALL)
_SILENT: Final = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BREAKS: Final = re.compile(r"<(?:br|hr)\b[^<>]*+>", re.IGNORECASE)
_BLOCKS: Final = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|dl|dt|dd|table|tr|blockquote|pre|section|article|figure|figcaption)\b[^<>]*+>",
    re.IGNORECASE,
)
_ESCAPED: Final = re.compile(
    r"&(?:#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5}|amp|lt|gt|quot|apos|nbsp|[A-Za-z]{2,8});"
)
_ANY_TAG: Final = re.compile(r"<[A-Za-z/!][^<>]*+>|&(?:#[0-9]+|[A-Za-z]+);")
_LINK: Final = re.compile(
    r"""(<(?:a|img)\b[^<>]*?\s(?:href|src)\s*=\s*)("[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)""", re.IGNORECASE
)
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BEGINNING: Final = 2_000  # characters
_LONGEST_LINK: Final = 4_000


def plain(text: str) -> str:
    """Give one line of plain text of what a program keeps as HTML, as titles and names mostly are."""
    bare = unescape(_TAG.sub("", _SILENT.sub("", text)) if "<" in text else text)
    if _ESCAPED.search(bare):  # escaped twice, as feeds of feeds are
        bare = unescape(bare)
    return one_line(bare.replace("\N{SOFT HYPHEN}", ""))


def lines(html: str) -> str:
    """Give plain text of HTML with its paragraphs, for a summary."""
    text = _SILENT.sub("", html)
    text = re.sub(r"[ \t\r\n]+", " ", text) if _BLOCKS.search(text) or _BREAKS.search(text) else text
    text = _BREAKS.sub("\n", text)
    text = _BLOCKS.sub("\n\n", text)
    text = re.sub(r"\n\s*\n", "\n\n", unescape(_TAG.sub("", text)))
    return many_lines("\n".join(line.strip(" ") for line in text.split("\n"))).strip()


def words(html: str) -> str:
    """Give how the words of HTML begin, on one line; "" where there are none."""
    bare = _TAG.sub(" ", _SILENT.sub("", html)).lstrip()
    return one_line(unescape(bare[:_BEGINNING])) or one_line(unescape(bare))


def is_html(text: str) -> bool:
    """Tell whether a text has a tag or a reference in it."""
    return _ANY_TAG.search(text) is not None


def absolute(html: str, base: str) -> str:
    """Make the links and pictures of a text absolute, as it stood at `base`; without one they stay."""
    if not base:
        return html

    def joined(match: re.Match[str]) -> str:
        said = match[2].strip("\"'")
        address = unescape(said).strip()
        if not address or address.startswith("#") or _ABSOLUTE.match(address) or len(address) > _LONGEST_LINK:
            return match[0]
        return f'{match[1]}"{_quoted(join(base, address))}"'

    return _LINK.sub(joined, html)


def join(base: str, address: str) -> str:
    """Give an address as it is meant on the page at `base`; as it is where that cannot be said."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def site_of(address: str) -> tuple[str, str]:
    """Give host and path of an address, by which a site is known whatever scheme it is asked with; "" for what it has not."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")
    except ValueError:
        return "", ""


def shortened(text: str, limit: int) -> str:
    """Give a line that fits, cut between two words."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return f"{(head.rpartition(' ')[0] or head).rstrip(' ,;:')}…"


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
