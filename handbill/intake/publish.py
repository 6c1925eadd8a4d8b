"""/publish/: the form for an article, its preview, and the receipt."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handbill.actions import fields
from handbill.actions.act import Act
from handbill.actions.publish import publish as publish_article
from handbill.actions.screen import text_of
from handbill.guard import receipt
from handbill.guard.ticket import Reused, Spent
from handbill.intake import choices, items
from handbill.intake.answer import answer, now, root_of, site_view
from handbill.intake.form import Sent, read
from handbill.intake.given import receipt_page
from handbill.intake.submission import Submission
from handbill.intake.wait import wait_until_visible
from handbill.look.contexts.doors import PublishPage
from handbill.newswire.article import Article
from handbill.settings import site

ACTIONS = ("preview", "publish")


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Show the form, preview an article, or publish it."""
    if request.method != "POST":
        return _page(request, Submission("publish", Sent(), now()))
    ours = Submission("publish", read(request), now())
    action = ours.sent.get("action") or "publish"
    if action not in ACTIONS:
        ours.errors[""] = _("The action is preview or publish.")
    ours.check_fields(lambda: fields.article(ours.sent.raw))
    ours.check_token(aged=action == "publish")
    if not ours.errors:
        ours.refuse_robots()
    if ours.errors:
        return _page(request, ours, status=422)
    if action == "preview":
        return _page(request, ours, preview=True)
    body = str(ours.values["body"])
    ticket = ours.ticket("article", text_of(ours.values, titled=True), body=body)
    try:
        article = publish_article(Act.author(), ours.values, receipt.digest(ticket.receipt), ticket=ticket)
    except Spent as spent:
        article = Article.objects.get(number=spent.number)
    except Reused:
        return _page(request, reused(ours), status=409)
    there = wait_until_visible(article.number, site().public / f"{article.path}.html")
    return receipt_page(request, article, ticket.receipt, there=there)


def reused(ours: Submission) -> Submission:
    """Say that a form can be sent once, and give a fresh one."""
    ours.keep = False
    ours.errors[""] = _(
        "This form was already sent with another text. Nothing of this one is stored; here it is, in a fresh form."
    )
    return ours


def _page(
    request: HttpRequest, ours: Submission, *, status: int = 200, preview: bool = False
) -> HttpResponse:
    page = PublishPage(
        site=site_view(),
        root=root_of(request),
        path="publish/",
        title=_("Publish"),
        form=ours.form("publish/"),
        genres=choices.genres(),
        topics=choices.axis("topic"),
        places=choices.axis("place"),
        languages=choices.languages(ours.sent.get("language")),
        preview=items.preview("article", ours.values) if preview else None,
        limits=choices.ARTICLE,
    )
    return answer(page, status)
