"""Feeds, sitemap and the stubs at legacy addresses: everything that must be absolute."""

import json
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from typing import Final, Literal
from uuid import UUID, uuid5

from handbill.look.contexts.pages import Enclosure, Feed, FeedEntry
from handbill.look.environment import environment

Kind = Literal["atom", "rss", "json"]


def render_feed(feed: Feed, kind: Kind, *, podcast: bool = False) -> str:
    """A feed with full texts: Atom (RFC 4287), RSS 2.0, or JSON Feed 1.1.

    `podcast`: an item for each sound or film, with the names of podcasts (podcasters.apple.com/support/823, podcastindex.org/namespace/1.0).
    """
    if kind == "json":
        return json.dumps(_json_feed(feed), ensure_ascii=False, indent=1) + "\n"
    name = "podcast" if podcast and kind == "rss" else f"feed.{kind}"
    template = environment(feed.site.language).get_template(f"{name}.xml")
    return template.render(feed=feed, rfc3339=rfc3339, rfc822=format_datetime, uuid=_uuid)


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


def _uuid(url: str) -> str:
    """What names a podcast for ever: UUID version 5 of its address without scheme (podcast:guid)."""
    return str(uuid5(_PODCASTS, url.partition("://")[2].rstrip("/")))


_PODCASTS: Final = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


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
    if entry.enclosures:
        item["attachments"] = [_attachment(one) for one in entry.enclosures]
        pictures = [one.url for one in entry.enclosures if one.type.startswith("image/")]
        item |= {"image": pictures[0]} if pictures else {}
    if entry.language:
        item["language"] = entry.language
    if entry.marks or entry.translations:  # an extension (JSON Feed 1.1): names that begin with "_" are free
        item["_handbill"] = {
            "about": f"{feed.site.address}about.html",
            "marks": dict(entry.marks),
            "translations": dict(entry.translations),
        }
    return item


def _attachment(one: Enclosure) -> dict[str, object]:
    told: dict[str, object] = {"url": one.url, "mime_type": one.type, "size_in_bytes": one.bytes}
    return (
        told
        | ({"title": one.title} if one.title else {})
        | ({"duration_in_seconds": one.seconds} if one.seconds else {})
    )
