"""/comment/N/describe/K/: a reader says what is to be seen in a picture, for who cannot see it. An editor reads it first."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handbill.actions import fields, keep
from handbill.actions.act import Act
from handbill.actions.fields import Invalid, Values
from handbill.actions.offer import describable, offer
from handbill.cleaning.text import one_line
from handbill.intake import items
from handbill.intake.answer import answer, now, root_of, site_view
from handbill.intake.form import Sent, read
from handbill.intake.submission import Submission
from handbill.limits import ALT
from handbill.look.contexts.doors import DescribePage
from handbill.newswire.article import Article


@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest, number: int, k: int) -> HttpResponse:
    """Show the picture and the form, or keep a description for the desk.

    Raises:
        Refused: as `actions.offer` says.
    """
    if request.method != "POST":
        return _page(request, number, k, Submission("describe", Sent(), now()))
    ours = Submission("describe", read(request), now())
    ours.check_fields(lambda: _values(ours.sent))
    ours.check_token()
    ours.refuse_robots()
    if ours.errors:
        return _page(request, number, k, ours, status=422)
    offer(Act.author(), number, k, str(ours.values["text"]))
    return _page(request, number, k, ours, done=True)


def _values(sent: Sent) -> Values:
    text = one_line(fields.words(sent.get("text"), ALT))
    if not text:
        raise Invalid({"text": _("Please say what is to be seen.")})
    return {"text": text}


def _page(
    request: HttpRequest, number: int, k: int, ours: Submission, *, status: int = 200, done: bool = False
) -> HttpResponse:
    item = items.found(number)
    _row, value = describable(number, k)
    shown = keep.preview_of(value["files"])
    article = item if isinstance(item, Article) else item.article
    page = DescribePage(
        site=site_view(),
        root=root_of(request),
        path=f"comment/{number}/describe/{k}/",
        title=_("Describe a picture"),
        form=ours.form(f"comment/{number}/describe/{k}/"),
        line=items.line(article),
        href=items.href(item),
        picture=f"{article.path}/media/{number}/{shown['name']}" if shown else "",
        size=(shown.get("width", 0), shown.get("height", 0)),
        caption=value.get("caption", ""),
        limits={"text": ALT},
        done=done,
    )
    return answer(page, status)
