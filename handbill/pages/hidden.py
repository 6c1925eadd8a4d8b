"""What is hidden, readable behind the notice: hidden/N.html, and nothing where it is not hidden any more."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from handbill.look.contexts.pages import HiddenPage
from handbill.look.contexts.parts import Link
from handbill.look.environment import render
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.standing import states_of
from handbill.pages.articles import File
from handbill.pages.moment import USING, Moment
from handbill.pages.paths import page_of_comment, root_of
from handbill.pages.rows import ItemRow, load
from handbill.pages.views import comment_href, heading, item_view, links


def hidden(moment: Moment, numbers: Iterable[int]) -> Iterator[File]:
    """Render hidden/N.html for what is hidden, and take it away for what is not any more."""
    wanted = sorted(numbers)
    if not wanted:
        return
    states = states_of(wanted, USING)
    gone = [number for number in wanted if states.get(number) != "hidden"]
    for number in gone:
        yield f"hidden/{number}.html", None
    left = [number for number in wanted if number not in set(gone)]
    items: list[Article | Comment] = [
        *Article.objects.using(USING).filter(number__in=left),
        *Comment.objects.using(USING).filter(number__in=left).select_related("article"),
    ]
    for row in load(items).values():
        yield f"hidden/{row.item.number}.html", _hidden_page(moment, row)


def _hidden_page(moment: Moment, row: ItemRow) -> str:
    item = row.item
    view = item_view(moment, row, anyway=True)
    article = item if isinstance(item, Article) else None
    path = f"hidden/{item.number}.html"
    back = (
        f"{item.path}.html"
        if isinstance(item, Article)
        else comment_href(item.article.path, page_of_comment(item.position), item)
    )
    return render(
        HiddenPage(
            site=moment.view,
            root=root_of(path),
            path=path,
            title=heading(view),
            article=view,
            genre=moment.link("genre", article.genre) if article and article.genre else None,
            topics=links(moment, "topic", article.topics) if article else (),
            places=links(moment, "place", article.places) if article else (),
            back=Link(_("Where it stands"), back),
        )
    )
