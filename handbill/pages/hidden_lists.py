"""What is hidden now, in one list, and all that was ever hidden, page by page."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from handbill.limits import HIDDEN_LATEST
from handbill.look.contexts.pages import HiddenList
from handbill.look.contexts.parts import Link
from handbill.look.contexts.record import HiddenNumbered, Hiding
from handbill.look.environment import render
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.decision import Decision
from handbill.newswire.filed import HIDDEN
from handbill.newswire.listing import PAGE
from handbill.newswire.standing import Standing
from handbill.pages.decision_lists import filed_between, last_position, newest_pager, pager_of
from handbill.pages.moment import USING, Moment
from handbill.pages.paths import page_of_comment, page_of_place, root_of
from handbill.pages.rows import ItemRow, indexes, load
from handbill.pages.views import comment_href, notice


def hidden_list(moment: Moment) -> Iterator[tuple[str, str]]:
    """Render the list of what is hidden now, newest decision first, with the reasons and without the texts."""
    open_now = Standing.objects.using(USING).filter(over=False, state="hidden").order_by("-begun_id")
    numbers = list(open_now.values_list("number", flat=True)[:HIDDEN_LATEST])
    rows = rows_of(numbers)
    path = "hidden/index.html"
    yield (
        path,
        render(
            HiddenList(
                site=moment.view,
                root=root_of(path),
                path=path,
                title=_("What is hidden, and why"),
                items=tuple(
                    (Link(_title(rows[number]), f"hidden/{number}.html"), notice(moment, rows[number]))
                    for number in numbers
                ),
                more=f"{HIDDEN}/index.html",
            )
        ),
    )


def ever_hidden(moment: Moment, number: int) -> Iterator[tuple[str, str]]:
    """Render a numbered page of all that was ever hidden, or with 0 the newest: what is shown again leaves one line."""
    last = last_position(HIDDEN)
    end = number * PAGE if number else last
    decisions = filed_between(HIDDEN, end - PAGE, end)
    rows = rows_of([decision.number or 0 for decision in decisions])
    index = indexes([decision.entry_id for decision in decisions])
    path = f"{HIDDEN}/{number or 'index'}.html"
    title = _("All that was ever hidden")
    yield (
        path,
        render(
            HiddenNumbered(
                site=moment.view,
                root=root_of(path),
                path=path,
                title=_("%(heading)s, page %(number)d") % {"heading": title, "number": number}
                if number
                else title,
                items=tuple(
                    _hiding(moment, rows[one.number or 0], one, index[one.entry_id]) for one in decisions
                ),
                numbered=f"{HIDDEN}/{page_of_place(last)}.html" if last and not number else "",
                pager=pager_of(HIDDEN, number, f"{HIDDEN}/index.html")
                if number
                else newest_pager(HIDDEN, last),
            )
        ),
    )


def _hiding(moment: Moment, row: ItemRow, decision: Decision, index: int) -> Hiding:
    here = row.state == "hidden" and row.begun == decision.entry_id
    ended, since = ("", None) if here else _end(row, decision)
    return Hiding(
        ended=ended,
        since=moment.local(since) if since else None,
        link=Link(_title(row), _stands(row.item)),
        decision=f"record/decision/{index}.html",
        notice=notice(moment, row) if here else None,
    )


def _end(row: ItemRow, decision: Decision) -> tuple[str, datetime | None]:
    """Say what ended a hiding, and when: the decision after it that shows or destroys the whole, else its author."""
    for one in row.decisions:
        whole = one.kind == "redact" and not {"field", "decision"} & one.values().keys()
        if one.entry_id > decision.entry_id and (whole or one.kind == "unhide"):
            return one.kind, one.at
    return "withdraw", row.since


def rows_of(numbers: list[int]) -> dict[int, ItemRow]:
    """Load items by their numbers."""
    found: list[Article | Comment] = [
        *Article.objects.using(USING).filter(number__in=numbers),
        *Comment.objects.using(USING).filter(number__in=numbers).select_related("article"),
    ]
    return load(found)


def place_of(row: ItemRow) -> Link:
    """Give an item by its number, with where it can be read: behind its reason, or where it stands."""
    href = f"hidden/{row.item.number}.html" if row.state == "hidden" else _stands(row.item)
    return Link(_title(row), href)


def _title(row: ItemRow) -> str:
    if isinstance(row.item, Article):
        return _("Article %(number)d") % {"number": row.item.number}
    named = {"number": row.item.number, "article": row.item.article.number}
    return _("Comment %(number)d on article %(article)d") % named


def _stands(item: Article | Comment) -> str:
    if isinstance(item, Article):
        return f"{item.path}.html"
    return comment_href(item.article.path, page_of_comment(item.position), item)
