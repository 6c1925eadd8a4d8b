"""/desk/: what waits for a decision, and the newest items below it, thirty a page; the first of them at hand, with its form."""

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.desk import days, deciding, presence, ready, waiting
from handbill.desk.at_hand import at_hand
from handbill.desk.entrance import editor_only
from handbill.desk.finding import find, named
from handbill.desk.finding_form import finding_form
from handbill.desk.frame import answer, frame, see
from handbill.desk.notes import notes
from handbill.desk.place import Place
from handbill.desk.ready_texts import guidelines
from handbill.desk.rows import nouns, queue_rows
from handbill.desk.selection import verbs
from handbill.desk.visit import Visit
from handbill.look.contexts.desk import QueuePage
from handbill.look.contexts.parts import Link
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment

PAGE: Final = 30


@editor_only
def queue(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the queue as its address says (`Place`)."""
    place = Place.read(request.GET.dict())
    if (wanted := named(place.wanted.get("words", ""))) and nouns([wanted]):
        return see(request, f"desk/item/{wanted}/")
    found = waiting.each()
    waits, newest, older, down_to = _shown(place, found)
    turn = [*waits, *(number for number in newest if number not in set(waits))]
    hand = _next(turn, waits, place.at)
    presence.look(visit, hand)
    said = _("The note is kept.") if request.GET.get("said") == "note" else deciding.said(request.GET.dict())
    page = QueuePage(
        **frame(request, visit, _("Queue"), said),
        waiting=queue_rows(waits),
        newest=queue_rows(newest),
        older=older.href if older else "",
        view="found" if place.wanted else place.view,
        views=_views(found),
        further=place.before > 0,
        at_hand=at_hand(visit, hand, turn, place, older),
        guidelines=guidelines(),
        selectable=verbs(),
        ready=ready.texts(),
        place=place.to(0).query,
        looking=presence.others(visit, turn),
        notes=notes(),
        days=days.counts(),
        finding=finding_form(place, down_to),
    )
    return answer(page, visit)


def _shown(place: Place, found: dict[str, list[int]]) -> tuple[list[int], list[int], Place | None, int]:
    """Give what waits and what is newest at a place, the place after it, where there is more, and how far a search looked."""
    if place.wanted:
        fitting, down_to = find(place, PAGE)
        if len(fitting) > PAGE:
            return [], fitting[:PAGE], place.after(fitting[PAGE - 1]), 0
        return [], fitting, place.after(down_to) if down_to else None, down_to
    waits = [it for it in waiting.numbers(found, place.view) if not place.before or it < place.before]
    newest = _newest(place.before) if place.view in {"all", "newest"} else []
    if place.view == "newest" or (place.view == "all" and place.before):
        waits = []
    paged = newest if place.view in {"all", "newest"} else waits
    older = place.after(paged[PAGE - 1]) if len(paged) > PAGE else None
    return waits[:PAGE], newest[:PAGE], older, 0


def _next(turn: Sequence[int], waits: Sequence[int], at: int) -> int:
    """Give whose turn it is: the item of the address; where it is gone, the one that waits after it; else the first."""
    if at in turn:
        return at
    return next((it for it in waits if it < at), turn[0] if turn else 0)


def _views(found: dict[str, list[int]]) -> tuple[Link, ...]:
    words = {"all": _("All")}
    words |= {kind.name: kind.words(len(found[kind.name])) for kind in waiting.KINDS}
    words["newest"] = _("Newest")
    return tuple(Link(words[view], Place(view).href, view) for view in waiting.VIEWS)


def _newest(before: int) -> list[int]:
    """Give the newest numbers, articles and comments together: one more than a page, where there are so many."""
    found: list[int] = []
    for noun in (Article, Comment):
        rows = noun.objects.order_by("-number").values_list("number", flat=True)
        found += rows.filter(number__lt=before)[: PAGE + 1] if before else rows[: PAGE + 1]
    return sorted(found, reverse=True)[: PAGE + 1]
