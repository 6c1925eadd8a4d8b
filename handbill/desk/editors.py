"""/desk/editors/: who is at the desk; invite someone, dismiss someone."""

from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.desk import acting, rights
from handbill.desk.entrance import editor_only
from handbill.desk.frame import answer, form, frame, see
from handbill.desk.invitations import invite
from handbill.desk.order import Order
from handbill.desk.subjects import Subject
from handbill.desk.undo import undo
from handbill.desk.undoing import said
from handbill.desk.verbs import VERBS
from handbill.desk.visit import Visit
from handbill.look.contexts.desk import EditorsPage
from handbill.look.contexts.parts import Link
from handbill.newswire.editor import STEWARD, Editor
from handbill.settings import site


@dataclass(frozen=True, slots=True)
class _Result:
    """What came of a form: the errors beside its fields, or the one-time address that is shown once."""

    errors: dict[str, str]
    status: int = 200
    invitation: str = ""
    undone: tuple[str, ...] = ()  # what was undone, in lines


@editor_only
def editors(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the editors; invite or dismiss."""
    if request.method != "POST":
        return _page(request, visit, _Result({}))
    action = request.POST.get("action", "")
    known = {"dismiss": _dismiss, "undo": _undo}
    result = known.get(action, _invite)(request, visit)
    if action in known and not result.errors and not result.undone:
        return see(request, "desk/editors/?done=dismiss")
    return _page(request, visit, result)


def _invite(request: HttpRequest, visit: Visit) -> _Result:
    try:
        with transaction.atomic():
            who = Act.editor(visit.editor.number)
            acting.lock(who)
            rights.demand(who, "invite")
            path = invite(who, request.POST.get("name", ""), steward=request.POST.get("role") == STEWARD)
    except Refused as refused:
        at = "" if refused.status == 403 else "name"  # noqa: PLR2004 - RFC 9110 section 15.5.4
        return _Result({at: str(refused)}, refused.status)
    return _Result({}, invitation=site().address + path)


def _dismiss(request: HttpRequest, visit: Visit) -> _Result:
    number = request.POST.get("number", "")
    if not (number.isascii() and number.isdigit() and 0 < len(number) < 10):  # noqa: PLR2004 - fits every database
        return _Result({"": _("Choose an editor.")}, 422)
    order = acting.clean(
        Order("dismiss", Subject("editor", int(number)), reason=request.POST.get("reason", ""))
    )
    errors = {name: fault.words for name, fault in acting.faults(order).items()}
    if errors:
        return _Result(errors, 422)
    try:
        acting.do(Act.editor(visit.editor.number), order)
    except Refused as refused:
        return _Result({"": str(refused)}, refused.status)
    return _Result({})


def _undo(request: HttpRequest, visit: Visit) -> _Result:
    """Undo what an editor decided; the same form as the dismissal's, with another button."""
    number = request.POST.get("number", "")
    if not (number.isascii() and number.isdigit() and 0 < len(number) < 10):  # noqa: PLR2004 - fits every database
        return _Result({"": _("Choose an editor.")}, 422)
    order = acting.clean(
        Order("dismiss", Subject("editor", int(number)), reason=request.POST.get("reason", ""))
    )
    errors = {name: fault.words for name, fault in acting.faults(order).items()}
    if errors:
        return _Result(errors, 422)
    try:
        with transaction.atomic():
            who = Act.editor(visit.editor.number)
            acting.lock(who, int(number))
            done = undo(who, int(number), order.reason, dismissing=True)
    except Refused as refused:
        return _Result({"": str(refused)}, refused.status)
    return _Result({}, undone=tuple(said(done)))


def _page(request: HttpRequest, visit: Visit, result: _Result) -> HttpResponse:
    said = VERBS["dismiss"].done if request.GET.get("done") == "dismiss" else ""
    kept = ("name", "role", "reason", "number", "action") if result.errors else ()
    typed = {name: request.POST.get(name, "") for name in kept}
    found = list(Editor.objects.order_by("number"))
    page = EditorsPage(
        **frame(request, visit, _("Editors"), said),
        form=form("desk/editors/", visit, typed, result.errors),
        editors=tuple(Link(it.name, "", f"editor:{it.number}") for it in found),
        dismissed=frozenset(f"editor:{it.number}" for it in found if it.dismissed_at),
        invitation=result.invitation,
        undone=result.undone,
        stewards=frozenset(f"editor:{it.number}" for it in found if it.role == STEWARD),
        barred=rights.barred(Act.editor(visit.editor.number), "invite"),
    )
    return answer(page, visit, result.status)
