"""/desk/: what waits for a decision, and the newest items below it. Thirty a page."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.desk import waiting
from handbill.desk.entrance import editor_only
from handbill.desk.frame import answer, frame
from handbill.desk.rows import queue_rows
from handbill.desk.visit import Visit
from handbill.look.contexts.doors import QueuePage
from handbill.look.contexts.parts import Link
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment

PAGE = 30


@editor_only
def queue(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the queue. `view` is one of `waiting.VIEWS`; `before` a number: older items than that."""
    view = request.GET.get("view", "all")
    view = view if view in waiting.VIEWS else "all"
    before = _number(request.GET.get("before", ""))
    waits = [number for number in waiting.numbers(view) if before is None or number < before]
    newest: list[int] = []
    if view == "all":
        newest = _newest(before)
        waits = waits if before is None else []
    paged = newest if view == "all" else waits
    older = f"desk/?view={view}&before={paged[PAGE - 1]}" if len(paged) > PAGE else ""
    page = QueuePage(
        **frame(request, visit, _("Queue")),
        waiting=queue_rows(waits[:PAGE]),
        newest=queue_rows(newest[:PAGE]),
        older=older,
        view=view,
        views=_views(),
        further=before is not None,
    )
    return answer(page, visit)


def _views() -> tuple[Link, ...]:
    words = {
        "all": _("All"),
        "held": _("Held (%(count)d)") % {"count": len(waiting.numbers("held"))},
        "complaints": _("Complaints (%(count)d)") % {"count": len(waiting.numbers("complaints"))},
        "appeals": _("Appeals (%(count)d)") % {"count": len(waiting.numbers("appeals"))},
    }
    return tuple(Link(title, f"desk/?view={view}", view) for view, title in words.items())


def _newest(before: int | None) -> list[int]:
    """Give the newest numbers, articles and comments together: one more than a page, where there are so many."""
    found: list[int] = []
    for noun in (Article, Comment):
        rows = noun.objects.order_by("-number").values_list("number", flat=True)
        found += rows[: PAGE + 1] if before is None else rows.filter(number__lt=before)[: PAGE + 1]
    return sorted(found, reverse=True)[: PAGE + 1]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None  # noqa: PLR2004 - fits every database
