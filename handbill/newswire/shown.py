"""What is shown of an item's fields: its body and its contact lines as HTML, the same on a page and in a preview."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import pgettext
from markupsafe import Markup

from handbill.cleaning import links
from handbill.record.format import plain

KINDS: Final = ("homepage", "phone", "address", "email")


def shown_body(values: Mapping[str, Any]) -> Markup:
    """Give the shown body of docs/record.md section 6; empty where the body is destroyed."""
    body = values.get("body", "")
    kind = values.get("format", "text")
    shown = plain.to_html(body) if kind == "text" else values.get("html", "") if kind == "markdown" else body
    return Markup(shown)  # noqa: S704 - cleaned before it was committed, or made by plain.to_html


def contact_lines(values: Mapping[str, Any]) -> tuple[tuple[str, Markup], ...]:
    """Give kind and HTML of each contact line: a homepage as a link, an e-mail address that harvesters miss, else text."""
    return tuple((kind, _contact(kind, values[kind])) for kind in KINDS if values.get(kind))


def _contact(kind: str, value: str) -> Markup:
    if kind == "email" and links.is_email(value):
        at, dot = pgettext("in an e-mail address", "at"), pgettext("in an e-mail address", "dot")
        return Markup(links.email(value, at, dot))  # noqa: S704 - escaped there
    address = links.homepage(value) if kind == "homepage" else None
    if address is None:
        return Markup("<bdi>{}</bdi>").format(value)
    return Markup('<a href="{}" rel="nofollow ugc noopener"><bdi>{}</bdi></a>').format(address, value)
