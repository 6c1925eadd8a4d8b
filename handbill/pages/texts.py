"""The pages that editors write, and those that never change: guidelines, about, 404, robots, the look's own files."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from markupsafe import Markup

from handbill.cleaning.language import direction
from handbill.cleaning.tongues import in_its_own_words
from handbill.guard.rules import read as read_rules
from handbill.look.contexts.pages import (
    Guideline,
    GuidelinesPage,
    NotFoundPage,
    Rules,
    TextPage,
    Wording,
    Wordings,
)
from handbill.look.contexts.parts import Link
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
                        tongues=tuple(
                            Link(in_its_own_words(tag), f"guidelines.html#guideline-{row.number}-{tag}", tag)
                            for tag in row.translated()
                        ),
                    )
                    for row in rows
                ),
                tongues=_tongues(rows),
                rules=_rules(moment),
            )
        ),
    )


def _rules(moment: Moment) -> Rules | None:
    """Give the guard's public rules of words, where there are any."""
    page = SitePage.objects.using(USING).filter(name="rules").exclude(text="").first()
    if page is None:
        return None
    return Rules(
        title=page.title,
        lines=tuple(rule.line for rule in read_rules(page.text)[0]),
        decision=f"record/decision/{indexes([page.entry_id])[page.entry_id]}.html",
        at=moment.local(page.at),
    )


def _tongues(rows: list[Row]) -> tuple[Wordings, ...]:
    """Give all guidelines in each of the further languages in which there is one."""
    said = {row.number: row.translated() for row in rows}
    return tuple(
        Wordings(
            language=tag,
            direction=direction(tag),
            name=in_its_own_words(tag),
            guidelines=tuple(
                Wording(number, told[tag][0], Markup(to_html(told[tag][1])))  # noqa: S704 - to_html escapes
                for number, told in said.items()
                if tag in told
            ),
            missing=tuple(number for number, told in said.items() if tag not in told),
        )
        for tag in sorted({tag for told in said.values() for tag in told})
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


def fixed(moment: Moment) -> Iterator[tuple[str, str | bytes]]:
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
            yield f"look/{file.name}", file.read_bytes()
