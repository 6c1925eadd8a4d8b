"""/desk/: what waits for a decision, and the newest items below it, thirty a page; the first that nobody else has before them is at hand."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions.act import Act
from handbill.desk import appeals, days, deciding, mode, presence, ready, waiting
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
from handbill.limits import QUEUE_ITEMS
from handbill.look.contexts.desk import QueuePage
from handbill.look.contexts.parts import Link
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment


@editor_only
def queue(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the queue as its address says (`Place`)."""
    place = Place.read(request.GET.dict())
    if (wanted := named(place.wanted.get("words", ""))) and nouns([wanted]):
        return see(request, f"desk/item/{wanted}/")
    found = waiting.each()
    waits, newest, older, down_to = _shown(place, found)
    turn = [*waits, *(number for number in newest if number not in set(waits))]
    looking = presence.others(visit, turn)

    def free(number: int) -> bool:
        return number not in looking and not _for_others(visit, found, number)

    hand = place.at if place.at in turn else next(filter(free, turn), turn[0] if turn else 0)
    after = turn[turn.index(hand) + 1 :] if hand else []
    following = next(filter(free, after), 0)
    onward = place.to(following) if following or not older else older
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
        at_hand=at_hand(visit, hand, onward, last=not following and not older),
        guidelines=guidelines(),
        selectable=verbs(),
        ready=ready.texts(),
        place=place.to(0).query,
        looking=looking,
        notes=notes(),
        days=days.counts(),
        finding=finding_form(place, down_to),
        mode=mode.now(),
    )
    return answer(page, visit)


def _shown(place: Place, found: dict[str, list[int]]) -> tuple[list[int], list[int], Place | None, int]:
    """Give what waits and what is newest at a place, the place after it, where there is more, and how far a search looked."""
    if place.wanted:
        fitting, down_to = find(place, QUEUE_ITEMS)
        if len(fitting) > QUEUE_ITEMS:
            return [], fitting[:QUEUE_ITEMS], place.after(fitting[QUEUE_ITEMS - 1]), 0
        return [], fitting, place.after(down_to) if down_to else None, down_to
    waits = waiting.numbers(found, place.view)
    waits = waits[waits.index(place.before) :] if place.before in waits else waits
    newest = _newest(place.before) if place.view in {"all", "newest"} else []
    if place.view == "newest" or (place.view == "all" and place.before):
        waits = []
    older = None
    if place.view in {"all", "newest"}:
        older = place.after(newest[QUEUE_ITEMS - 1]) if len(newest) > QUEUE_ITEMS else None
    elif len(waits) > QUEUE_ITEMS:
        older = place.after(waits[QUEUE_ITEMS])
    return waits[:QUEUE_ITEMS], newest[:QUEUE_ITEMS], older, 0


def _for_others(visit: Visit, found: dict[str, list[int]], number: int) -> bool:
    """Tell whether an item waits for nothing but the answer to an appeal, which is not for this editor to give."""
    kinds = {name for name, numbers in found.items() if number in numbers}
    return kinds == {"appeals"} and bool(appeals.barred(Act.editor(visit.editor.number), number))


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
        found += rows.filter(number__lt=before)[: QUEUE_ITEMS + 1] if before else rows[: QUEUE_ITEMS + 1]
    return sorted(found, reverse=True)[: QUEUE_ITEMS + 1]
