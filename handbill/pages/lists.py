"""The newswire and every other list: its latest, its numbered pages, its days."""

from collections.abc import Iterator

from django.db import connections
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from markupsafe import Markup

from handbill.limits import LIST_ITEMS
from handbill.look.contexts.pages import AxisPage, ListIndex, ListPage
from handbill.look.contexts.parts import Line, Link, Pager
from handbill.look.environment import render
from handbill.newswire.article import Article
from handbill.newswire.listing import MEDIA, PAGE, Listing, kind_of
from handbill.newswire.sitepage import SitePage
from handbill.newswire.standing import states_of
from handbill.pages.attached import sights
from handbill.pages.instances import articles_by_number
from handbill.pages.marks import NONE, marks
from handbill.pages.moment import USING, Moment
from handbill.pages.paths import day_key, page_of_place, root_of
from handbill.pages.views import line
from handbill.record.format.plain import to_html

SHOWN = frozenset({"listed", "slow"})
GONE = frozenset({"held", "hidden", "withdrawn", "redacted"})
"""In these states nothing of an item is shown in lists."""


PLACES = (
    "SELECT position, number FROM newswire_listing WHERE list = %s AND position > %s AND position <= %s "
    "ORDER BY position DESC"
)
"""Thousands of short lists are made at once: a query set takes longer to become SQL than to be asked."""

AXES = {"topic": gettext_noop("Topics"), "place": gettext_noop("Places"), "genre": gettext_noop("Genres")}


KINDS = {
    "images": gettext_noop("Pictures"),
    "audio": gettext_noop("Sound"),
    "video": gettext_noop("Film"),
}
"""Lists of what has them."""


def heading(moment: Moment, name: str) -> str:
    """Give the heading of a list."""
    if kind_of(name):
        what = _(KINDS[name.rpartition("/")[2]])
        topic = name.split("/")[1]
        return f"{moment.names['topic'].get(topic, topic)}: {what}" if name.count("/") > 1 else what
    axis, _slash, slug = name.partition("/")
    if slug:
        return moment.names[axis].get(slug, slug)
    return _("Newswire") if name == "newswire" else _("Features")


def feed_of(name: str) -> str:
    """Give the feed of a list; the newswire's is the site's own."""
    return "feed.atom" if name == "newswire" else f"{name}/feed.atom"


def last_page(name: str) -> int:
    """Give the newest numbered page of a list; 0 where it is empty."""
    last = Listing.objects.using(USING).filter(list=name).aggregate(last=Max("position"))["last"]
    return page_of_place(last) if last else 0


def latest(name: str, count: int, without: frozenset[str] = frozenset()) -> list[tuple[Article, str]]:
    """Give the newest articles of a list that can be read and still belong to it, with their states.

    Reads as many places as it takes from the newest on, so it does not grow with the archive.
    """
    gone = GONE | without
    places = Listing.objects.using(USING).filter(list=name).order_by("-sorts_at", "-number")
    numbers = places.values_list("number", flat=True)
    found: list[tuple[Article, str]] = []
    start, step = 0, count + 10
    while len(found) < count and (part := list(numbers[start : start + step])):
        rows = with_states(part)
        found += [(row, state) for row, state in rows if state not in gone and belongs(name, row)]
        start, step = start + step, step * 2
    return found[:count]


def with_states(numbers: list[int]) -> list[tuple[Article, str]]:
    """Give articles in this order, with their states."""
    states = states_of(numbers, USING)
    rows = articles_by_number(numbers)
    return [(rows[number], states.get(number, "listed")) for number in numbers]


def index(moment: Moment, name: str) -> Iterator[tuple[str, str]]:
    """Render the index of a list."""
    introduction = (
        SitePage.objects.using(USING).filter(name=name).values_list("text", flat=True).first() or ""
    )
    last = last_page(name)
    path = f"{name}/index.html"
    rows = latest(name, LIST_ITEMS)
    day = ""
    if name == "newswire" and rows:
        day = f"{day_key(moment.local(rows[0][0].sorts_at).date())}.html"
    yield (
        path,
        render(
            ListIndex(
                site=moment.view,
                root=root_of(path),
                path=path,
                title=heading(moment, name),
                heading=heading(moment, name),
                introduction=Markup(to_html(introduction)),  # noqa: S704 - to_html escapes
                lines=lines(moment, rows, name),
                pager=Pager(0, last, older=f"{name}/{last - 1}.html") if last > 1 else None,
                feed=feed_of(name),
                day=day,
                numbered=f"{name}/{last}.html" if last else "",
                podcast=f"{name}/feed.rss" if kind_of(name) in SOUNDING else "",
                media=_media_links(name),
            )
        ),
    )


