"""Feeds and the sitemap: the same articles for programs, with absolute addresses."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max
from django.db.models.functions import Substr

from handbill.limits import FEED_ITEMS
from handbill.look.contexts.pages import Feed, FeedEntry
from handbill.look.feeds import render_feed, render_sitemap, render_sitemap_index
from handbill.newswire.article import Article
from handbill.newswire.decision import Decision
from handbill.newswire.standing import Standing
from handbill.pages.lists import feed_of, heading, latest
from handbill.pages.moment import USING, Moment
from handbill.pages.rows import load
from handbill.pages.shown import shown_body

GONE = ("held", "hidden", "withdrawn", "redacted")


def feed(moment: Moment, name: str) -> Iterator[tuple[str, str]]:
    """Render the feed of a list; the newswire's is the site's, in three formats, without what is slow."""
    whole = name == "newswire"
    articles = [article for article, _state in latest(name, FEED_ITEMS, without=frozenset({"slow"}))]
    rows = load(articles)
    entries = []
    for article in articles:
        row = rows[article.number]
        told = row.versions[-1].values()
        changed = [row.versions[-1].at, *(text.at for text in row.amendments)]
        shown = shown_body(told) + "".join(f"<hr>{shown_body(text.values())}" for text in row.amendments)
        entries.append(
            FeedEntry(
                id=f"{moment.site.identity}article/{article.number}",
                url=f"{moment.site.address}{article.path}.html",
                title=article.title,
                summary=article.summary,
                html=shown,
                byline=article.byline,
                language=article.language,
                published=article.sorts_at,
                updated=max(changed),
                categories=(*article.topics, *article.places, *([article.genre] if article.genre else [])),
            )
        )
    founded = Decision.objects.using(USING).order_by("entry_id").values_list("at", flat=True).first()
    path = feed_of(name)
    shared: dict[str, Any] = {
        "site": moment.view,
        "title": moment.view.name if whole else f"{moment.view.name}: {heading(moment, name)}",
        "home": moment.site.address + ("index.html" if whole else f"{name}/index.html"),
        "updated": max(
            (entry.updated for entry in entries), default=founded or datetime(2000, 1, 1, tzinfo=UTC)
        ),
        "entries": tuple(entries),
    }
    stem = path.removesuffix("atom")
    for kind in ("atom", "rss", "json") if whole else ("atom",):
        url = f"{moment.site.address}{stem}{kind}"
        yield (
            f"{stem}{kind}",
            render_feed(Feed(id=f"{moment.site.identity}{stem}atom", url=url, **shared), kind),
        )


def sitemap(moment: Moment) -> Iterator[tuple[str, str]]:
    """Render sitemap.xml: one part a month."""
    months = (
        Article.objects.using(USING)
        .annotate(month=Substr("path", 1, 7))
        .values_list("month")
        .annotate(Max("at"))
    )
    parts = [
        f"{moment.site.address}sitemap/{month.replace('/', '-')}.xml"
        for month, _at in months.order_by("month")
    ]
    yield "sitemap.xml", render_sitemap_index((part, None) for part in parts)


def sitemap_part(moment: Moment, month: str) -> Iterator[tuple[str, str]]:
    """Render sitemap/YYYY-MM.xml: the articles of a month that can be read."""
    gone = Standing.objects.using(USING).filter(over=False, state__in=GONE).values("number")
    found = (
        Article.objects.using(USING)
        .filter(path__startswith=f"{month.replace('-', '/')}/")
        .exclude(number__in=gone)
    )
    urls = found.order_by("number").values_list("path", "at")
    yield (
        f"sitemap/{month}.xml",
        render_sitemap((f"{moment.site.address}{path}.html", at) for path, at in urls),
    )
