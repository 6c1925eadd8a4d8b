"""/desk/mode/: whether new articles are slow, why, since when; and an editor's own word on it, which holds for six hours."""

import json
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.desk import acting
from handbill.desk.entrance import editor_only
from handbill.desk.frame import answer, form, frame, see
from handbill.desk.order import Order
from handbill.desk.rows import local
from handbill.desk.subjects import Subject
from handbill.desk.visit import Visit
from handbill.guard.mode import OPEN, SURGE
from handbill.look.contexts.desk import ModeNow, ModePage
from handbill.newswire.editor import Editor
from handbill.newswire.mode import present
from handbill.record.format.commitment import values


@editor_only
def mode(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the mode, or set it."""
    if request.method != "POST":
        return _page(request, visit, {})
    typed = request.POST.get("reason", "")
    order = Order("set-mode", Subject("site"), mode=request.POST.get("mode", "")[:20])
    order = acting.clean(replace(order, reason=typed))
    errors, status = {name: fault.words for name, fault in acting.faults(order).items()}, 422
    if not errors:
        try:
            acting.do(Act.editor(visit.editor.number), order)
        except Refused as refused:
            errors, status = {"": str(refused)}, refused.status
    if errors:
        return _page(request, visit, {"reason": typed, "mode": order.mode}, errors, status)
    return see(request, "desk/?done=set-mode")


def now() -> ModeNow:
    """Give the mode as the desk shows it."""
    here = present()
    if here is None:
        return ModeNow(OPEN)
    begun, until = here.begun, here.kept_until()
    editor = Editor.objects.filter(number=int(begun.by.partition(":")[2] or 0)).first()
    return ModeNow(
        here.name,
        local(begun.at),
        editor.name if editor else "",
        str(values(json.loads(begun.fields)).get("reason", "")),
        local(until) if until else None,
    )


def _page(
    request: HttpRequest,
    visit: Visit,
    typed: dict[str, str],
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    mode_now = now()
    other = OPEN if mode_now.name == SURGE else SURGE
    page = ModePage(
        **frame(request, visit, _("The mode")),
        form=form("desk/mode/", visit, {"mode": other, **typed}, errors),
        mode=mode_now,
    )
    return answer(page, visit, status)
