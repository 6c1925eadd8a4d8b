"""/desk/ready/: the ready texts for reasons. Every editor may add, edit and delete them; a decision keeps the words that it took."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions.act import Refused
from handbill.cleaning.language import language as tidy
from handbill.cleaning.text import many_lines
from handbill.desk import ready
from handbill.desk.entrance import editor_only
from handbill.desk.frame import answer, form, frame, see
from handbill.desk.models import ReadyText
from handbill.desk.place import number
from handbill.desk.visit import Visit
from handbill.limits import READY, READY_TEXTS
from handbill.look.contexts.desk import ReadyPage
from handbill.look.contexts.parts import Link
from handbill.newswire.guideline import Guideline
from handbill.settings import site

ENTRY = None
_WORDS: Final = {
    "save": lambda: _("The text is kept."),
    "delete": lambda: _("The text is gone. Decisions that used it keep their words."),
}


@editor_only
def ready_texts(request: HttpRequest, visit: Visit) -> HttpResponse:
    """List them; add, edit or delete one."""
    if request.method != "POST":
        done = request.GET.get("done", "")
        return _page(request, visit, {}, message=_WORDS[done]() if done in _WORDS else "")
    it = number(request.POST.get("it", ""))
    if it and not ReadyText.objects.filter(pk=it).exists():
        raise Refused(_("This text is not there any more."), 404)
    if request.POST.get("action") == "delete":
        ReadyText.objects.filter(pk=it).delete()
        return see(request, "desk/ready/?done=delete")
    text = many_lines(request.POST.get("text", "")).strip()
    language = tidy(request.POST.get("language", "")) or ""
    guideline = number(request.POST.get("guideline", ""))
    errors = _faults(text, language, guideline, is_new=not it)
    if errors:
        return _page(request, visit, errors, 422)
    told = {"text": text, "language": language, "guideline": guideline}
    if it:
        ReadyText.objects.filter(pk=it).update(**told)
    else:
        ReadyText.objects.create(**told)
    return see(request, "desk/ready/?done=save")


def _faults(text: str, language: str, guideline: int, *, is_new: bool) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not text:
        errors["text"] = _("It needs a text.")
    if len(text) > READY:
        errors["text"] = _("At most %(limit)d characters.") % {"limit": READY}
    if not language:
        errors["language"] = _("A language tag is like en, es or pt-BR.")
    if guideline and not Guideline.objects.filter(number=guideline).exists():
        errors["guideline"] = _("There is no guideline with that number.")
    if is_new and ReadyText.objects.count() >= READY_TEXTS:
        errors[""] = _("At most %(limit)d texts are kept. Delete one that nobody needs.") % {
            "limit": READY_TEXTS
        }
    return errors


def _page(
    request: HttpRequest, visit: Visit, errors: dict[str, str], status: int = 200, message: str = ""
) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in ("it", "text", "guideline", "language")}
    page = ReadyPage(
        **frame(request, visit, _("Ready texts"), message),
        form=form("desk/ready/", visit, typed if errors else {"language": site().language}, errors),
        texts=ready.texts(),
        guidelines=guidelines(),
    )
    return answer(page, visit, status)


def guidelines() -> tuple[Link, ...]:
    """Give the guidelines to choose from."""
    return tuple(
        Link(it.title, f"guidelines.html#guideline-{it.number}", str(it.number))
        for it in Guideline.objects.order_by("number")
    )
