"""/receipt/: with the code an author sees, revises, amends or withdraws what is theirs, or appeals."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handbill.guard import receipt as code_of
from handbill.guard.ticket import Reused
from handbill.intake import uploads
from handbill.intake.answer import answer, now, root_of, site_view
from handbill.intake.form import Sent, read
from handbill.intake.own import ACTS, PREVIEW, demand_act, most_files, own_page, perform
from handbill.intake.publish import reused
from handbill.intake.submission import Submission
from handbill.look.contexts.doors import ReceiptForm
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.record.format.kinds import Kind


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """Ask for the code; show what it opens; do what its author wants.

    Raises:
        Refused: as the verb says.
    """
    if request.method != "POST":
        return _ask(request, Submission("receipt", Sent(), now()))
    ours = Submission("receipt", read(request), now())
    action = ours.sent.get("action") or "show"
    typed = ours.sent.get("receipt")
    if not typed.strip():
        ours.errors.setdefault("receipt", _("Please type the code that you were shown."))
        return _ask(request, ours, 422)
    item = find(typed)
    if item is None:
        ours.errors["receipt"] = _(
            "Nothing was published with this code. Is it complete? It has 32 characters, 0-9 and a-f."
        )
        return _ask(request, ours, 404)
    if action == "show":
        return own_page(request, item, ours)
    return _act(request, item, ours, action)


def _act(request: HttpRequest, item: Article | Comment, ours: Submission, action: str) -> HttpResponse:
    """Do one act, once: the same form sent again gets the same words."""
    if action in ACTS or action == PREVIEW:
        act = ACTS["revise" if action == PREVIEW else action]
        demand_act(item.number, act)
        ours.check_fields(lambda: act.values(item, ours.sent))
        ours.check_token()
        if act.kind is Kind.REVISE:
            uploads.take(ours, most_files(item), item.number, good=ours.takes)
        ours.refuse_robots()
    else:
        ours.errors[""] = _("The action is show, preview, revise, amend, withdraw or appeal.")
    if ours.errors:
        return own_page(request, item, ours, status=422)
    if action == PREVIEW:
        words = _(
            "Nothing is published yet. This is how your files would be; press Revise to publish it all."
        )
        return own_page(request, item, ours, done=words)
    removed = uploads.told(ours)
    try:
        done = perform(item, ours, action, ours.ticket)
    except Reused:
        return own_page(request, item, reused(ours), status=409)
    after = Submission("receipt", Sent(values={"receipt": ours.sent.get("receipt")}), now())
    return own_page(request, item, after, done=done, removed=removed)


def find(typed: str) -> Article | Comment | None:
    """Give the item that a code opens."""
    code = code_of.normalise(typed)
    if code is None:
        return None
    digest = code_of.digest(code)
    found: Article | Comment | None = Article.objects.filter(receipt=digest).first()
    return found or Comment.objects.select_related("article").filter(receipt=digest).first()


def _ask(request: HttpRequest, ours: Submission, status: int = 200) -> HttpResponse:
    page = ReceiptForm(
        site=site_view(),
        root=root_of(request),
        path="receipt/",
        title=_("Use your receipt"),
        form=ours.form("receipt/"),
    )
    return answer(page, status)
