"""Feeds, sitemap and the stubs at legacy addresses: everything that must be absolute."""

import json
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from typing import Literal

from handbill.look.contexts.pages import Feed, FeedEntry
from handbill.look.environment import environment

Kind = Literal["atom", "rss", "json"]


def render_feed(feed: Feed, kind: Kind) -> str:
    """A feed with full texts: Atom (RFC 4287), RSS 2.0, or JSON Feed 1.1."""
    if kind == "json":
        return json.dumps(_json_feed(feed), ensure_ascii=False, indent=1) + "\n"
    template = environment(feed.site.language).get_template(f"feed.{kind}.xml")
    return template.render(feed=feed, rfc3339=rfc3339, rfc822=format_datetime)


def render_sitemap(urls: Iterable[tuple[str, datetime | None]]) -> str:
    """A part of the sitemap (sitemaps.org 0.9): absolute addresses with the time of their last change."""
    return environment("en").get_template("sitemap.xml").render(urls=urls, rfc3339=rfc3339)


def render_sitemap_index(parts: Iterable[tuple[str, datetime | None]]) -> str:
    """sitemap.xml: the absolute addresses of the parts."""
    return environment("en").get_template("sitemap_index.xml").render(parts=parts, rfc3339=rfc3339)


def render_legacy_stub(href: str, canonical: str, language: str) -> str:
    """What answers at an imported page's old address: `href` is relative to there, `canonical` absolute."""
    return (
        environment(language)
        .get_template("legacy_stub.html")
        .render(href=href, canonical=canonical, language=language)
    )


def rfc3339(at: datetime) -> str:
    """A time as RFC 3339 wants it, seconds and all; they are 00, as nothing knows them."""
    return at.replace(second=0, microsecond=0).isoformat()


def _json_feed(feed: Feed) -> dict[str, object]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "description": feed.site.tagline or feed.title,
        "language": feed.site.language,
        "items": [_json_item(feed, entry) for entry in feed.entries],
    }


def _json_item(feed: Feed, entry: FeedEntry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated),
    }
    if entry.summary:
        item["summary"] = entry.summary
    if entry.byline:
        item["authors"] = [{"name": entry.byline}]
    if entry.categories:
        item["tags"] = list(entry.categories)
    if entry.language:
        item["language"] = entry.language
    if entry.marks or entry.translations:  # an extension (JSON Feed 1.1): names that begin with "_" are free
        item["_handbill"] = {
            "about": f"{feed.site.address}about.html",
            "marks": dict(entry.marks),
            "translations": dict(entry.translations),
        }
    return item
