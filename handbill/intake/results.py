"""What a search found, as pages and feeds show it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from markupsafe import Markup

from handbill.cleaning.language import direction
from handbill.intake.answer import local, site_view
from handbill.intake.items import href
from handbill.look.contexts.pages import Feed, FeedEntry
from handbill.look.contexts.parts import Link
from handbill.look.contexts.search import SearchResult
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.standing import Standing, states_of
from handbill.newswire.those import those
from handbill.pages.views import named
from handbill.search.query import Phrase, Query
from handbill.search.said import Said
from handbill.search.snippet import snippet
from handbill.settings import site

WHOLE: Final = 400
"""Characters of a title that are shown: all of them."""


def results(items: Sequence[Said], asked: Query) -> tuple[SearchResult, ...]:
    """Give items with the words that were asked for marked in them."""
    above = {one.item.article_id for one in items if isinstance(one.item, Comment)}
    states = states_of(list(above))
    guidelines = _guidelines(one.item.number for one in items if one.state == "hidden")
    return tuple(_result(one, asked, states, guidelines) for one in items)


def _result(
    one: Said, asked: Query, states: Mapping[int, str], guidelines: Mapping[int, int | None]
) -> SearchResult:
    item = one.item
    article = item.article if isinstance(item, Comment) else item
    language = item.language if isinstance(item, Article) else ""
    language = "" if language == site().language else language
    return SearchResult(
        kind="article" if isinstance(item, Article) else "comment",
        number=item.number,
        state=one.state,
        href=f"hidden/{item.number}.html" if one.state == "hidden" else href(item),
        at=local(item.sorts_at),
        dated=item.dated,
        timed=item.timed,
        title=snippet(one.fields["title"], _named(asked, "title"), WHOLE)
        if one.fields["title"]
        else Markup(),
        text=snippet(one.fields["text"], _named(asked, "text")),
        byline=snippet(one.fields["by"], _named(asked, "by"), WHOLE),
        language=language,
        direction=direction(language) if language else "",
        guideline=guidelines.get(item.number),
        article=None if item is article else _article(article, states.get(article.number, "listed")),
    )


def _named(asked: Query, field: str) -> list[Phrase]:
    return [phrase for phrase in asked.phrases if field in phrase.fields()]


def _article(article: Article, state: str) -> Link:
    return Link(named(article, state), href(article))


def _guidelines(numbers: Iterable[int]) -> dict[int, int | None]:
    rows = Standing.objects.filter(number__in=those(numbers, "default"), over=False, state="hidden")
    return dict(rows.values_list("number", "begun__guideline"))


def feed_of(items: Sequence[Said], asked: Query, home: str, url: str, given: Mapping[str, str]) -> Feed:
    """Give the feed of a question."""
    here = site()
    entries = tuple(_entry(one, shown) for one, shown in zip(items, results(items, asked), strict=True))
    return Feed(
        site=site_view(),
        title=f"{here.name}: {_('Search')}{': ' + given['q'] if given.get('q') else ''}",
        id=f"{here.identity}search?{urlencode(given)}",
        url=here.address + url,
        home=here.address + home,
        updated=max((entry.updated for entry in entries), default=datetime(2000, 1, 1, tzinfo=UTC)),
        entries=entries,
    )


def _entry(one: Said, shown: SearchResult) -> FeedEntry:
    here, item = site(), one.item
    about = shown.article.title if shown.article else ""
    named = _("Comment on %(title)s") if about else _("Article %(number)d")
    title = one.fields["title"] or named % {"title": about, "number": item.number}
    hidden = _("Hidden by an editor; the reason stands on its page.")
    return FeedEntry(
        id=f"{here.identity}{shown.kind}/{item.number}",
        url=here.address + shown.href,
        title=f"{_('Hidden')}: {title}" if one.state == "hidden" else title,
        summary="",
        html=(f"<p><strong>{hidden}</strong></p>" if one.state == "hidden" else "") + f"<p>{shown.text}</p>",
        byline=one.fields["by"],
        language=shown.language,
        published=shown.at,
        updated=local(max(one.changed, item.sorts_at)),
        categories=(*item.topics, *item.places) if isinstance(item, Article) else (),
        marks=(("hidden", hidden),) if one.state == "hidden" else (),
    )
