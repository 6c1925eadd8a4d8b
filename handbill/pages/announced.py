"""The feed of decisions: what was decided, about what, by whom and why. No title of an item stands in it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from handbill.limits import FEED_ITEMS
from handbill.look.contexts.pages import Feed, FeedEntry
from handbill.look.contexts.parts import DecisionLine
from handbill.look.feeds import render_feed
from handbill.newswire.decision import Decision
from handbill.pages.decisions import lines
from handbill.pages.moment import USING, Moment

PATH = "record/feed.atom"


def decision_feed(moment: Moment) -> Iterator[tuple[str, str]]:
    """Render record/feed.atom, the newest decisions first."""
    site = moment.site
    rows = list(Decision.objects.using(USING).order_by("-entry_id")[:FEED_ITEMS])
    entries = tuple(_entry(moment, row, line) for row, line in zip(rows, lines(moment, rows), strict=True))
    feed = Feed(
        site=moment.view,
        title=_("%(site)s: decisions") % {"site": moment.view.name},
        id=f"{site.identity}{PATH}",
        url=f"{site.address}{PATH}",
        home=f"{site.address}record/index.html",
        updated=max((entry.updated for entry in entries), default=datetime(2000, 1, 1, tzinfo=UTC)),
        entries=entries,
    )
    yield PATH, render_feed(feed, "atom")


def _entry(moment: Moment, row: Decision, line: DecisionLine) -> FeedEntry:
    return FeedEntry(
        id=f"{moment.site.identity}decision/{line.entry}",
        url=f"{moment.site.address}{line.href}",
        title=_("%(by)s %(words)s") % {"by": line.by, "words": line.words},
        summary="",
        html=_html(moment, line),
        byline=line.by,
        language="",
        published=row.at,
        updated=row.at,
        categories=(line.kind,),
    )


def _html(moment: Moment, line: DecisionLine) -> str:
    parts = []
    if line.reason:
        parts.append(Markup("<blockquote>{}</blockquote>").format(line.reason))
    if line.guideline is not None:
        named = _("Guideline %(number)d") % {"number": line.guideline}
        if line.guideline_version:
            version = _("version %(n)s") % {"n": line.guideline_version}
            named = f"{named}: {line.guideline_title} ({version})"
        href = f"{moment.site.address}guidelines.html#guideline-{line.guideline}"
        parts.append(Markup('<p><a href="{}">{}</a></p>').format(href, named))
    if line.subject:
        href = f"{moment.site.address}{line.subject.href}"
        parts.append(Markup('<p><a href="{}">{}</a></p>').format(href, line.subject.title))
    return "".join(parts) or str(escape(line.words))
