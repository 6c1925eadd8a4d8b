"""The front page: features in their authors' words, the newswire, the latest comments."""

import html
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef
from markupsafe import Markup, escape

from handbill.limits import FRONT_COMMENTS, FRONT_FEATURES, FRONT_LINES, FRONT_PICTURE, FRONT_WORDS
from handbill.look.contexts.media import Media
from handbill.look.contexts.pages import FrontPage
from handbill.look.contexts.parts import Feature as FeatureView
from handbill.look.contexts.parts import Link, Remark
from handbill.look.environment import render
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.feature import Feature
from handbill.newswire.mode import SURGE, present
from handbill.newswire.standing import Standing, states_of
from handbill.pages.attached import media_view, small
from handbill.pages.lists import GONE, latest, with_states
from handbill.pages.marks import NONE, Marks, marks
from handbill.pages.moment import USING, Moment
from handbill.pages.paths import page_of_comment
from handbill.pages.rows import ItemRow, load
from handbill.pages.shown import shown_body
from handbill.pages.views import comment_href, line, title_of

_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def front(moment: Moment, now: datetime) -> Iterator[tuple[str, str]]:
    """Render index.html. `now` decides what "this week" is: seven days back from the end of its day."""
    rows = latest("newswire", FRONT_LINES, without=frozenset({"slow"}))
    features = _features()
    shown = [*(article for article, _state in rows), *(feature.article for feature in features)]
    counts, marked = _counts(shown), marks([article.number for article in shown])
    yield (
        "index.html",
        render(
            FrontPage(
                site=moment.view,
                root="",
                path="index.html",
                title=moment.view.name,
                features=tuple(
                    _feature(moment, feature, counts, marked.get(feature.article_id, NONE))
                    for feature in features
                ),
                newswire=tuple(
                    line(moment, article, state, counts[article.number], marked.get(article.number, NONE))
                    for article, state in rows
                ),
                remarks=_remarks(moment),
                hidden=_hidden(moment, now),
            )
        ),
    )


def _hidden(moment: Moment, now: datetime) -> int:
    today = moment.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    since = today - timedelta(days=6)
    return Standing.objects.using(USING).filter(over=False, state="hidden", at__gte=since).count()


def _counts(articles: Iterable[Article]) -> dict[int, int]:
    """Count the comments of articles that can be read: all that were made, but for those that are gone."""
    gone = Standing.objects.filter(number=OuterRef("number"), over=False, state__in=GONE)
    made = {article.number: article.comments for article in articles}
    below = Comment.objects.using(USING).filter(Exists(gone), article_id__in=made)
    less = dict(below.values_list("article_id").annotate(Count("number")).order_by())
    return {number: count - less.get(number, 0) for number, count in made.items()}


def _features() -> list[Feature]:
    standing = Standing.objects.filter(number=OuterRef("article_id"), over=False)
    open_now = Feature.objects.using(USING).filter(~Exists(standing), ended=None)
    return list(open_now.select_related("article", "begun").order_by("-id")[:FRONT_FEATURES])


def _feature(moment: Moment, feature: Feature, counts: dict[int, int], marked: Marks) -> FeatureView:
    row = load([feature.article])[feature.article_id]
    related = [
        (article, state) for article, state in with_states(feature.related) if state in {"listed", "slow"}
    ]
    present = row.versions[-1]
    revised = len(row.versions) > 1 and present.at > feature.begun.at
    return FeatureView(
        line=line(moment, feature.article, row.state, counts[feature.article_id], marked),
        excerpt=excerpt(shown_body(present.values())),
        featured_at=moment.local(feature.begun.at),
        related=tuple(Link(title_of(article), f"{article.path}.html") for article, _state in related),
        updated=moment.local(present.at) if revised else None,
        picture=_picture(row),
    )


def _picture(row: ItemRow) -> Media | None:
    """Give the first picture of an article, in files that are small."""
    for one in media_view(row) if row.shown else ():
        if one.kind == "image" and max(file.bytes for file in small(one).files) <= FRONT_PICTURE:
            return small(one)
    return None


def excerpt(shown: str) -> Markup:
    """Give the first paragraphs of a shown body, as plain words, about `FRONT_WORDS` of them."""
    left, paragraphs = FRONT_WORDS, []
    for inner in _PARAGRAPH.findall(shown) or [shown]:
        words = html.unescape(_TAG.sub(" ", inner)).split()
        if not words:
            continue
        cut = len(words) > left
        text = " ".join(words[:left]) + (" […]" if cut else "")
        paragraphs.append(Markup("<p>{}</p>").format(escape(text)))
        left -= len(words)
        if left <= 0:
            break
    return Markup("\n").join(paragraphs)


def _latest_comments() -> list[Comment]:
    """Give the newest comments that can be read, below articles that can, neither of them slow.

    In a surge: the newest from before the hour in which it began, so that a flood does not have these lines.
    """
    newest = Comment.objects.using(USING).select_related("article").order_by("-sorts_at", "-number")
    mode = present(USING)
    if mode and mode.name == SURGE:
        newest = newest.filter(sorts_at__lt=mode.begun.at.replace(minute=0))
    found: list[Comment] = []
    start, step = 0, FRONT_COMMENTS + 10
    while len(found) < FRONT_COMMENTS and (part := list(newest[start : start + step])):
        away = states_of([number for one in part for number in (one.number, one.article_id)], USING)
        found += [one for one in part if one.number not in away and one.article_id not in away]
        start, step = start + step, step * 2
    return found[:FRONT_COMMENTS]


def _remarks(moment: Moment) -> tuple[Remark, ...]:
    comments = _latest_comments()
    rows = load(comments)
    remarks = []
    for comment in comments:
        told = rows[comment.number].versions[-1].values()
        words = " ".join(html.unescape(_TAG.sub(" ", shown_body(told))).split())
        remarks.append(
            Remark(
                title=told.get("title")
                or (words if len(words) <= 80 else f"{words[:78].rsplit(' ', 1)[0]} …"),  # noqa: PLR2004 - a line's length
                href=comment_href(comment.article.path, page_of_comment(comment.position), comment),
                article=title_of(comment.article),
                at=moment.local(comment.sorts_at),
                byline=told.get("byline", ""),
            )
        )
    return tuple(remarks)
