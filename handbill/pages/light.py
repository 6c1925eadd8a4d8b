"""An article without what its attachments load: for readers on a bad line, with the size of each file before it is asked for."""

from collections.abc import Iterator

from handbill.look.contexts.beside import LightPage
from handbill.look.contexts.parts import Item
from handbill.look.environment import render
from handbill.newswire.article import Article
from handbill.pages.moment import Moment
from handbill.pages.paths import root_of
from handbill.pages.rows import ItemRow
from handbill.pages.views import heading, item_view, links


def light_page(moment: Moment, row: ItemRow) -> Iterator[tuple[str, str | None]]:
    """Render the page that loads none of an article's files, where it ever had one."""
    article: Article = row.item  # type: ignore[assignment]
    if not any('"media_' in one.fields for one in row.versions):
        return
    path, view = f"{article.path}/light.html", item_view(moment, row)
    if not is_light(view):
        yield path, None
        return
    yield (
        path,
        render(
            LightPage(
                site=moment.view,
                root=root_of(path),
                path=path,
                title=heading(view),
                article=view,
                full=f"{article.path}.html",
                genre=moment.link("genre", article.genre) if article.genre else None,
                topics=links(moment, "topic", article.topics),
                places=links(moment, "place", article.places),
                versions=f"{article.path}/versions.html" if len(row.versions) > 1 else "",
            )
        ),
    )


def is_light(view: Item) -> bool:
    """Say whether an item has such a page."""
    return view.shown and any(one.files for one in view.media)
