"""Articles, their further comments, their versions, and what is hidden of them."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from django.utils.translation import gettext as _

from handbill.look.contexts.pages import ArticlePage, CommentsPage
from handbill.look.contexts.parts import Comment as CommentView
from handbill.look.contexts.parts import Link, Notice, Tongue
from handbill.look.environment import render
from handbill.newswire.article import Article
from handbill.newswire.closing import Closing
from handbill.newswire.comment import Comment
from handbill.newswire.feature import Feature
from handbill.newswire.those import those
from handbill.pages import data
from handbill.pages.additions import additions_of, comments_of, raised_view
from handbill.pages.attached import beside
from handbill.pages.instances import articles_by_number
from handbill.pages.light import is_light, light_page
from handbill.pages.moment import USING, Moment
from handbill.pages.paths import COMMENTS, comments_key, page_of_comment, root_of
from handbill.pages.rows import ItemRow, indexes, load
from handbill.pages.threads import comments_on
from handbill.pages.translations import translations_of
from handbill.pages.versions import versions_page
from handbill.pages.views import comment_href, heading, item_view, line, links
from handbill.pages.write import Beside
from handbill.record.format.commitment import values

File: TypeAlias = tuple[str, str | bytes | Beside | None]
"""A path and what it holds; None: it is there no more."""

DEEPEST = 4
ARTICLES, TOGETHER = 100, 20
"""Articles, and pages of further comments of one, that are in memory at one time."""
_KEY = re.compile(r"\d{4}/\d\d/(\d+)(?:/comments/(\d+)|/(versions))?").fullmatch


def articles(
    moment: Moment, keys: Iterable[str], seen: Callable[[ItemRow], object] = lambda _row: None
) -> Iterator[File]:
    """Render articles, their pages of comments and versions: data first, what hangs below an article before it.

    `seen` is told of each item that stands on one of these pages, once, whatever its state.
    """
    wanted: dict[int, set[int | str]] = {}
    for key in keys:
        match = _KEY(key)
        if match:
            wanted.setdefault(int(match[1]), set()).add(match[3] or int(match[2] or 1))
    for part in _parts(wanted):
        yield from _render(moment, part, seen)


def _parts(wanted: dict[int, set[int | str]]) -> Iterator[dict[int, set[int | str]]]:
    """Give what is rendered together: a hundred articles, and of a busy one its last pages of comments by themselves, first."""
    part: dict[int, set[int | str]] = {}
    for number, pages in sorted(wanted.items()):
        further = sorted((page for page in pages if isinstance(page, int) and page > 1), reverse=True)
        while len(further) > TOGETHER:
            yield {number: {*further[:TOGETHER]}}
            further = further[TOGETHER:]
        part[number] = {*further, *(pages & {1, "versions"})}
        if len(part) == ARTICLES or sum(map(len, part.values())) > 2 * ARTICLES:
            yield part
            part = {}
    if part:
        yield part


def _render(
    moment: Moment, wanted: dict[int, set[int | str]], seen: Callable[[ItemRow], object]
) -> Iterator[File]:
    found = list(articles_by_number(wanted).values())
    comments = comments_on(found, wanted)
    raised = additions_of(found)
    above = comments_of(
        number for article in found if 1 in wanted[article.number] for number in raised[article.number]
    )
    rows = load([*found, *_answered(comments).values(), *above.values()])
    tongues = translations_of(moment, found)
    featured, closed = _featured(list(wanted)), _closed(moment, list(wanted))
    places = _answered(comments) | above
    for article in found:
        row = rows[article.number]
        if "versions" in wanted[article.number]:
            kept = row.shown and len(row.versions) > 1
            yield f"{article.path}/versions.html", versions_page(moment, row) if kept else None
        pages = comments[article.number]
        for page in sorted(pages, reverse=True):
            below = [rows[comment.number] for comment in pages[page]]
            shown = _thread(moment, article, below, places, raised[article.number], page)
            shut = closed.get(article.number)
            here = [row, *below] if page == 1 else below
            for one in here:
                seen(one)
            yield from beside(article.path, here)
            if page > 1:
                yield (
                    f"{comments_key(article.path, page)}.json",
                    data.comments_data(article.number, page, below),
                )
                yield (
                    f"{comments_key(article.path, page)}.html",
                    _comments_page(moment, row, page, shown, shut),
                )
            else:
                yield f"{article.path}.json", data.item_data(row, below)
                yield from light_page(moment, row)
                first = [rows[number] for number in raised[article.number]]
                additions = _thread(moment, article, first, places, raised[article.number])
                yield (
                    f"{article.path}.html",
                    _article_page(
                        moment,
                        row,
                        shown,
                        additions,
                        tongues[article.number],
                        featured.get(article.number),
                        shut,
                    ),
                )


def _answered(comments: dict[int, dict[int, list[Comment]]]) -> dict[int, Comment]:
    return {
        comment.number: comment for pages in comments.values() for page in pages.values() for comment in page
    }


def _thread(
    moment: Moment,
    article: Article,
    rows: list[ItemRow],
    places: dict[int, Comment],
    raised: dict[int, int],
    page: int = 0,
) -> tuple[CommentView, ...]:
    """Give comments as they stand on a page, where an addition leaves a line; on page 0 additions stand themselves."""
    depths: dict[int, int] = {}
    shown = []
    for row in rows:
        view = item_view(moment, row)
        told = row.versions[-1].values() if row.shown else {}
        target = told.get("reply_to")
        number = row.item.number
        depths[number] = min(depths.get(target, 0) + 1, DEEPEST) if target and page else 0
        shown.append(
            CommentView(
                item=view,
                depth=depths[number],
                reply_to=target,
                reply_href=_answers(article, target, places) if target else "",
                author=bool(told.get("author")),
                raised=raised_view(
                    moment, article.path, row, raised[number], _slot(number, page) if page else ""
                )
                if number in raised
                else None,
            )
        )
    return tuple(shown)


def _slot(number: int, page: int) -> str:
    """Name the line that an addition leaves: links to the comment lead to itself where that is on the same page."""
    return f"slot-{number}" if page == 1 else f"comment-{number}"


def _answers(article: Article, target: int, places: dict[int, Comment]) -> str:
    comment = places.get(target) or Comment.objects.using(USING).get(number=target)
    return comment_href(article.path, page_of_comment(comment.position), comment)


def _more(article: Article, page: int) -> tuple[Link, ...]:
    """Give the pages of comments that a page may link to without ever changing: the first, its neighbours."""
    last = page + 1 if article.comments >= page * COMMENTS else page
    near = sorted({1, max(page - 1, 1), page, last})
    return (
        tuple(Link(str(one), f"{comments_key(article.path, one)}.html") for one in near)
        if len(near) > 1
        else ()
    )


def _article_page(
    moment: Moment,
    row: ItemRow,
    comments: tuple[CommentView, ...],
    additions: tuple[CommentView, ...],
    tongues: tuple[Tongue, ...],
    featured: Notice | None,
    closed: Notice | None,
) -> str:
    article: Article = row.item  # type: ignore[assignment]  # rows of articles hold articles
    view = item_view(moment, row)
    path = f"{article.path}.html"
    return render(
        ArticlePage(
            site=moment.view,
            root=root_of(path),
            path=path,
            title=heading(view),
            article=view,
            genre=moment.link("genre", article.genre) if article.genre and row.shown else None,
            topics=links(moment, "topic", article.topics) if row.shown else (),
            places=links(moment, "place", article.places) if row.shown else (),
            comments=comments,
            total=min(article.comments, COMMENTS),
            more=_more(article, 1),
            data=f"{article.path}.json",
            versions=f"{article.path}/versions.html" if row.shown and len(row.versions) > 1 else "",
            light=f"{article.path}/light.html" if is_light(view) else "",
            commenting=row.shown and closed is None,
            feature=featured if row.shown else None,
            closed=closed if row.shown else None,
            additions=additions,
            translations=tongues if row.shown else (),
        )
    )


def _comments_page(
    moment: Moment, row: ItemRow, page: int, comments: tuple[CommentView, ...], closed: Notice | None
) -> str:
    article: Article = row.item  # type: ignore[assignment]
    path = f"{comments_key(article.path, page)}.html"
    return render(
        CommentsPage(
            site=moment.view,
            root=root_of(path),
            path=path,
            title=_("Comments, page %(page)d: %(title)s")
            % {"page": page, "title": heading(item_view(moment, row))},
            line=line(moment, article, row.state),
            comments=comments,
            total=(page - 1) * COMMENTS + len(comments),
            more=_more(article, page),
            data=f"{comments_key(article.path, page)}.json",
            commenting=row.shown and closed is None,
            closed=closed if row.shown else None,
        )
    )


def _featured(numbers: list[int]) -> dict[int, Notice]:
    """Give which of these are features now, and since which decision; the template names nothing else of it."""
    rows = (
        Feature.objects.using(USING)
        .filter(article_id__in=those(numbers, USING), ended=None)
        .select_related("begun")
    )
    return {row.article_id: Notice("featured", row.begun.at) for row in rows}


def _closed(moment: Moment, numbers: list[int]) -> dict[int, Notice]:
    """Give the decisions by which articles take no comments now."""
    rows = (
        Closing.objects.using(USING)
        .filter(article_id__in=those(numbers, USING), ended=None)
        .select_related("begun")
    )
    found = {row.article_id: row.begun for row in rows}
    index = indexes([begun.entry_id for begun in found.values()])
    return {
        number: Notice(
            "closed",
            moment.local(begun.at),
            by=moment.by(begun.by),
            reason=str(values(json.loads(begun.fields)).get("reason", "")),
            decision=f"record/decision/{index[begun.entry_id]}.html",
        )
        for number, begun in found.items()
    }
