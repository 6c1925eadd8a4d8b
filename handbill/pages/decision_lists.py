"""The record's own page, and lists of decisions by month, guideline and editor: their newest, and numbered pages."""

from collections.abc import Iterator
from math import inf

from django.db.models import Max
from django.utils.translation import gettext as _

from handbill.limits import DECIDED_LATEST
from handbill.look.contexts.pages import RecordPage
from handbill.look.contexts.parts import DecisionLine, Link, Pager
from handbill.look.contexts.record import DecisionIndex, DecisionLists, DecisionNumbered
from handbill.look.environment import render
from handbill.newswire.decision import Decision
from handbill.newswire.filed import MONTH, Filed
from handbill.newswire.listing import PAGE
from handbill.pages.decisions import lines
from handbill.pages.moment import USING, Moment
from handbill.pages.naming import heading, month
from handbill.pages.paths import page_of_place, root_of
from handbill.record.models import Head
from handbill.record.seal import Log

MONTHS = 12
"""Months that the record's page links to; the others stand on the page of all lists."""

Counted = tuple[tuple[Link, int], ...]


def record_index(moment: Moment, log: Log) -> Iterator[tuple[str, str]]:
    """Render the record's page. It changes with decisions alone: the size of the log stands in the checkpoint."""
    newest = list(Decision.objects.using(USING).order_by("-entry_id")[:DECIDED_LATEST])
    trouble = Head.objects.using(USING).filter(id=1).values_list("trouble", flat=True).first() or ""
    path = "record/index.html"
    yield (
        path,
        render(
            RecordPage(
                site=moment.view,
                root=root_of(path),
                path=path,
                title=_("The public record"),
                origin=log.signer.verifier.name,
                vkey=log.signer.vkey,
                decisions=lines(moment, newest),
                months=tuple(_months(moment, MONTHS).values()),
                rules=tuple(_rules(moment).values()),
                editors=tuple(_editors(moment).values()),
                trouble=trouble,
            )
        ),
    )


def every_list(moment: Moment) -> Iterator[tuple[str, str]]:
    """Render the page of all lists, with how many decisions stand in each."""
    path = "record/lists.html"
    yield (
        path,
        render(
            DecisionLists(
                site=moment.view,
                root=root_of(path),
                path=path,
                title=_("Lists of decisions"),
                months=_counted(_months(moment)),
                rules=_counted(_rules(moment)),
                editors=_counted(_editors(moment)),
            )
        ),
    )


def index(moment: Moment, name: str) -> Iterator[tuple[str, str]]:
    """Render the newest decisions of a list."""
    total = last_position(name)
    path = f"{name}/index.html"
    yield (
        path,
        render(
            DecisionIndex(
                site=moment.view,
                root=root_of(path),
                path=path,
                title=heading(moment, name),
                decisions=_lines(moment, name, total - DECIDED_LATEST, total),
                total=total,
                numbered=f"{name}/{page_of_place(total)}.html",
                pager=newest_pager(name, total),
            )
        ),
    )


def numbered(moment: Moment, name: str, number: int) -> Iterator[tuple[str, str]]:
    """Render a numbered page of a list, newest position first."""
    first = (number - 1) * PAGE
    path = f"{name}/{number}.html"
    title = heading(moment, name)
    yield (
        path,
        render(
            DecisionNumbered(
                site=moment.view,
                root=root_of(path),
                path=path,
                title=_("%(heading)s, page %(number)d") % {"heading": title, "number": number},
                heading=title,
                decisions=_lines(moment, name, first, first + PAGE),
                pager=pager_of(name, number, f"{name}/index.html"),
            )
        ),
    )


def pager_of(name: str, number: int, newest: str) -> Pager:
    """Give the neighbours of a numbered page."""
    after = Filed.objects.using(USING).filter(list=name, position=number * PAGE + 1)
    return Pager(
        number,
        0,
        newer=f"{name}/{number + 1}.html" if after.exists() else "",
        older=f"{name}/{number - 1}.html" if number > 1 else "",
        newest=newest,
    )


def newest_pager(name: str, total: int) -> Pager | None:
    """Give the neighbours of the newest of a list."""
    last = page_of_place(total)
    return Pager(0, last, older=f"{name}/{last - 1}.html") if last > 1 else None


def last_position(name: str) -> int:
    """Give how many decisions were ever filed in a list."""
    return Filed.objects.using(USING).filter(list=name).aggregate(last=Max("position"))["last"] or 0


def filed_between(name: str, after: int, last: int) -> list[Decision]:
    """Give the decisions of a list above one position, up to another, newest first."""
    places = Filed.objects.using(USING).filter(list=name, position__gt=after, position__lte=last)
    ids = list(places.order_by("-position").values_list("entry_id", flat=True))
    rows = Decision.objects.using(USING).in_bulk(ids)
    return [rows[entry_id] for entry_id in ids]


def _lines(moment: Moment, name: str, after: int, last: int) -> tuple[DecisionLine, ...]:
    return lines(moment, filed_between(name, after, last))


def _months(moment: Moment, most: float = inf) -> dict[str, Link]:
    """Give the links of the lists by month, newest first, by name: one look at an index for each."""
    found: dict[str, Link] = {}
    name: str | None = f"{MONTH}/A"  # above all years
    while len(found) < most:
        below = Filed.objects.using(USING).filter(list__gt=f"{MONTH}/", list__lt=name).order_by("-list")
        name = below.values_list("list", flat=True).first()
        if name is None:
            break
        found[name] = Link(month(moment, name.rpartition("/")[2]), f"{name}/index.html")
    return found


def _rules(moment: Moment) -> dict[str, Link]:
    """Give the links of the lists by guideline, by name; setting one is the first decision in its list."""
    return {
        (name := f"record/guideline/{number}"): Link(
            _("%(number)d. %(title)s") % {"number": number, "title": moment.guidelines[number][-1][1]},
            f"{name}/index.html",
        )
        for number in sorted(moment.guidelines)
    }


def _editors(moment: Moment) -> dict[str, Link]:
    """Give the links of the lists of those who ever decided anything, by name."""
    named = {f"record/editor/{number}": moment.editors[number] for number in sorted(moment.editors)}
    named["record/site"] = _("The site itself")
    begun = Filed.objects.using(USING).filter(list__in=named, position=1)
    there = set(begun.values_list("list", flat=True))
    return {name: Link(title, f"{name}/index.html") for name, title in named.items() if name in there}


def _counted(found: dict[str, Link]) -> Counted:
    return tuple((link, last_position(name)) for name, link in found.items())
