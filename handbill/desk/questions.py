"""/desk/questions/: what forms ask, the right answers, and when. Private: no entry, and no page but the forms shows them."""

import json
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.cleaning.text import many_lines, one_line
from handbill.cleaning.tongues import in_its_own_words
from handbill.desk import languages, rights
from handbill.desk.entrance import editor_only
from handbill.desk.frame import answer, form, frame, see
from handbill.desk.place import number
from handbill.desk.visit import Visit
from handbill.guard import question
from handbill.guard.models import Asking, Question
from handbill.limits import ANSWER, ANSWERS, QUESTION, QUESTIONS
from handbill.look.contexts.desk import Asked, QuestionsPage
from handbill.look.contexts.parts import Link

ENTRY = None
_DONE: Final = {
    "save": lambda: _("The question is kept. New forms ask it."),
    "delete": lambda: _("The question is gone."),
    "when": lambda: _("It is kept."),
}


@editor_only
def questions(request: HttpRequest, visit: Visit) -> HttpResponse:
    """List them; add, edit or delete one; choose when they are asked."""
    if request.method != "POST":
        done = request.GET.get("done", "")
        return _page(request, visit, {}, message=_DONE[done]() if done in _DONE else "")
    rights.demand(Act.editor(visit.editor.number), "set-page")
    action = request.POST.get("action", "save")
    if action == "when":
        wanted = request.POST.get("when", "")
        if wanted not in question.WHEN:
            return _page(request, visit, {"when": _("Choose one of the three.")}, 422)
        Asking.objects.update_or_create(pk=1, defaults={"when": wanted})
        return see(request, "desk/questions/?done=when")
    it = number(request.POST.get("it", ""))
    if it and not Question.objects.filter(pk=it).exists():
        raise Refused(_("This question is not there any more."), 404)
    if action == "delete":
        Question.objects.filter(pk=it).delete()
        return see(request, "desk/questions/?done=delete")
    return _save(request, visit, it)


def _save(request: HttpRequest, visit: Visit, it: int) -> HttpResponse:
    told = _typed(request)
    further = {tag: one_line(told[f"text-{tag}"]) for tag in languages.further(None)}
    text, lines = one_line(told["text"]), many_lines(told["answers"]).split("\n")
    answers = list(dict.fromkeys(filter(None, map(one_line, lines))))
    with transaction.atomic():
        errors = _faults([text, *further.values()], answers, is_new=not it)
        if errors:
            return _page(request, visit, errors, 422)
        kept = {
            "text": text,
            "answers": "\n".join(answers),
            "translations": json.dumps({tag: words for tag, words in further.items() if words}),
        }
        if it:
            Question.objects.filter(pk=it).update(**kept)
        else:
            Question.objects.create(**kept)
    return see(request, "desk/questions/?done=save")


def _faults(texts: list[str], answers: list[str], *, is_new: bool) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not texts[0]:
        errors["text"] = _("It needs a text.")
    if max(map(len, texts)) > QUESTION:
        errors["text"] = _("At most %(limit)d characters.") % {"limit": QUESTION}
    if not answers or not all(map(question.normal, answers)):
        errors["answers"] = _("It needs an answer, in letters or digits; one a line where several are right.")
    if len(answers) > ANSWERS or max(map(len, answers), default=0) > ANSWER:
        errors["answers"] = _("At most %(count)d answers of %(limit)d characters.") % {
            "count": ANSWERS,
            "limit": ANSWER,
        }
    if is_new and Question.objects.count() >= QUESTIONS:
        errors[""] = _("At most %(limit)d questions are kept. Delete one first.") % {"limit": QUESTIONS}
    return errors


def _typed(request: HttpRequest) -> dict[str, str]:
    names = ("it", "text", "answers", "when", *(f"text-{tag}" for tag in languages.further(None)))
    return {name: request.POST.get(name, "") for name in names}


def _page(
    request: HttpRequest, visit: Visit, errors: dict[str, str], status: int = 200, message: str = ""
) -> HttpResponse:
    page = QuestionsPage(
        **frame(request, visit, _("Questions of the forms"), message),
        form=form("desk/questions/", visit, _typed(request) if errors else {}, errors),
        questions=tuple(
            Asked(it.pk, it.text, it.answers, json.loads(it.translations))
            for it in Question.objects.order_by("pk")
        ),
        when=question.when(),
        languages=tuple(Link(in_its_own_words(tag), "", tag) for tag in languages.further(None)),
        barred=rights.barred(Act.editor(visit.editor.number), "set-page"),
    )
    return answer(page, visit, status)
