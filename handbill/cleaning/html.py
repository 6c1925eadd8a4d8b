"""Written HTML from strangers, made safe: `clean` is the only door between it and a page.

Three passes. `soup` leaves allowed tags only and counts how deep they nest, before any parser pays for it. nh3 parses them as a
browser does and lets nothing pass that is not on its list: it is the wall, and it would hold alone. `nest` moves what HTML
forbids to where it may stand. Then all three again until nothing changes, so `clean(clean(x)) == clean(x)`.
"""

import html
from typing import Final

import nh3

from handbill.cleaning.allowed import ELEMENTS, EVERYWHERE, OF_ELEMENT, REL, SCHEMES, SILENT
from handbill.cleaning.nest import nested
from handbill.cleaning.soup import AND, TooDeepError, soup
from handbill.cleaning.text import many_lines
from handbill.cleaning.tree import parse, write
from handbill.cleaning.values import value_of
from handbill.limits import HTML

__all__ = ["TooDeepError", "TooLargeError", "clean"]

_PASSES: Final = 6
_CLEANER: Final = nh3.Cleaner(
    tags=set(ELEMENTS),
    clean_content_tags=set(SILENT),
    attributes={"*": set(EVERYWHERE)} | {name: set(names) for name, names in OF_ELEMENT.items()},
    attribute_filter=lambda element, name, value: value_of(element, name, value.replace(AND, "&")),
    strip_comments=True,
    link_rel=REL,
    url_schemes=set(SCHEMES),
    url_relative="deny",
)


class TooLargeError(ValueError):
    """A text is, or would become, more HTML than a page may hold."""


def clean(fragment: str) -> str:
    """Give written HTML as it may stand inside a `div` of a page: valid, with what `allowed` lists and nothing else.

    What is dropped leaves its text, but for scripts and styles. The result is in NFC, and cleaning it again changes nothing.

    Raises:
        TooDeepError: tags nest deeper than `TAG_DEPTH`, or more than `TAG_WORK` in sum.
        TooLargeError: before or after cleaning it is larger than `HTML` bytes.

    """
    now = many_lines(fragment)
    for _ in range(_PASSES):
        _check_size(now)
        before, parsed = now, _CLEANER.clean(soup(now)).replace(AND, "&amp;")
        _check_size(parsed)
        now = write(nested(parse(parsed)))
        if now == before:
            break
    else:  # never seen; but what keeps changing is shown as what it is: text
        now = f"<p>{html.escape(many_lines(fragment), quote=False)}</p>"
    _check_size(now)
    return now


def _check_size(fragment: str) -> None:
    if len(fragment) > HTML or len(fragment.encode()) > HTML:
        raise TooLargeError(f"This text makes more than {HTML // 1000} kB of HTML.")
