"""/desk/selection/: one decision about several items: shown before it is made, then made for each in a transaction of its own.

So one item whose state changed meanwhile stops none of the others; it is named, with the reason.
"""

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions.act import Refused
from handbill.desk import acting, deciding, ready, seen
from handbill.desk.complaints import settle
from handbill.desk.entrance import editor_only
from handbill.desk.frame import answer, form, frame
from handbill.desk.order import Order
from handbill.desk.place import Place, number
from handbill.desk.ready_texts import guidelines
from handbill.desk.rows import queue_rows
from handbill.desk.subjects import Subject
from handbill.desk.verbs import VERBS
from handbill.desk.visit import Visit
from handbill.limits import SELECTION
from handbill.look.contexts.desk import Selected, SelectionPage
from handbill.look.contexts.doors import QueueRow
from handbill.look.contexts.parts import Link

MANY: Final = ("hide", "hold", "admit", "unhide")
"""What can be decided for several at once: all of it can be undone, and none of it speaks to one author alone."""
_FIELDS: Final = ("verb", "guideline", "ready", "reason", "place")


@editor_only
def selection(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what a decision about several items makes public (`action=show`); make it (`action=decide`)."""
    sent = request.POST
    numbers = sorted({it for it in map(number, sent.getlist("number")[: SELECTION + 1]) if it}, reverse=True)
    verb = sent.get("verb", "")
    guideline, reason = ready.reason(sent.dict())
    order = acting.clean(
        Order(verb, Subject("site"), guideline=guideline if verb in {"hide", "hold"} else 0, reason=reason)
    )
    rows = queue_rows(numbers)
    errors = _faults(rows, order, len(numbers))
    if errors or sent.get("action") != "decide":
        shown = {it: seen.now(it) for it in numbers}
        items = [Selected(row, shown[row.item.number], _cannot(visit, row, verb)) for row in rows]
        return _page(request, visit, order, items, errors=errors)
    items = [
        Selected(row, "", _decide(visit, order, row, sent.get(f"seen-{row.item.number}", ""))) for row in rows
    ]
    return _page(request, visit, order, items, decided=True)


def verbs() -> tuple[Link, ...]:
    """Give what can be chosen for a selection."""
    leave = Link(_("Leave them as they are: the complaints are dealt with"), "", deciding.SETTLE)
    return (*(Link(str(VERBS[name].words), "", name) for name in MANY), leave)


def _faults(rows: Sequence[QueueRow], order: Order, count: int) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not rows:
        errors["number"] = _("Choose at least one item.")
    if count > SELECTION:
        errors["number"] = _("At most %(limit)d items at once.") % {"limit": SELECTION}
    if order.verb == deciding.SETTLE:
        return errors
    if order.verb not in MANY:
        return {**errors, "verb": _("Choose a decision.")}
    return errors | {name: fault.words for name, fault in acting.faults(order).items()}


def _cannot(visit: Visit, row: QueueRow, verb: str) -> str:
    if verb == deciding.SETTLE:
        return "" if row.complained else _("Nobody complains about it.")
    can = {it.name for it in deciding.can(row, visit.editor)}
    return "" if verb in can or verb not in MANY else _("This cannot be decided in its state.")


def _decide(visit: Visit, order: Order, row: QueueRow, shown: str) -> str:
    """Decide about one item; give why it could not be, or nothing."""
    it = row.item
    if order.verb == deciding.SETTLE:
        return "" if settle(it.number) else _("Nobody complains about it.")
    try:
        one = Order(order.verb, Subject(it.kind, it.number), guideline=order.guideline, reason=order.reason)
        deciding.decide(visit.editor.number, one, shown)
    except Refused as refused:
        return str(refused)
    return ""


def _page(
    request: HttpRequest,
    visit: Visit,
    order: Order,
    items: Sequence[Selected],
    *,
    errors: dict[str, str] | None = None,
    decided: bool = False,
) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in _FIELDS}
    there = guidelines()
    page = SelectionPage(
        **frame(request, visit, _("Several at once")),
        form=form("desk/selection/", visit, typed, errors),
        items=tuple(items),
        verb=next((it for it in verbs() if it.name == order.verb), None),
        guideline=next((it for it in there if it.name == str(order.guideline)), None),
        reason=order.reason,
        back=Place.parse(typed["place"]).href,
        verbs=verbs(),
        guidelines=there,
        ready=ready.texts(),
        done=tuple(it.row.item.number for it in items if decided and not it.cannot),
        decided=decided,
    )
    return answer(page, visit, 422 if errors else 200)
