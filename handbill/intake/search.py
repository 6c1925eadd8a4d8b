"""/search/: a question and what was found, as a page and as a feed. Nothing of it is kept."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handbill.cleaning.text import one_line
from handbill.intake import choices
from handbill.intake.answer import answer, root_of, site_view
from handbill.intake.results import feed_of, results
from handbill.look.contexts.forms import Form
from handbill.look.contexts.search import SearchPage
from handbill.look.feeds import render_feed
from handbill.newswire.sitepage import AXES, names
from handbill.record import seal
from handbill.search.asking import Slow
from handbill.search.find import Found, find
from handbill.search.follow import CHUNK
from handbill.search.index import index_of
from handbill.search.query import Query, query
from handbill.settings import site

FIELDS: Final = ("q", "kind", *AXES, "language", "from", "to", "hidden", "order")
RETRY: Final = "5"
"""Seconds after which a search that took too long may be tried again."""
_AFTER: Final = re.compile("[0-9]{1,19}", re.ASCII)
_LARGEST: Final = 2**63 - 1


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the form, and what was found."""
    given, asked = _read(request)
    if asked.errors:
        return _page(request, given, asked.errors, status=422)
    if asked.empty:
        return _page(request, given, {})
    try:
        found = find(index_of(site()), asked, _after(request), best=given.get("order") == "best")
    except Slow:
        return _slow(request, given)
    return _page(request, given, {}, asked, found)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Give the newest of what is found as Atom; what is wrong with the question, and one that asks nothing, as a page."""
    given, asked = _read(request)
    if asked.errors or asked.empty:
        wrong = asked.errors or {"q": _("Please write what you look for.")}
        return _page(request, given, wrong, status=422)
    try:
        found = find(index_of(site()), asked)
    except Slow:
        return _slow(request, given)
    made = feed_of(found.items, asked, f"search/?{_words(given)}", f"search/feed.atom?{_words(given)}", given)
    return HttpResponse(render_feed(made, "atom"), content_type="application/atom+xml; charset=utf-8")


def _read(request: HttpRequest) -> tuple[dict[str, str], Query]:
    """Give what was asked, without what is empty, and how it is understood. What there is no field for is passed over."""
    asked = {name: one_line(request.GET.get(name, "")) for name in FIELDS}
    given = {name: value for name, value in asked.items() if value}
    hidden = given.get("hidden") == "1"
    known = {axis: names(axis) for axis in AXES}
    return given, query(given.get("q", ""), given, known, site().zone, hidden=hidden)


def _after(request: HttpRequest) -> int | None:
    after = request.GET.get("after", "")
    return min(int(after), _LARGEST) if _AFTER.fullmatch(after) else None


def _words(given: Mapping[str, str], **more: object) -> str:
    return urlencode({**given, **more})


def _page(
    request: HttpRequest,
    given: Mapping[str, str],
    errors: Mapping[str, str],
    asked: Query | None = None,
    found: Found | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    items = found.items if found else ()
    further = found.further if found else None
    page = SearchPage(
        site=site_view(),
        root=root_of(request),
        path="search/",
        title=_("Search: %(words)s") % {"words": given["q"]} if given.get("q") else _("Search"),
        form=Form("search/", "", given, {}, errors),
        genres=choices.genres(),
        topics=choices.axis("topic"),
        places=choices.axis("place"),
        languages=choices.languages(given.get("language", "") if "language" not in errors else ""),
        asked=found is not None,
        results=results(items, asked) if asked else (),
        later=request.GET.get("after", "") != "",
        older=f"search/?{_words(given, after=further)}" if further is not None else "",
        feed=f"search/feed.atom?{_words(given)}" if found else "",
        partial=bool(found and found.partial),
        behind=found is not None and _behind(),
    )
    return answer(page, status)


def _behind() -> bool:
    """Is the index only being made? It is behind for less than a second when something has just been published."""
    return (index_of(site()).position() or 0) < seal.size() - CHUNK


def _slow(request: HttpRequest, given: Mapping[str, str]) -> HttpResponse:
    words = _(
        "That took too long, and was stopped. Please ask for more words, or rarer ones, or try again in a moment."
    )
    if index_of(site()).position() is None:
        words = _("The search is only being made. Please try again in a moment.")
    slow = _page(request, given, {"": words}, status=503)
    slow["Retry-After"] = RETRY
    return slow