def numbered(moment: Moment, name: str, number: int) -> Iterator[tuple[str, str]]:
    """Render a numbered page of a list, newest position first."""
    first = (number - 1) * PAGE
    with connections[USING].cursor() as cursor:
        cursor.execute(PLACES, [name, first, first + PAGE + 1])
        places = cursor.fetchall()
    numbers = [number for position, number in places if position <= first + PAGE]
    more = len(numbers) < len(places)
    path = f"{name}/{number}.html"
    yield (
        path,
        render(
            ListPage(
                site=moment.view,
                root=root_of(path),
                path=path,
                title=_("%(heading)s, page %(number)d")
                % {"heading": heading(moment, name), "number": number},
                heading=heading(moment, name),
                lines=lines(moment, [_here(name, *one) for one in with_states(numbers)], name),
                pager=Pager(
                    number,
                    0,
                    newer=f"{name}/{number + 1}.html" if more else "",
                    older=f"{name}/{number - 1}.html" if number > 1 else "",
                    newest=f"{name}/index.html",
                ),
                index=f"{name}/index.html",
            )
        ),
    )


def lines(moment: Moment, rows: list[tuple[Article, str]], name: str = "") -> tuple[Line, ...]:
    """Give articles, with their states, as lines; in a list of pictures, sound or film with what it is of."""
    marked = marks([article.number for article, _state in rows])
    shown = sights(kind_of(name), [article for article, state in rows if state in SHOWN])
    return tuple(
        line(
            moment,
            article,
            state,
            marks=marked.get(article.number, NONE),
            sights=shown.get(article.number, ()),
        )
        for article, state in rows
    )


SOUNDING = frozenset({"audio", "video"})
"""Kinds whose lists are podcasts."""


def _media_links(name: str) -> tuple[Link, ...]:
    """Give the lists of media that a list leads to: the newswire's are the site's, a topic has its own."""
    where = "media" if name == "newswire" else name
    if where != "media" and not (name.startswith("topic/") and name.count("/") == 1):
        return ()
    return tuple(Link(_(KINDS[one]), f"{where}/{one}/index.html", one) for one in MEDIA)


def media(moment: Moment) -> Iterator[tuple[str, str]]:
    """Render the list of the lists of pictures, sound and film."""
    path = "media/index.html"
    names = tuple((link, Markup("")) for link in _media_links("newswire"))
    yield (
        path,
        render(
            AxisPage(
                site=moment.view,
                root=root_of(path),
                path=path,
                title=_("Pictures, sound, film"),
                heading=_("Pictures, sound, film"),
                names=names,
            )
        ),
    )


def _here(name: str, article: Article, state: str) -> tuple[Article, str]:
    """Say "moved" of an article that can be read and does not belong to the list any more."""
    return article, state if state not in SHOWN or belongs(name, article) else "moved"


def belongs(name: str, article: Article) -> bool:
    """Does an article that has a place in a list still name its topic, place or genre, and have what the list is of?"""
    kind = kind_of(name)
    if kind and kind not in article.media:
        return False
    axis, _slash, slug = name.removesuffix(f"/{name.rpartition('/')[2]}" if kind else "").partition("/")
    named = {"topic": article.topics, "place": article.places, "genre": [article.genre]}
    return axis not in named or slug in named[axis]


def axis(moment: Moment, name: str) -> Iterator[tuple[str, str]]:
    """Render all names of an axis with their introductions."""
    pages = SitePage.objects.using(USING).filter(name__startswith=f"{name}/")
    texts = {page.name.partition("/")[2]: page for page in pages}
    ordered = sorted(texts, key=lambda slug: (texts[slug].title.casefold(), slug))
    path = f"{name}/index.html"
    yield (
        path,
        render(
            AxisPage(
                site=moment.view,
                root=root_of(path),
                path=path,
                title=_(AXES[name]),
                heading=_(AXES[name]),
                names=tuple(
                    (moment.link(name, slug), Markup(to_html(texts[slug].text)))  # noqa: S704 - to_html escapes
                    for slug in ordered
                ),
            )
        ),
    )
