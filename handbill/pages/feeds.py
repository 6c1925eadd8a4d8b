"""Feeds and the sitemap: the same articles for programs, with absolute addresses."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from markupsafe import escape

from handbill.limits import FEED_ITEMS
from handbill.look.contexts.pages import Enclosure, Feed, FeedEntry
from handbill.look.contexts.parts import Raised
from handbill.look.dates import short
from handbill.look.feeds import render_feed, render_sitemap, render_sitemap_index
from handbill.newswire.decision import Decision
from handbill.newswire.listing import Listing, kind_of
from handbill.pages.additions import additions_of, comments_of, raised_view
from handbill.pages.attached import media_view
from handbill.pages.lists import SHOWN, SOUNDING, feed_of, heading, latest, with_states
from handbill.pages.moment import USING, Moment
from handbill.pages.rows import ItemRow, load
from handbill.pages.shown import shown_body
from handbill.pages.translations import translations_of
from handbill.pages.views import title_of
from handbill.record.format.attached import CAPTIONS


def feed(moment: Moment, name: str) -> Iterator[tuple[str, str]]:
    """Render the feed of a list; the newswire's is the site's, in three formats, without what is slow."""
    whole = name == "newswire"
    articles = [article for article, _state in latest(name, FEED_ITEMS, without=frozenset({"slow"}))]
    rows = load(articles)
    raised, tongues = additions_of(articles), translations_of(moment, articles)
    below = load(comments_of(number for numbers in raised.values() for number in numbers).values())
    entries = []
    for article in articles:
        row = rows[article.number]
        told = row.versions[-1].values()
        added = [
            (raised_view(moment, article.path, below[number], begun), below[number])
            for number, begun in raised[article.number].items()
        ]
        changed = [
            row.versions[-1].at,
            *(text.at for text in row.amendments),
            *(why.at for why, _row in added),
        ]
        shown = shown_body(told) + "".join(f"<hr>{shown_body(text.values())}" for text in row.amendments)
        shown += "".join(_addition(why, one) for why, one in added)
        marks = _marks(moment, row, [why for why, _row in added])
        entries.append(
            FeedEntry(
                id=f"{moment.site.identity}article/{article.number}",
                url=f"{moment.site.address}{article.path}.html",
                title=title_of(article),
                summary=article.summary,
                html="".join(f"<p><strong>{escape(words)}</strong></p>" for _term, words in marks) + shown,
                byline=article.byline,
                language=article.language,
                published=article.sorts_at,
                updated=max(changed),
                marks=marks,
                enclosures=enclosures(moment.site.address, row),
                translations=tuple(
                    {it.language: moment.site.address + it.href for it in tongues[article.number]}.items()
                ),
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
    sounding = kind_of(name) in SOUNDING
    for kind in ("atom", "rss", "json") if whole else ("atom", "rss") if sounding else ("atom",):
        url = f"{moment.site.address}{stem}{kind}"
        yield (
            f"{stem}{kind}",
            render_feed(
                Feed(id=f"{moment.site.identity}{stem}atom", url=url, **shared), kind, podcast=sounding
            ),
        )


def enclosures(address: str, row: ItemRow) -> tuple[Enclosure, ...]:
    """Give of each attachment the file that everybody can show."""
    return tuple(
        Enclosure(
            url=address + one.files[0].href,
            type=one.files[0].type,
            bytes=one.files[0].bytes,
            seconds=one.seconds,
            title=one.caption or one.alt,
            transcript=next((address + file.href for file in one.of(CAPTIONS)), ""),
        )
        for one in (media_view(row) if row.shown else ())
        if one.files
    )


def _marks(moment: Moment, row: ItemRow, added: list[Raised]) -> tuple[tuple[str, str], ...]:
    """Say of an article what lists say of it too: a reader of the feed has no page before them."""
    marks = []
    if len(row.versions) > 1:
        when = short(moment.site.language, moment.local(row.versions[-1].at))
        marks.append(("corrected", _("Corrected by its author, %(when)s.") % {"when": when}))
    if any(why.corrects for why in added):
        marks.append(("corrected-by-comment", _("Corrected by a comment, which stands below the text.")))
    elif added:
        marks.append(("added-to", _("A comment adds to it; it stands below the text.")))
    return tuple(marks)


def _addition(why: Raised, row: ItemRow) -> str:
    told = row.versions[-1].values()
    words = _("Corrected by a comment") if why.corrects else _("Added by a comment")
    title, name = (escape(told.get(part, "")) for part in ("title", "byline"))
    heading = " · ".join(part for part in (escape(words), title, name) if part)
    return f"<hr><p><strong>{heading}</strong></p>{shown_body(told)}<p><em>{escape(why.reason)}</em></p>"


def months() -> Iterator[str]:
    """Give the months, as YYYY-MM, in which there is something in the newswire, oldest first: a query each."""
    start = datetime.min.replace(tzinfo=UTC)
    while first := _wire().filter(sorts_at__gt=start).order_by("sorts_at").first():
        at = first.sorts_at.astimezone(UTC)
        yield f"{at.year:04}-{at:%m}"
        start = _span(at.year, at.month)[1]


def sitemap(moment: Moment) -> Iterator[tuple[str, str]]:
    """Render sitemap.xml: one part a month."""
    parts = [f"{moment.site.address}sitemap/{month}.xml" for month in months()]
    yield "sitemap.xml", render_sitemap_index((part, None) for part in parts)


def sitemap_part(moment: Moment, month: str) -> Iterator[tuple[str, str | None]]:
    """Render sitemap/YYYY-MM.xml: the articles of a month that can be read; none where nothing ever stood in it."""
    path = f"sitemap/{month}.xml"
    span = _span(*map(int, month.split("-")))
    numbers = sorted(_wire().filter(sorts_at__range=span).values_list("number", flat=True))
    if not numbers:
        yield path, None
        return
    urls: list[tuple[str, datetime | None]] = []
    for at in range(0, len(numbers), 500):
        part = with_states(numbers[at : at + 500])
        urls += [(f"{moment.site.address}{row.path}.html", None) for row, state in part if state in SHOWN]
    yield path, render_sitemap(urls)


def _wire() -> "QuerySet[Listing]":
    return Listing.objects.using(USING).filter(list="newswire")


def _span(year: int, month: int) -> tuple[datetime, datetime]:
    """Give the first and the last moment of a month in UTC: of the date that an article sorts by, as its path."""
    days = monthrange(year, month)[1]
    return (
        datetime(year, month, 1, tzinfo=UTC),
        datetime(year, month, days, 23, 59, 59, 999_999, tzinfo=UTC),
    )
