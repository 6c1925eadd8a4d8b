"""The front page: features in their authors' words, the newswire, the latest comments."""

import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count
from markupsafe import Markup, escape

from handbill.limits import FRONT_COMMENTS, FRONT_FEATURES, FRONT_LINES
from handbill.look.contexts.pages import FrontPage
from handbill.look.contexts.parts import Feature as FeatureView
from handbill.look.contexts.parts import Link, Remark
from handbill.look.environment import render
from handbill.newswire.comment import Comment
from handbill.newswire.feature import Feature
from handbill.newswire.standing import Standing
from handbill.pages.lists import latest, with_states
from handbill.pages.moment import USING, Moment
from handbill.pages.paths import page_of_comment
from handbill.pages.rows import load
from handbill.pages.shown import shown_body
from handbill.pages.views import comment_href, line

WORDS = 90  # of an article on the front page

GONE = ("held", "hidden", "withdrawn", "redacted")
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def front(moment: Moment, now: datetime) -> Iterator[tuple[str, str]]:
    """Render index.html. `now` decides what "this week" is: seven days back from the end of its day."""
    rows = latest("newswire", FRONT_LINES, without=frozenset({"slow"}))
    features = _features(moment)
    numbers = [article.number for article, _state in rows]
    counts = _counts([*numbers, *(feature.article_id for feature in features)])
    yield (
        "index.html",
        render(
            FrontPage(
                site=moment.view,
                root="",
                path="index.html",
                title=moment.view.name,
                features=tuple(_feature(moment, feature, counts) for feature in features),
                newswire=tuple(
                    line(moment, article, state, counts.get(article.number, 0)) for article, state in rows
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


def _counts(numbers: list[int]) -> dict[int, int]:
    """Count the comments of articles that can be read."""
    gone = Standing.objects.using(USING).filter(over=False, state__in=GONE).values("number")
    below = Comment.objects.using(USING).filter(article_id__in=numbers).exclude(number__in=gone)
    return dict(below.values_list("article_id").annotate(Count("number")).order_by())


def _features(moment: Moment) -> list[Feature]:
    del moment
    gone = Standing.objects.using(USING).filter(over=False).values("number")
    open_now = Feature.objects.using(USING).filter(ended=None).exclude(article_id__in=gone)
    return list(open_now.select_related("article", "begun").order_by("-id")[:FRONT_FEATURES])


def _feature(moment: Moment, feature: Feature, counts: dict[int, int]) -> FeatureView:
    row = load([feature.article])[feature.article_id]
    related = [
        (article, state) for article, state in with_states(feature.related) if state in {"listed", "slow"}
    ]
    present = row.versions[-1]
    revised = len(row.versions) > 1 and present.at > feature.begun.at
    return FeatureView(
        line=line(moment, feature.article, row.state, counts.get(feature.article_id, 0)),
        excerpt=excerpt(shown_body(present.values())),
        featured_at=moment.local(feature.begun.at),
        related=tuple(Link(article.title, f"{article.path}.html") for article, _state in related),
        updated=moment.local(present.at) if revised else None,
    )


def excerpt(shown: str) -> Markup:
    """Give the first paragraphs of a shown body, as plain words, about `WORDS` of them."""
    left, paragraphs = WORDS, []
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


def _remarks(moment: Moment) -> tuple[Remark, ...]:
    gone = Standing.objects.using(USING).filter(over=False, state__in=GONE).values("number")
    newest = Comment.objects.using(USING).exclude(number__in=gone).exclude(article_id__in=gone)
    comments = list(newest.select_related("article").order_by("-sorts_at", "-number")[:FRONT_COMMENTS])
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
                article=comment.article.title,
                at=moment.local(comment.sorts_at),
                byline=told.get("byline", ""),
            )
        )
    return tuple(remarks)
