"""The pages that editors write, and those that never change: guidelines, about, 404, robots, the look's own files."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from markupsafe import Markup

from handbill.look.contexts.pages import Guideline, GuidelinesPage, NotFoundPage, TextPage
from handbill.look.environment import STATIC, render
from handbill.newswire.guideline import Guideline as Row
from handbill.newswire.sitepage import SitePage
from handbill.pages.moment import USING, Moment
from handbill.pages.rows import indexes
from handbill.record.format.plain import to_html

ROBOTS = "User-agent: *\nDisallow: {base}hidden/\nDisallow: {base}desk/\nSitemap: {address}sitemap.xml\n"


def guidelines(moment: Moment) -> Iterator[tuple[str, str]]:
    """Render guidelines.html."""
    rows = list(Row.objects.using(USING).order_by("number"))
    index = indexes([row.entry_id for row in rows])
    yield (
        "guidelines.html",
        render(
            GuidelinesPage(
                site=moment.view,
                root="",
                path="guidelines.html",
                title=_("Guidelines"),
                guidelines=tuple(
                    Guideline(
                        number=row.number,
                        version=row.version,
                        title=row.title,
                        html=Markup(to_html(row.text)),  # noqa: S704 - to_html escapes
                        decision=f"record/decision/{index[row.entry_id]}.html",
                        at=moment.local(row.at),
                    )
                    for row in rows
                ),
            )
        ),
    )


def about(moment: Moment) -> Iterator[tuple[str, str]]:
    """Render about.html."""
    page = SitePage.objects.using(USING).filter(name="about").first()
    title = page.title if page else _("About")
    yield (
        "about.html",
        render(
            TextPage(
                site=moment.view,
                root="",
                path="about.html",
                title=title,
                heading=title,
                html=Markup(to_html(page.text)) if page else Markup(),  # noqa: S704 - to_html escapes
                updated=moment.local(page.at) if page else None,
            )
        ),
    )


def fixed(moment: Moment) -> Iterator[tuple[str, str]]:
    """Render what follows from the settings alone: 404.html, robots.txt, the style and scripts of the look."""
    base = urlsplit(moment.site.address).path
    yield (
        "404.html",
        render(
            NotFoundPage(
                site=moment.view, root=base, path="404.html", title=_("There is no page at this address")
            )
        ),
    )
    yield "robots.txt", ROBOTS.format(base=base, address=moment.site.address)
    for file in sorted(STATIC.iterdir()):
        if file.is_file():
            yield f"look/{file.name}", file.read_text("utf-8")
