"""/complain/N/: a reader tells the editors, in private."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handbill.actions import fields
from handbill.actions.act import Act
from handbill.actions.complain import complain as tell
from handbill.intake import choices, items
from handbill.intake.answer import answer, now, root_of, site_view
from handbill.intake.form import Sent, read
from handbill.intake.submission import Submission
from handbill.limits import COMPLAINT
from handbill.look.contexts.doors import ComplainPage
from handbill.look.contexts.parts import Link
from handbill.newswire.article import Article
from handbill.newswire.guideline import Guideline


@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest, number: int) -> HttpResponse:
    """Show the form, or keep a complaint for the desk.

    Raises:
        Refused: 404, there is no such item.
    """
    if request.method != "POST":
        return _page(request, number, Submission("complain", Sent(), now()))
    ours = Submission("complain", read(request), now())
    ours.check_fields(lambda: {"text": fields.words(ours.sent.get("text"), COMPLAINT)})
    guideline = _guideline(ours)
    if not ours.errors and guideline is None and not ours.values["text"]:
        ours.errors["text"] = _("Please say what is wrong, or choose a guideline.")
    ours.check_token()
    ours.refuse_robots()
    if ours.errors:
        return _page(request, number, ours, status=422)
    tell(Act.author(), number, guideline, str(ours.values["text"]))
    return _page(request, number, ours, done=True)


def _guideline(ours: Submission) -> int | None:
    typed = ours.sent.get("guideline").strip()
    if not typed:
        return None
    if re.fullmatch("[0-9]{1,6}", typed) and Guideline.objects.filter(number=int(typed)).exists():
        return int(typed)
    ours.errors["guideline"] = _("There is no such guideline.")
    return None


def _page(
    request: HttpRequest, number: int, ours: Submission, *, status: int = 200, done: bool = False
) -> HttpResponse:
    item = items.found(number)
    page = ComplainPage(
        site=site_view(),
        root=root_of(request),
        path=f"complain/{number}/",
        title=_("Complain"),
        form=ours.form(f"complain/{number}/"),
        line=items.line(item if isinstance(item, Article) else item.article),
        number=number,
        kind="article" if isinstance(item, Article) else "comment",
        guidelines=tuple(
            Link(f"{number}. {title}", f"guidelines.html#guideline-{number}", str(number))
            for number, title in Guideline.objects.order_by("number").values_list("number", "title")
        ),
        limits=choices.COMPLAINT,
        done=done,
    )
    return answer(page, status)
