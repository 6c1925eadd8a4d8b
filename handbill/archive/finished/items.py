"""The items of a finished site, newest first: what each is found by, and the line that is shown of it."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from handbill.look.dates import short
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.standing import states_of
from handbill.pages.moment import USING, Moment
from handbill.pages.paths import page_of_comment
from handbill.pages.views import comment_href, named, title_of
from handbill.search.said import Said, mark, said

AT_ONCE: Final = 500
EXCERPT: Final = 160
"""Characters of a text that a line shows."""


def items(moment: Moment) -> Iterator[tuple[list[str], list[Any]]]:
    """Give terms and line of each article and comment that can be read; what is hidden is not found here."""
    own = Article.objects.using(USING).values_list("sorts_at", "number")
    numbers = own.union(Comment.objects.using(USING).values_list("sorts_at", "number"), all=True)
    rows = numbers.order_by("-sorts_at", "-number").iterator(chunk_size=5000)
    while some := list(islice(rows, AT_ONCE)):
        found = [one for one in said((number for _at, number in some), USING) if one.state != "hidden"]
        found.sort(key=lambda one: one.key, reverse=True)
        above = states_of([one.item.article_id for one in found if isinstance(one.item, Comment)], USING)
        for one in found:
            yield one.terms(moment.site.language) + _when(moment, one), _line(moment, one, above)


def _when(moment: Moment, one: Said) -> list[str]:
    """Give the terms of the year and the month: `in:2016`, `in:2016-03`."""
    at = moment.local(one.item.sorts_at)
    return [mark("in", f"{at.year:04}"), mark("in", f"{at.year:04}-{at.month:02}")] if one.item.dated else []


def _line(moment: Moment, one: Said, above: Mapping[int, str]) -> list[Any]:
    """Give address, title, name, date and the beginning of the text; of a comment also what it is on. `above`: states of articles."""
    item = one.item
    at = moment.local(item.sorts_at)
    date = short(moment.site.language, at, timed=item.timed) if item.dated else ""
    flat = " ".join(one.fields["text"][: EXCERPT * 4].split())
    text = flat if len(flat) <= EXCERPT else f"{flat[:EXCERPT].rpartition(' ')[0] or flat[:EXCERPT]} …"
    if isinstance(item, Article):
        return [f"{item.path}.html", title_of(item), one.fields["by"], date, text]
    article = item.article
    href = comment_href(article.path, page_of_comment(item.position), item)
    return [
        href,
        one.fields["title"],
        one.fields["by"],
        date,
        text,
        named(article, above.get(article.number, "listed")),
    ]
