"""What people wrote, as it is shown: the body and the contact lines of an item, for pages and previews alike."""

from functools import lru_cache
from typing import Any

from django.utils.translation import pgettext
from markupsafe import Markup, escape

from handbill.cleaning.links import email, homepage
from handbill.look.contexts.parts import Contact
from handbill.look.environment import Again
from handbill.record.format.plain import to_html

KINDS = ("homepage", "phone", "address", "email")


SHORT = 4000
"""Characters of a body that is kept as HTML: a busy page shows each comment again and again."""

kept = lru_cache(maxsize=2048)(to_html)


def shown_body(values: dict[str, Any]) -> Markup:
    """Give the shown body of committed fields (docs/record.md section 6); empty where the body was destroyed."""
    form = values.get("format")
    if form == "markdown":
        shown = values.get("html", "")
    elif form == "html":
        shown = values.get("body", "")
    else:
        body = values.get("body", "")
        shown = kept(body) if Again.kept and len(body) < SHORT else to_html(body)
    return Markup(shown)  # noqa: S704 - cleaned before it was committed, or escaped by to_html


def contacts(values: dict[str, Any]) -> tuple[Contact, ...]:
    """Give the contact lines as given: a homepage as a link, an e-mail in words that harvesters miss."""
    return tuple(Contact(kind, _contact(kind, values[kind])) for kind in KINDS if kind in values)


def _contact(kind: str, value: str) -> Markup:
    if kind == "homepage" and (href := homepage(value)):
        return Markup('<a href="{}" rel="nofollow ugc noopener">{}</a>').format(href, value)
    if kind == "email":
        words = email(
            value, at=pgettext("in an e-mail address", "at"), dot=pgettext("in an e-mail address", "dot")
        )
        return Markup(words)  # noqa: S704 - escaped by email()
    return escape(value)
