"""/desk/note/: the handover note, from one shift to the next. It is private and the last few are kept; each editing is a new one."""

from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions.act import this_minute
from handbill.cleaning.text import many_lines
from handbill.desk.entrance import editor_only
from handbill.desk.frame import answer, form, frame, see
from handbill.desk.models import Note
from handbill.desk.place import number
from handbill.desk.rows import local
from handbill.desk.visit import Visit
from handbill.limits import NOTE, NOTES
from handbill.look.contexts.desk import Note as NoteView
from handbill.look.contexts.desk import NotePage
from handbill.newswire.counter import lock

ENTRY = None
_LATE: Final = 409


@editor_only
def note(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Write it anew; what somebody else wrote meanwhile is shown first, and nothing is lost."""
    if request.method != "POST":
        return _page(request, visit, {})
    text = many_lines(request.POST.get("text", "")).strip()
    if len(text) > NOTE:
        return _page(request, visit, {"text": _("At most %(limit)d characters.") % {"limit": NOTE}}, 422)
    with transaction.atomic():
        lock()
        last = Note.objects.order_by("-pk").first()
        late = number(request.POST.get("last", "")) != (last.pk if last else 0)
        if not late:
            Note.objects.create(editor=visit.editor, at=this_minute(), text=text)
            kept = Note.objects.order_by("-pk").values_list("pk", flat=True)[:NOTES]
            Note.objects.exclude(pk__in=list(kept)).delete()
    if late:
        words = _("Somebody wrote it anew meanwhile. Theirs stands below; yours is still in the field.")
        return _page(request, visit, {"": words}, _LATE)
    return see(request, "desk/?said=note")


def notes() -> tuple[NoteView, ...]:
    """Give the kept notes, the newest first."""
    found = Note.objects.select_related("editor").order_by("-pk")[:NOTES]
    return tuple(NoteView(it.pk, it.editor.name, local(it.at), it.text) for it in found)


def _page(request: HttpRequest, visit: Visit, errors: dict[str, str], status: int = 200) -> HttpResponse:
    kept = notes()
    text = request.POST.get("text", kept[0].text if kept else "")
    page = NotePage(
        **frame(request, visit, _("Handover note")),
        form=form("desk/note/", visit, {"text": text}, errors),
        notes=kept,
    )
    return answer(page, visit, status)
