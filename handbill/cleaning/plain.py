"""A fragment of HTML as the words that a reader sees: for what compares or finds texts, never for what is shown."""

import html
import re
from typing import Final

_BREAK: Final = re.compile(r"<(?:/?(?:p|li|h[1-6]|blockquote|pre|tr|td|th|dt|dd|figcaption)|br|hr)\b[^>]*>")
_TAG: Final = re.compile("<[^>]*>")


def plain(fragment: str) -> str:
    """Give cleaned HTML as plain text, blocks on lines of their own."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", fragment))).strip()
