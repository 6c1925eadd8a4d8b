"""An export of WordPress as it stands: what its head says of the site, and an item with its comments, before anything is judged.

WordPress writes these files in `wp-admin/includes/export.php`; versions 1.0 to 1.2 differ in the names of their namespaces alone.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from handbill.archive.readers.markup import plain, site_of
from handbill.archive.readers.xml import name_of, parsed, text_of
from handbill.cleaning.language import language

_WXR: Final = re.compile(rb"wordpress\.org/export/|<wp:wxr_version|\bwp:post_type\b|WordPress eXtended RSS")
_NUMBER: Final = re.compile(r"[0-9]{1,18}")


def knows(start: bytes) -> bool:
    """Tell whether a file that begins like this is such an export."""
    return _WXR.search(start.replace(b"\0", b"")) is not None


@dataclass(slots=True)
class Head:
    """The site that was exported: its address, language, and authors by their names to sign in with."""

    base: str = ""
    language: str = ""
    authors: dict[str, tuple[str, str]] = field(default_factory=dict)  # login: name, number
    terms: dict[tuple[str, str], str] = field(default_factory=dict)  # kind, slug: name
    described: dict[str, str] = field(default_factory=dict)  # slug of a category or tag: description

    @property
    def site(self) -> str:
        """What tells the site from others, whatever scheme it is asked with."""
        return "".join(site_of(self.base)).lower()


@dataclass(slots=True)
class Item:
    """An item: what stands in it by name, its terms, its comments, and what plugins keep of it."""

    said: dict[str, str]
    terms: list[tuple[str, str, str]]  # kind, slug, name
    comments: list[dict[str, str]]
    meta: dict[str, str]

    def get(self, name: str) -> str:
        """Give a text, without space around it; "" where there is none."""
        return self.said.get(name, "").strip()

    @property
    def number(self) -> str:
        """Its number at the old site; "" where it has none."""
        return number(self.get("wp:post_id"))


def number(said: str) -> str:
    """Give a number as it is written; "" where it is none, or nothing has it."""
    said = said.strip()
    return said.lstrip("0") if _NUMBER.fullmatch(said) else ""


def head(root: str, text: str) -> Head:
    """Read what stands before the items."""
    found, element = Head(), parsed(root, text[text.find(root) + len(root) :] if root else "")
    if element is None:
        return found
    said: dict[str, str] = {}
    for one in element.iter():
        name = name_of(one)
        if name in {"wp:author", "wp:category", "wp:tag", "wp:term"}:
            _tell(found, name, {name_of(child): text_of(child).strip() for child in one})
        elif name not in said and not len(one):
            said[name] = text_of(one).strip()
    found.base = said.get("wp:base_blog_url") or said.get("link") or said.get("wp:base_site_url") or ""
    found.language = language(said.get("language", "")) or ""
    return found


def _tell(found: Head, name: str, said: dict[str, str]) -> None:
    if name == "wp:author":
        called = (said.get("wp:author_display_name"), said.get("wp:author_login"))
        shown = next((plain(one) for one in called if one), "")
        found.authors[said.get("wp:author_login", "")] = (shown, number(said.get("wp:author_id", "")))
        return
    kinds = {"wp:category": "category", "wp:tag": "post_tag"}
    kind = kinds.get(name) or said.get("wp:term_taxonomy", "")
    slugs = (said.get("wp:category_nicename"), said.get("wp:tag_slug"), said.get("wp:term_slug"))
    names = (said.get("wp:cat_name"), said.get("wp:tag_name"), said.get("wp:term_name"))
    texts = ("wp:category_description", "wp:tag_description", "wp:term_description")
    slug = next(filter(None, slugs), "")
    found.terms[kind, slug] = plain(next(filter(None, names), ""))
    if words := next((said[one] for one in texts if said.get(one)), ""):
        found.described[slug] = words


def item(root: str, text: str) -> Item | None:
    """Read an item; None where nothing of it can be read."""
    whole = parsed(root, text)
    if whole is None or not len(whole):
        return None
    found = Item({}, [], [], {})
    again: defaultdict[str, int] = defaultdict(int)
    for child in whole[0]:
        name = name_of(child)
        again[name] += 1
        if name == "wp:comment":
            found.comments.append(
                {name_of(one): text_of(one) for one in child if name_of(one) != "wp:commentmeta"}
            )
        elif name == "wp:postmeta":
            pair = {name_of(one): text_of(one) for one in child}
            found.meta.setdefault(pair.get("wp:meta_key", "").strip(), pair.get("wp:meta_value", "").strip())
        elif name == "category":
            kind, slug = child.get("domain") or "category", child.get("nicename") or ""
            found.terms.append((kind, slug, plain(text_of(child))))
        elif again[name] == 1:
            found.said[name] = text_of(child)
    return found
