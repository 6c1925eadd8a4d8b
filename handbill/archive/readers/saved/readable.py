"""Whatever looks like the text of a page, by the heuristics of readability: long paragraphs with commas and few links."""

import logging
from copy import deepcopy
from typing import Any, Final

from lxml import html as parser
from lxml.etree import LxmlError
from readability import Document

ENOUGH: Final = 140
"""Characters of a text; with fewer it is a menu, a form, or a note that something is gone."""
_LINKS: Final = 0.5
"""Of its characters so many at most are links: what is above is a list."""
_MANY: Final = 3  # articles on a page that is a list
_HEADINGS: Final = 5
"""So many headings that lead elsewhere are those of other articles."""

logging.getLogger("readability").setLevel(logging.CRITICAL)  # it says what it looks at


def is_list(page: Any) -> bool:
    """Tell whether a page is one of headings that lead elsewhere."""
    links = (next(one.iter("a"), None) for one in page.iter("h1", "h2", "h3", "h4"))
    away = [one for one in links if one is not None and not (one.get("href") or "#").startswith("#")]
    return len(away) >= _HEADINGS


def are_many(boxes: list[Any]) -> bool:
    """Tell whether these are several articles, one beside the other, none of them the page's own: a list."""
    beside = [one for one in boxes if one is boxes[0] or boxes[0] not in one.iterancestors()]
    sizes = [len(one.text_content().strip()) for one in beside]
    return len(sizes) >= _MANY and 2 * sizes[0] < sum(sizes)


def readable(page: Any) -> str:
    """Give the HTML of the text of a page; "" where it has none."""
    try:
        found = Document(parser.tostring(deepcopy(page), encoding="unicode")).summary(html_partial=True)
        element = parser.fromstring(found)
    except (LxmlError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        return ""
    except Exception as error:  # the library's own, which has no other ancestor
        if type(error).__name__ != "Unparseable":
            raise
        return ""
    text = " ".join(element.text_content().split())
    linked = sum(len(" ".join(one.text_content().split())) for one in element.iter("a"))
    return found if len(text) >= ENOUGH and linked <= _LINKS * len(text) else ""
